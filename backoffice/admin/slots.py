"""Slots for the days ahead, and the weekly windows they are opened from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from backoffice.admin import cells
from backoffice.admin.asks import AskWhy
from backoffice.admin.base import DeskAdmin
from backoffice.admin.days import DaysFilter, falling
from backoffice.admin.moves import Ask, Done, move
from backoffice.places import here
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.slots import SlotPatternSheet
from backoffice.templatetags import parts
from core.common import clock
from core.orders.models import Order
from core.slots import actions
from core.slots.models import Slot, SlotPattern

MOST_DAYS = 60


class AskDays(Ask):
    days = forms.IntegerField(
        label=gettext_lazy("Days from today"), min_value=1, max_value=MOST_DAYS, initial=14, widget=UnfoldAdminIntegerFieldWidget
    )


class AskCapacity(AskWhy):
    """Below what is taken nothing more is sold; what is sold stays."""

    capacity = forms.IntegerField(label=gettext_lazy("Orders at most"), min_value=0, max_value=10_000, widget=UnfoldAdminIntegerFieldWidget)
    field_order = ["capacity", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].initial = self.row.capacity
        self.say = _("%(taken)d places are taken.") % {"taken": self.row.reserved}


@admin.register(Slot)
class SlotAdmin(DeskAdmin):
    """A slot has no form: it is opened from the weekly windows and changes by its moves."""

    read_only = True
    list_display = ["thing", "state", "cut_off", "taken", "free", "kitchen"]
    list_display_links = ["thing"]
    list_filter = [DaysFilter, ("period", ChoicesDropdownFilter), "is_open", ("site", RelatedDropdownFilter), ("date", RangeDateFilter)]
    list_views = [
        (gettext_lazy("From today"), {}),
        (gettext_lazy("Closed"), {"is_open__exact": "0"}),
        (gettext_lazy("Past"), {"days": "past"}),
    ]
    list_select_related = ["site"]
    empty_title = gettext_lazy("No slots are open")
    empty_text = gettext_lazy("Slots are opened for the days ahead from the weekly windows.")
    change_form_template = "desk/record.html"
    actions_list = ["open_days"]
    actions_detail = ["open_slot", "set_capacity", "close_slot"]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        sign = falling(request)
        return [f"{sign}starts_at", f"{sign}pk"]

    # --- the list -------------------------------------------------------------------------------------

    @display(description=gettext_lazy("Slot"), ordering="starts_at")
    def thing(self, slot: Slot) -> SafeString:
        return cells.thing(f"{slot.get_period_display()}, {date_format(slot.date, 'D j M')}", slot.window)

    @display(description=gettext_lazy("State"), ordering="is_open")
    def state(self, slot: Slot) -> SafeString:
        return parts.chip(*state_of(slot))

    @display(description=gettext_lazy("Order by"), ordering="cut_off_at")
    def cut_off(self, slot: Slot) -> SafeString:
        return parts.clock(slot.cut_off_at, now=clock.now(), done=slot.cut_off_at <= clock.now())

    @display(description=gettext_lazy("Taken"), ordering="reserved")
    def taken(self, slot: Slot) -> SafeString:
        return cells.meter(slot.reserved, slot.capacity)

    @display(description=gettext_lazy("Left"), ordering=F("capacity") - F("reserved"))
    def free(self, slot: Slot) -> SafeString:
        return cells.number(slot.left)

    @display(description=gettext_lazy("Site"), ordering="site")
    def kitchen(self, slot: Slot) -> str:
        return slot.site.name

    # --- the page -------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: Slot) -> dict[str, Any]:
        state, word = state_of(row)
        is_ahead = row.cut_off_at > clock.now()
        return {
            "title": f"{row.get_period_display()}, {date_format(row.date, 'D j M')}, {row.window}",
            "state": state,
            "state_word": word,
            "due": row.cut_off_at if is_ahead else None,
            "due_word": _("to cut-off"),
            "hint": row.site.name,
        }

    def record(self, request: HttpRequest, row: Slot) -> dict[str, Any]:
        orders = list(Order.objects.visible_to(request.user).filter(slot=row).order_by("pk"))
        tab = {"key": "orders", "title": _("Orders"), "count": len(orders), "template": "desk/slot/orders.html"}
        return {
            "facts": [
                (_("Taken"), cells.meter(row.reserved, row.capacity)),
                (_("Left"), row.left),
                (_("Order by"), date_format(row.cut_off_at.astimezone(clock.KIGALI), "D j M H:i")),
                (_("Orders at most"), row.capacity),
            ],
            "tabs": [tab] if request.user.has_perm("orders.view_order") else [],
            "orders": orders,
        }

    # --- its moves --------------------------------------------------------------------------------------

    @move(
        gettext_lazy("Open days ahead"),
        permission="steer",
        icon="repeat",
        asks=AskDays,
        says=gettext_lazy("Slots are made from the weekly windows where there is none yet. Those that exist stay as they are."),
    )
    def open_days(self, request: HttpRequest, row: None, answers: dict[str, Any]) -> Done:
        number = actions.open_ahead(site=here(request), days=answers["days"], by=request.user, now=clock.now())
        return Done(ngettext("%(number)d slot is new.", "%(number)d slots are new.", number) % {"number": number})

    @move(
        gettext_lazy("Open"),
        permission="steer",
        icon="check",
        first=True,
        when=lambda slot: not slot.is_open,
        says=gettext_lazy("It takes orders again, until its cut-off."),
    )
    def open_slot(self, request: HttpRequest, slot: Slot, answers: dict[str, Any]) -> Done:
        actions.set_open(slot=slot, is_open=True, by=request.user, now=clock.now())
        return Done(_("The slot is open."))

    @move(gettext_lazy("Set capacity"), permission="steer", icon="scale", asks=AskCapacity)
    def set_capacity(self, request: HttpRequest, slot: Slot, answers: dict[str, Any]) -> Done:
        actions.set_capacity(slot=slot, capacity=answers["capacity"], by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("The slot takes %(capacity)d orders.") % {"capacity": answers["capacity"]})

    @move(
        gettext_lazy("Close"),
        permission="steer",
        icon="lock",
        asks=AskWhy,
        when=lambda slot: slot.is_open,
        says=gettext_lazy("Nobody can order for it until it is opened again. Orders that exist stay."),
    )
    def close_slot(self, request: HttpRequest, slot: Slot, answers: dict[str, Any]) -> Done:
        actions.set_open(slot=slot, is_open=False, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("The slot is closed."), undo="open_slot")


def state_of(slot: Slot) -> tuple[str, Any]:
    """The state of a slot as a chip: closed, past its cut-off, full or open."""
    if not slot.is_open:
        return "archived", _("Closed")
    if slot.cut_off_at <= clock.now():
        return "archived", _("Past cut-off")
    return ("placed", _("Full")) if not slot.left else ("active", _("Open"))


@admin.register(SlotPattern)
class SlotPatternAdmin(SpreadsheetPages, DeskAdmin):
    sheets = (SlotPatternSheet,)
    list_display = ["thing", "state", "window", "order_by", "orders", "site"]
    list_display_links = ["thing"]
    list_filter = [("weekday", ChoicesDropdownFilter), ("period", ChoicesDropdownFilter), ("site", RelatedDropdownFilter), "is_active"]
    list_select_related = ["site"]
    ordering = ["site", "weekday", "starts", "pk"]
    empty_title = gettext_lazy("No weekly windows yet")
    empty_text = gettext_lazy("A weekly window says when a meal is served on a weekday, how many orders it takes and until when to order.")
    change_form_template = "desk/form.html"
    compressed_fields = False
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("weekday", "period", "site"),
                    ("starts", "ends", "capacity"),
                    ("cut_off", "cut_off_days_before", "is_active"),
                ]
            },
        )
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        site = here(request)
        return {"site": site.pk if site else None, **super().get_changeform_initial_data(request)}

    def head(self, request: HttpRequest, row: SlotPattern) -> dict[str, Any]:
        return {
            "title": f"{row.get_weekday_display()}, {row.get_period_display()} {row.starts:%H:%M}",
            "state": "active" if row.is_active else "archived",
            "state_word": "" if row.is_active else _("Off"),
            "hint": row.site.name,
        }

    @display(description=gettext_lazy("Window"), ordering="weekday")
    def thing(self, row: SlotPattern) -> SafeString:
        return cells.thing(f"{row.get_weekday_display()}, {row.get_period_display()}")

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state(self, row: SlotPattern) -> SafeString:
        return parts.chip("active") if row.is_active else parts.chip("archived", _("Off"))

    @display(description=gettext_lazy("From – to"), ordering="starts")
    def window(self, row: SlotPattern) -> str:
        return f"{row.starts:%H:%M}–{row.ends:%H:%M}"

    @display(description=gettext_lazy("Order by"), ordering="cut_off")
    def order_by(self, row: SlotPattern) -> str:
        if not row.cut_off_days_before:
            return f"{row.cut_off:%H:%M}"
        before = ngettext("%(days)d day before", "%(days)d days before", row.cut_off_days_before) % {"days": row.cut_off_days_before}
        return f"{row.cut_off:%H:%M}, {before}"

    @display(description=gettext_lazy("Orders at most"), ordering="capacity")
    def orders(self, row: SlotPattern) -> SafeString:
        return cells.number(row.capacity)
