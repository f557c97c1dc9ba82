"""The outbox: what was said to whom, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.admin.base import LogAdmin
from backoffice.admin.moves import Done, move
from backoffice.templatetags import parts
from core.common import clock
from core.notifications import actions
from core.notifications.channels import sms_problems
from core.notifications.models import Message, MessageStatus


@admin.register(Message)
class MessageAdmin(LogAdmin):
    list_display = ["thing", "state", "channel", "address", "about_key", "created_at", "attempts"]
    list_display_links = ["thing"]
    list_filter = [("status", ChoicesDropdownFilter), ("channel", ChoicesDropdownFilter), ("created_at", RangeDateFilter)]
    search_fields = ["about_key", "address", "subject"]
    search_help_text = gettext_lazy("Order number, address or subject")
    list_views = [
        (gettext_lazy("Waiting"), {"status__exact": MessageStatus.QUEUED}),
        (gettext_lazy("To check"), {"status__in": "failed,unknown"}),
        (gettext_lazy("All"), {}),
    ]
    ordering = ["-created_at", "-pk"]
    empty_title = gettext_lazy("No messages here")
    empty_text = gettext_lazy("What customers are told at each step of their orders stands here.")
    change_form_template = "desk/record.html"
    actions_detail = ["resend"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        for problem in sms_problems():
            messages.error(request, problem)
        return super().changelist_view(request, extra_context)

    def has_resend_permission(self, request: HttpRequest, row: Message | None = None) -> bool:
        return request.user.has_perm("orders.desk_order")

    @display(description=gettext_lazy("Message"), ordering="kind")
    def thing(self, message: Message) -> SafeString:
        return format_html('<span class="thing">{}<small>{}</small></span>', message.subject, message.kind)

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, message: Message) -> SafeString:
        return parts.chip(message.status, message.get_status_display())

    def head(self, request: HttpRequest, row: Message) -> dict[str, Any]:
        return {"title": row.subject, "state": row.status, "word": row.get_status_display()}

    def record(self, request: HttpRequest, row: Message) -> dict[str, Any]:
        facts = [
            (_("To"), row.address),
            (_("By"), row.get_channel_display()),
            (_("Language"), row.get_language_display()),
            (_("About"), row.about_key),
            (_("Attempts"), str(row.attempts)),
            (_("What went wrong"), row.error),
        ]
        return {"facts": facts, "tabs": [{"key": "text", "title": _("Text"), "count": None, "template": "desk/order/message.html"}]}

    @move(
        gettext_lazy("Send again"),
        permission="resend",
        icon="mail",
        when=lambda message: message.status in (MessageStatus.FAILED, MessageStatus.UNKNOWN),
        says=gettext_lazy("Look first whether it has arrived: the customer may get it twice."),
    )
    def resend(self, request: HttpRequest, row: Message, answers: dict[str, Any]) -> Done:
        actions.resend(message=row, by=request.user, now=clock.now())
        return Done(_("The message waits to be sent again."))
