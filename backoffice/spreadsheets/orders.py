"""Orders as a list to take away: a few questions for every two thousand rows, and no model instance for any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.columns import Column
from backoffice.spreadsheets.kinds import Kind, Text, Whole
from backoffice.spreadsheets.sheets import CHUNK, Sheet
from core.common.clock import KIGALI
from core.orders.models import Order, OrderLine
from core.payments.models import Attempt
from core.slots.models import Slot

Make = Callable[[Any], Any]
KEYS = ("pk", "number", "slot_id")
"""What stands first in each row, for the look-ups."""


def moment(at: datetime | None) -> str:
    """As clocks in Rwanda showed it."""
    return at.astimezone(KIGALI).isoformat(" ", "minutes")[:16] if at else ""


def as_it_is(value: Any) -> Any:
    return value


# Column: what it is made of, and how. A phone is taken as the text it is: making a number of each costs more than the rest.
SOURCES: dict[str, tuple[Any, Make]] = {
    "number": ("number", as_it_is),
    "placed_at": ("placed_at", moment),
    "confirmed_at": ("confirmed_at", moment),
    "ready_at": ("ready_at", moment),
    "closed_at": ("closed_at", moment),
    "date": ("date", as_it_is),
    "period": ("period", as_it_is),
    "status": ("status", as_it_is),
    "channel": ("channel", as_it_is),
    "customer": (F("contact_name"), as_it_is),
    "phone": (Cast("contact_phone", CharField()), as_it_is),
    "zone": (F("zone__name_en"), as_it_is),
    "destination": ("destination", as_it_is),
    "total": ("total", as_it_is),
}


class OrderSheet(Sheet):
    """Out only: orders are made by placing them. Without `lines` the dishes are not read at all."""

    model = Order
    title = _("Orders")
    comes_in = False
    order = ("placed_at", "pk")
    takes = (
        "number",
        "placed_at",
        "confirmed_at",
        "ready_at",
        "closed_at",
        "date",
        "period",
        "window",
        "status",
        "channel",
        "customer",
        "phone",
        "zone",
        "destination",
        "payment",
        "paid",
        "total",
        "lines",
    )
    number = Column(Text(), label=_("number"))
    placed_at = Column(Text(), label=_("placed at"))
    confirmed_at = Column(Text(), label=_("confirmed at"))
    ready_at = Column(Text(), label=_("ready at"))
    closed_at = Column(Text(), label=_("closed at"))
    date = Column(Kind(), label=_("day"))
    period = Column(Text(), label=_("period"))
    window = Column(Text(), label=_("window"))
    status = Column(Text(), label=_("state"))
    channel = Column(Text(), label=_("channel"))
    customer = Column(Text(), label=_("contact"))
    phone = Column(Text(), label=_("phone"))
    zone = Column(Text(), label=_("zone"))
    destination = Column(Text(), label=_("to"))
    payment = Column(Text(), label=_("payment"))
    paid = Column(Text(), label=_("payment state"))
    total = Column(Whole(), label=_("total, RWF"))
    lines = Column(Text(), label=_("dishes"))

    def out(self, queryset: QuerySet, names: Sequence[str] = ()) -> Iterator[list[Any]]:
        names = list(names or self.fields)
        plain = [name for name in names if name in SOURCES]
        made = {f"_{name}": source for name in plain if not isinstance(source := SOURCES[name][0], str)}
        asked = [*KEYS, *(name if isinstance(SOURCES[name][0], str) else f"_{name}" for name in plain)]
        makers = [SOURCES[name][1] for name in plain]
        places = [names.index(name) for name in plain]
        wanted = [(columns, look_up) for columns, look_up in LOOK_UPS if {*columns} & {*names}]
        rows = queryset.order_by(*self.order).annotate(**made).values_list(*asked).iterator(chunk_size=CHUNK)
        while piece := list(islice(rows, CHUNK)):
            found = [
                (names.index(name), by_row)
                for columns, look_up in wanted
                for name, by_row in zip(columns, look_up(piece), strict=True)
                if name in names
            ]
            for row in piece:
                line = [""] * len(names)
                for place, make, value in zip(places, makers, row[len(KEYS) :], strict=True):
                    line[place] = make(value)
                for place, by_row in found:
                    line[place] = by_row.get(row[0], "")
                yield line


def dishes(piece: list[tuple]) -> tuple[dict[int, str]]:
    """2 × Rice; 1 × Tea (no sugar)."""
    found: dict[int, list[str]] = {}
    lines = OrderLine.objects.filter(order__in=[row[0] for row in piece]).order_by("order", "pk")
    for key, quantity, name, note in lines.values_list("order_id", "quantity", "name_en", "note"):
        found.setdefault(key, []).append(f"{quantity} × {name} ({note})" if note else f"{quantity} × {name}")
    return ({key: "; ".join(texts) for key, texts in found.items()},)


def windows(piece: list[tuple]) -> tuple[dict[int, str]]:
    """12:30–13:00; many orders share a slot."""
    by_slot = {slot.pk: slot.window for slot in Slot.objects.filter(pk__in={row[2] for row in piece}).order_by("pk")}
    return ({row[0]: by_slot[row[2]] for row in piece},)


def payments(piece: list[tuple]) -> tuple[dict[int, str], dict[int, str]]:
    """How it is paid, and whether. What is owed is found by the order's number; of several attempts the last one counts."""
    keys = {row[1]: row[0] for row in piece}
    methods, states = {}, {}
    attempts = Attempt.objects.filter(charge__payable_kind="order", charge__payable_key__in=list(keys)).order_by("pk")
    for number, method, state in attempts.values_list("charge__payable_key", "method", "charge__status"):
        methods[keys[number]], states[keys[number]] = method, state
    return methods, states


# What is read for many orders at once: a dict by order for each of its columns.
LOOK_UPS = ((("window",), windows), (("payment", "paid"), payments), (("lines",), dishes))
