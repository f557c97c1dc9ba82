"""Stops: who carries which order; worked from a phone by porters and couriers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.admin.base import DeskAdmin
from backoffice.admin.moves import Ask, Done, move
from backoffice.admin.orders import AskCourier
from backoffice.templatetags import parts
from core.common import clock
from core.common.money import show
from core.delivery import actions, policies
from core.delivery.models import FailReason, Stop, StopStatus


class AskName(Ask):
    received_by = forms.CharField(label=gettext_lazy("Who took the meal"), max_length=120, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is not None:
            order = self.row.order
            self.fields["received_by"].initial = order.contact_name
            self.say = _("Take RWF %(total)s in cash with it.") % {"total": show(order.total)}


class AskFail(Ask):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[("", gettext_lazy("Choose a reason")), *FailReason.choices], widget=UnfoldAdminSelectWidget
    )
    words = forms.CharField(
        label=gettext_lazy("What the customer will read"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )


@admin.register(Stop)
class StopAdmin(DeskAdmin):
    """A stop has no form: it changes by its moves alone. A courier sees their own and those nobody has."""

    read_only = True
    list_display = ["thing", "state", "promise", "carrier", "where"]
    list_display_links = ["thing"]
    list_filter = [("status", ChoicesDropdownFilter), ("courier", RelatedDropdownFilter)]
    search_fields = ["order__number", "order__contact_name", "order__destination"]
    search_help_text = gettext_lazy("Number, name or place")
    list_views = [
        (gettext_lazy("To carry"), {"status__in": "waiting,assigned,picked_up"}),
        (gettext_lazy("Nobody yet"), {"status__exact": StopStatus.WAITING}),
        (gettext_lazy("Failed"), {"status__exact": StopStatus.FAILED}),
        (gettext_lazy("All"), {}),
    ]
    ordering = ["-due_at", "-pk"]
    empty_title = gettext_lazy("Nothing to carry")
    empty_text = gettext_lazy("A finished order stands here until somebody has handed it over.")
    change_form_template = "desk/record.html"
    actions_detail = ["assign", "pick_up", "hand_over", "fail"]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("order__zone", "order__slot", "order__payer", "courier")
        return rows.visible_to(request.user)

    def has_dispatch_permission(self, request: HttpRequest, row: Stop | None = None) -> bool:
        return policies.may_dispatch(request.user)

    def has_carry_permission(self, request: HttpRequest, row: Stop | None = None) -> bool:
        return row is not None and policies.may_carry(request.user, row)

    @display(description=gettext_lazy("Order"), ordering="order__number")
    def thing(self, stop: Stop) -> SafeString:
        return format_html('<span class="thing">{}<small>{}</small></span>', stop.order.contact_name, stop.order.number)

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, stop: Stop) -> SafeString:
        return parts.chip(stop.status, stop.get_status_display())

    @display(description=gettext_lazy("Clock"), ordering="due_at")
    def promise(self, stop: Stop) -> SafeString:
        return parts.clock(stop.due_at, now=clock.now(), done=stop.closed_at is not None)

    @display(description=gettext_lazy("With"), ordering="courier__name")
    def carrier(self, stop: Stop) -> str:
        return stop.courier.name if stop.courier else "–"

    @display(description=gettext_lazy("To"), ordering="order__destination")
    def where(self, stop: Stop) -> SafeString:
        return format_html('<span class="thing">{}<small>{}</small></span>', stop.order.destination, stop.order.zone.name)

    def head(self, request: HttpRequest, row: Stop) -> dict[str, Any]:
        head = {"title": f"{row.order.number} · {row.order.destination}", "state": row.status, "word": row.get_status_display()}
        return head if row.closed_at else head | {"due": row.due_at, "due_word": _("to the promise")}

    def record(self, request: HttpRequest, row: Stop) -> dict[str, Any]:
        order = row.order
        facts = [
            (_("To"), order.destination),
            (_("Zone"), order.zone.name),
            (_("Slot"), f"{order.get_period_display()}, {date_format(order.date, 'D j M')} {order.slot.window}"),
            (_("To take in cash"), f"RWF {show(order.total)}"),
            (_("Note"), order.note),
            (_("With"), row.courier.name if row.courier else ""),
        ]
        if row.received_by:
            facts.append((_("Taken by"), row.received_by))
        if row.fail_reason:
            facts.append((_("Failed because"), row.get_fail_reason_display()))
        lines = list(order.lines.order_by("pk"))
        tabs = [{"key": "lines", "title": _("Dishes"), "count": len(lines), "template": "desk/order/dishes.html"}]
        person = {"name": order.contact_name, "phone": order.contact_phone, "hint": order.destination, "badges": [], "warnings": []}
        return {"facts": facts, "lines": lines, "tabs": tabs, "person": person}

    @move(
        gettext_lazy("Give to a porter"),
        permission="dispatch",
        icon="courier",
        first=True,
        asks=AskCourier,
        when=lambda stop: stop.status in (StopStatus.WAITING, StopStatus.ASSIGNED),
    )
    def assign(self, request: HttpRequest, row: Stop, answers: dict[str, Any]) -> Done:
        stop = actions.assign(stop=row, courier=answers["courier"], by=request.user, now=clock.now())
        return Done(_("%(number)s goes with %(name)s.") % {"number": row.order.number, "name": stop.courier.name})

    @move(
        gettext_lazy("Picked up"),
        permission="carry",
        icon="basket",
        first=True,
        when=lambda stop: stop.status == StopStatus.ASSIGNED,
        says=gettext_lazy("The customer is told that the meal is on its way."),
    )
    def pick_up(self, request: HttpRequest, row: Stop, answers: dict[str, Any]) -> Done:
        actions.pick_up(stop=row, by=request.user, now=clock.now())
        return Done(_("%(number)s is on its way.") % {"number": row.order.number})

    @move(
        gettext_lazy("Handed over"),
        permission="carry",
        icon="check",
        first=True,
        asks=AskName,
        when=lambda stop: stop.status == StopStatus.PICKED_UP,
    )
    def hand_over(self, request: HttpRequest, row: Stop, answers: dict[str, Any]) -> Done:
        stop = actions.hand_over(stop=row, received_by=answers["received_by"], by=request.user, now=clock.now())
        return Done(_("%(number)s was taken by %(name)s.") % {"number": row.order.number, "name": stop.received_by})

    @move(
        gettext_lazy("Could not be handed over"),
        permission="carry",
        icon="close",
        asks=AskFail,
        grave=True,
        when=lambda stop: stop.status == StopStatus.PICKED_UP,
        says=gettext_lazy("Nothing is owed, and the customer is told."),
    )
    def fail(self, request: HttpRequest, row: Stop, answers: dict[str, Any]) -> Done:
        actions.fail(stop=row, reason=answers["reason"], words=answers["words"], by=request.user, now=clock.now())
        return Done(_("%(number)s could not be handed over.") % {"number": row.order.number})
