"""Orders as a list to take away: a few queries for every two thousand rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.columns import Column
from backoffice.spreadsheets.kinds import Kind, Text, Whole
from backoffice.spreadsheets.sheets import CHUNK, Sheet
from core.common.clock import KIGALI
from core.orders.models import Order, OrderLine
from core.payments.models import Attempt

PLAIN = (
    "number",
    "placed_at",
    "confirmed_at",
    "ready_at",
    "closed_at",
    "date",
    "period",
    "slot__starts_at",
    "slot__ends_at",
    "status",
    "channel",
    "contact_name",
    "contact_phone",
    "zone__name_en",
    "destination",
    "total",
)


class OrderSheet(Sheet):
    """Out only: orders are made by placing them. Times are Rwanda's; without `lines` the dishes are not read at all."""

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
        with_lines, with_payment = "lines" in names, bool({"payment", "paid"} & {*names})
        rows = queryset.order_by(*self.order).values_list("pk", *PLAIN).iterator(chunk_size=CHUNK)
        while piece := list(islice(rows, CHUNK)):
            dishes = self._dishes([row[0] for row in piece]) if with_lines else {}
            payments = self._payments([row[1] for row in piece]) if with_payment else {}
            for key, *values in piece:
                facts = dict(zip(PLAIN, values, strict=True))
                method, state = payments.get(facts["number"], ("", ""))
                cells = {
                    **facts,
                    "placed_at": _moment(facts["placed_at"]),
                    "confirmed_at": _moment(facts["confirmed_at"]),
                    "ready_at": _moment(facts["ready_at"]),
                    "closed_at": _moment(facts["closed_at"]),
                    "window": f"{_moment(facts['slot__starts_at'])[11:]}–{_moment(facts['slot__ends_at'])[11:]}",
                    "customer": facts["contact_name"],
                    "phone": str(facts["contact_phone"]),
                    "zone": facts["zone__name_en"],
                    "payment": method,
                    "paid": state,
                    "lines": dishes.get(key, ""),
                }
                yield [cells[name] for name in names]

    def _dishes(self, keys: Sequence[int]) -> dict[int, str]:
        found: dict[int, list[str]] = {}
        lines = OrderLine.objects.filter(order__in=keys).order_by("order", "pk")
        for key, quantity, name, note in lines.values_list("order_id", "quantity", "name_en", "note"):
            found.setdefault(key, []).append(f"{quantity} × {name}{f' ({note})' if note else ''}")
        return {key: "; ".join(texts) for key, texts in found.items()}

    def _payments(self, numbers: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Method and state of the last attempt; what is owed is found by the order's number."""
        attempts = Attempt.objects.filter(charge__payable_kind="order", charge__payable_key__in=numbers).order_by("pk")
        rows = attempts.values_list("charge__payable_key", "method", "charge__status")
        return {number: (method, state) for number, method, state in rows}


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(KIGALI):%Y-%m-%d %H:%M}" if at else ""
