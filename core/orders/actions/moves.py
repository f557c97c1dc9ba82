"""The moves of an order from placed to its end. Each locks the row, asks the table, writes the event and announces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.history import acting
from core.menu.actions import portions
from core.orders import events, policies, signals
from core.orders.actions import answering, gates
from core.orders.models import Answer, CancelReason, EventKind, Gate, Order, OrderStatus
from core.orders.states import MOVES
from core.payments import actions as payments
from core.slots import actions as slots


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("payer", "slot", "site", "reservation").get(pk=order.pk)


def _move(
    order: Order,
    status: str,
    fact: Signal,
    *,
    by: User,
    now: datetime,
    kind: str = "",
    reason: str = "",
    stamp: str = "",
    tell: bool = False,
    **data: Any,
) -> Order:
    MOVES.check(order.status, status)
    kind = kind or status
    order.status = status
    changed = ["status"]
    if stamp:
        setattr(order, stamp, now)
        changed.append(stamp)
    if status == OrderStatus.CANCELLED:
        changed.append("cancel_reason")
    with acting(by=by, why=reason or str(EventKind(kind).label)):
        order.save(update_fields=changed)
    events.record(order=order, kind=kind, by=by, now=now, reason=reason, **data)
    if tell:
        events.tell_payer(order=order, kind=kind, by=by, now=now, reason=reason)
    fact.send(sender=Order, order=order, by=by, now=now)
    return order


def check_can_confirm(order: Order) -> None:
    """:raises RuleBroken: when the order is not placed."""
    MOVES.check(order.status, OrderStatus.CONFIRMED)


def can_confirm(order: Order) -> bool:
    return MOVES.allows(order.status, OrderStatus.CONFIRMED)


@transaction.atomic
def confirm(*, order: Order, by: User, now: datetime) -> Order:
    """The desk takes the order: the kitchen gets its tickets, the customer a message.

    :raises CannotPassGate: a plate does not fit its eater as things are known now.
    """
    order = _locked(order)
    check_can_confirm(order)
    gates.check(order=order, gate=Gate.CONFIRMED, by=by, now=now)
    return _move(order, OrderStatus.CONFIRMED, signals.order_confirmed, by=by, now=now, stamp="confirmed_at", tell=True)


def check_can_cancel(order: Order) -> None:
    """:raises RuleBroken: once the kitchen has started."""
    MOVES.check(order.status, OrderStatus.CANCELLED)


def can_cancel(order: Order) -> bool:
    return MOVES.allows(order.status, OrderStatus.CANCELLED)


@transaction.atomic
def cancel(*, order: Order, reason: str, by: User, now: datetime, words: str = "") -> Order:
    """Call the order off: portions, slot and charge become free. `words` is what the customer reads beside the reason.

    The same cancellation twice changes nothing.

    :raises RuleBroken: an unknown reason, the kitchen has started, or the payer comes after the desk has confirmed.
    """
    if reason not in CancelReason.values:
        raise RuleBroken(_("Choose a reason from the list."), code="reason_missing", field="reason")
    order = _locked(order)
    if order.status == OrderStatus.CANCELLED and order.cancel_reason == reason:
        return order
    check_can_cancel(order)
    # Asked under the lock: the desk may have confirmed since the payer's page was drawn.
    if order.payer_id == by.pk and not policies.may_cancel(by, order):
        raise RuleBroken(
            _("The kitchen has your order already. Call %(phone)s to cancel it.") % {"phone": order.site.phone}, code="confirmed"
        )
    order.cancel_reason = reason
    label = str(CancelReason(reason).label)
    text = f"{label}: {words.strip()}" if words.strip() else label
    _give_back(order, by, now)
    answering.close_all(order=order, answer=Answer.CANCELLED, by=by, now=now)
    payments.void(kind="order", key=order.number, by=by, now=now, reason=text)
    return _move(
        order, OrderStatus.CANCELLED, signals.order_cancelled, by=by, now=now, reason=text, stamp="closed_at", tell=True, code=reason
    )


def _give_back(order: Order, by: User, now: datetime) -> None:
    taken: dict[int, int] = {}
    for line in order.lines.order_by("pk"):
        taken[line.item_id] = taken.get(line.item_id, 0) + line.quantity
    portions.give_back(taken=taken, by=by, now=now)
    slots.release(reservation=order.reservation, by=by, now=now)


@transaction.atomic
def start_preparing(*, order: Order, by: User, now: datetime) -> Order:
    """The kitchen has started the first ticket."""
    return _move(_locked(order), OrderStatus.PREPARING, signals.order_preparing, by=by, now=now)


@transaction.atomic
def mark_ready(*, order: Order, by: User, now: datetime) -> Order:
    """All tickets are done: somebody can carry it."""
    return _move(_locked(order), OrderStatus.READY, signals.order_ready, by=by, now=now, stamp="ready_at")


@transaction.atomic
def recall_to_kitchen(*, order: Order, by: User, now: datetime, reason: str = "") -> Order:
    """A finished ticket went back to the kitchen before anybody carried the order away."""
    return _move(_locked(order), OrderStatus.PREPARING, signals.order_recalled, by=by, now=now, kind=EventKind.RECALLED, reason=reason)


@transaction.atomic
def send_out(*, order: Order, by: User, now: datetime) -> Order:
    """A courier or porter has picked it up.

    :raises CannotPassGate: a plate does not fit its eater as things are known now.
    """
    order = _locked(order)
    MOVES.check(order.status, OrderStatus.OUT)
    gates.check(order=order, gate=Gate.HANDED_OVER, by=by, now=now)
    return _move(order, OrderStatus.OUT, signals.order_out, by=by, now=now, tell=True)


@transaction.atomic
def deliver(*, order: Order, received_by: str, by: User, now: datetime) -> Order:
    """Handed over to a named person; cash on delivery is received with it.

    :raises RuleBroken: without the name of who took it.
    :raises CannotPassGate: a plate does not fit its eater as things are known now.
    """
    if not received_by.strip():
        raise RuleBroken(_("Write the name of the person who took the meal."), code="name_missing", field="received_by")
    order = _locked(order)
    MOVES.check(order.status, OrderStatus.DELIVERED)
    gates.check(order=order, gate=Gate.HANDED_OVER, by=by, now=now)
    payments.receive_cash(kind="order", key=order.number, by=by, now=now)
    events.record(order=order, kind=EventKind.CASH_RECEIVED, by=by, now=now, amount=order.total)
    return _move(
        order, OrderStatus.DELIVERED, signals.order_delivered, by=by, now=now, stamp="closed_at", tell=True, received_by=received_by.strip()
    )


@transaction.atomic
def mark_undeliverable(*, order: Order, reason: str, by: User, now: datetime) -> Order:
    """It could not be handed over; nothing is owed. The portions are eaten by nobody and stay sold.

    :raises RuleBroken: without a reason.
    """
    if not reason.strip():
        raise RuleBroken(_("Say why it could not be handed over."), code="reason_missing", field="reason")
    order = _locked(order)
    MOVES.check(order.status, OrderStatus.UNDELIVERABLE)
    answering.close_all(order=order, answer=Answer.OVER, by=by, now=now)
    payments.void(kind="order", key=order.number, by=by, now=now, reason=reason)
    return _move(
        order, OrderStatus.UNDELIVERABLE, signals.order_undeliverable, by=by, now=now, reason=reason.strip(), stamp="closed_at", tell=True
    )
