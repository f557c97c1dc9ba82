"""Kitchen tickets and taps, to look at; they are worked on the kitchen screen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from backoffice.admin.base import DeskAdmin, LogAdmin
from backoffice.templatetags import parts
from core.common import clock
from core.kitchen.models import ON_BOARD, Ticket, TicketEvent


class LateTicketFilter(admin.SimpleListFilter):
    title = gettext_lazy("clock")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", gettext_lazy("Late now"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.late(now=clock.now()) if self.value() else queryset


@admin.register(Ticket)
class TicketAdmin(DeskAdmin):
    """A ticket changes by taps on the kitchen screen alone."""

    read_only = True
    list_display = ["thing", "state", "promise", "station", "queued_at", "started_at", "done_at"]
    list_display_links = ["thing"]
    list_filter = [LateTicketFilter, ("status", ChoicesDropdownFilter), ("station", RelatedDropdownFilter)]
    search_fields = ["order__number", "order__contact_name"]
    search_help_text = gettext_lazy("Number or name")
    list_views = [
        (gettext_lazy("On the boards"), {"status__in": "queued,started,recalled"}),
        (gettext_lazy("Late"), {"late": "1"}),
        (gettext_lazy("All"), {}),
    ]
    ordering = ["-due_at", "-pk"]
    empty_title = gettext_lazy("No tickets here")
    empty_text = gettext_lazy("A confirmed order brings one ticket for each station.")
    change_form_template = "desk/record.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order", "station", "site")

    @display(description=gettext_lazy("Order"), ordering="order__number")
    def thing(self, ticket: Ticket) -> SafeString:
        return format_html('<span class="thing">{}<small>{}</small></span>', ticket.order.number, ticket.order.destination)

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, ticket: Ticket) -> SafeString:
        return parts.chip(ticket.status)

    @display(description=gettext_lazy("Clock"), ordering="due_at")
    def promise(self, ticket: Ticket) -> SafeString:
        return parts.clock(ticket.due_at, now=clock.now(), done=ticket.status not in ON_BOARD)

    def head(self, request: HttpRequest, row: Ticket) -> dict[str, Any]:
        head = {"title": f"{row.station.name} · {row.order.number}", "state": row.status}
        return head | {"due": row.due_at, "due_word": _("to the slot")} if row.status in ON_BOARD else head

    def record(self, request: HttpRequest, row: Ticket) -> dict[str, Any]:
        lines = list(row.order.lines.filter(station=row.station).order_by("pk"))
        done = [
            (event.at.astimezone(clock.KIGALI), event.get_tap_display().capitalize(), event.by.name)
            for event in row.events.select_related("by").order_by("-at", "-pk")
        ]
        facts = [
            (_("Order"), row.order.number),
            (_("To"), row.order.destination),
            (_("Note to the kitchen"), row.order.note),
            (_("Station"), row.station.name),
        ]
        tabs = [{"key": "lines", "title": _("Dishes"), "count": len(lines), "template": "desk/order/dishes.html"}]
        return {"facts": facts, "lines": lines, "tabs": tabs, "timeline": {"next": [], "done": done}}


@admin.register(TicketEvent)
class TicketEventAdmin(LogAdmin):
    """Every tap, newest first."""

    list_display = ["ticket", "tap", "before", "after", "at", "by"]
    list_filter = [("tap", ChoicesDropdownFilter)]
    search_fields = ["ticket__order__number", "by__name"]
    ordering = ["-at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("ticket__order", "ticket__station", "by")
