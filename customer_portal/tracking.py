"""An order's way as five steps with their times, for the page that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.delivery.models import Stop
from core.orders.models import EventKind, Order, OrderStatus

STEPS = (
    (EventKind.PLACED, "receipt", OrderStatus.PLACED),
    (EventKind.CONFIRMED, "check", OrderStatus.CONFIRMED),
    (EventKind.PREPARING, "cooking", OrderStatus.PREPARING),
    (EventKind.OUT, "courier", OrderStatus.OUT),
    (EventKind.DELIVERED, "dish", OrderStatus.DELIVERED),
)
ENDED = (OrderStatus.CANCELLED, OrderStatus.UNDELIVERABLE)


@dataclass(frozen=True)
class Step:
    """`state` is done, now or next; `at` is when it happened, None before."""

    title: str
    hint: str
    icon: str
    state: str
    at: datetime | None


@dataclass(frozen=True)
class Track:
    """`seen` names the last event, so that a page can ask whether there is more."""

    steps: list[Step]
    seen: str
    is_over: bool
    end_reason: str


def of(order: Order) -> Track:
    """Two queries: the events, and who carries it."""
    events = list(order.events.order_by("at", "pk"))
    latest = {event.kind: event for event in events}
    stop = Stop.objects.filter(order=order).select_related("courier").first()
    reached = _reached(order, latest)
    steps = []
    for index, (kind, icon, _status) in enumerate(STEPS):
        event = latest.get(kind)
        state = "done" if index < reached else "now" if index == reached else "next"
        if order.status == OrderStatus.DELIVERED:
            state = "done"
        steps.append(Step(_title(kind), _hint(kind, order, stop, state), icon, state, event.at if event and state != "next" else None))
    ended = latest.get(order.status) if order.status in ENDED else None
    return Track(
        steps=steps,
        seen=str(events[-1].pk) if events else "0",
        is_over=order.status in (*ENDED, OrderStatus.DELIVERED),
        end_reason=ended.reason if ended else "",
    )


def _reached(order: Order, latest: dict[str, Any]) -> int:
    """Which of the five steps the order stands at; a finished meal waits at "cooked" until it is carried away."""
    if order.status == OrderStatus.READY:
        return 2
    by_status = {status: index for index, (_kind, _icon, status) in enumerate(STEPS)}
    if order.status in by_status:
        return by_status[order.status]
    return max((index for index, (kind, _icon, _status) in enumerate(STEPS) if kind in latest), default=0)


def _title(kind: str) -> str:
    return {
        EventKind.PLACED: _("Placed"),
        EventKind.CONFIRMED: _("Confirmed"),
        EventKind.PREPARING: _("In the kitchen"),
        EventKind.OUT: _("On the way"),
        EventKind.DELIVERED: _("Handed over"),
    }[kind]


def _hint(kind: str, order: Order, stop: Stop | None, state: str) -> str:
    if kind == EventKind.PLACED:
        return _("We look at it and confirm it") if state == "now" else ""
    if kind == EventKind.PREPARING and order.status == OrderStatus.READY:
        return _("Cooked, waiting for the porter")
    if kind == EventKind.OUT and stop and stop.courier and state != "next":
        return _("With %(name)s") % {"name": stop.courier.get_short_name()}
    if kind == EventKind.DELIVERED and state == "done" and stop and stop.received_by:
        return _("To %(name)s") % {"name": stop.received_by}
    return ""
