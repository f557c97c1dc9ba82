"""Giving orders out, picking up, handing over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.history import acting
from core.delivery.models import FailReason, Stop, StopStatus
from core.delivery.states import MOVES
from core.orders import actions as orders
from core.orders.models import Order


def _locked(stop: Stop) -> Stop:
    # Order before stop: the same order of locks as everywhere.
    Order.objects.select_for_update().get(pk=stop.order_id)
    return Stop.objects.select_for_update(of=("self",)).select_related("order").get(pk=stop.pk)


def open_stop(*, order: Order, by: User, now: datetime) -> Stop:
    """A finished order waits for somebody to carry it; a second time (after a recall) it is the same stop."""
    with acting(by=by):
        stop, _created = Stop.objects.get_or_create(order=order, defaults={"site": order.site, "due_at": order.due_at, "made_at": now})
    return stop


@transaction.atomic
def assign(*, stop: Stop, courier: User, by: User, now: datetime) -> Stop:
    """Give a stop to a porter or courier, or to another one before it is picked up.

    :raises RuleBroken: when the person cannot carry, or it is already under way.
    """
    if not courier.is_active or not courier.has_perm("delivery.carry"):
        raise RuleBroken(
            _("%(name)s does not carry meals. Choose a porter or courier.") % {"name": courier.name}, code="not_a_courier", field="courier"
        )
    stop = _locked(stop)
    MOVES.check(stop.status, StopStatus.ASSIGNED)
    stop.status, stop.courier = StopStatus.ASSIGNED, courier
    with acting(by=by):
        stop.save(update_fields=["status", "courier"])
    return stop


@transaction.atomic
def pick_up(*, stop: Stop, by: User, now: datetime) -> Stop:
    """The carrier has the meal in hand; twice changes nothing.

    :raises RuleBroken: when nobody was given it, or the order is not ready.
    """
    stop = _locked(stop)
    if stop.status == StopStatus.PICKED_UP:
        return stop
    MOVES.check(stop.status, StopStatus.PICKED_UP)
    stop.status, stop.picked_up_at = StopStatus.PICKED_UP, now
    with acting(by=by):
        stop.save(update_fields=["status", "picked_up_at"])
    orders.send_out(order=stop.order, by=by, now=now)
    return stop


@transaction.atomic
def hand_over(*, stop: Stop, received_by: str, by: User, now: datetime) -> Stop:
    """A named person took the meal (and paid it, when cash is due); twice changes nothing.

    :raises RuleBroken: before it was picked up, or without a name.
    """
    stop = _locked(stop)
    if stop.status == StopStatus.DELIVERED:
        return stop
    if not received_by.strip():
        raise RuleBroken(_("Write the name of the person who took the meal."), code="name_missing", field="received_by")
    MOVES.check(stop.status, StopStatus.DELIVERED)
    stop.status, stop.closed_at, stop.received_by = StopStatus.DELIVERED, now, received_by.strip()
    with acting(by=by):
        stop.save(update_fields=["status", "closed_at", "received_by"])
    orders.deliver(order=stop.order, received_by=received_by, by=by, now=now)
    return stop


@transaction.atomic
def fail(*, stop: Stop, reason: str, by: User, now: datetime, words: str = "") -> Stop:
    """It could not be handed over, for a reason from the list.

    :raises RuleBroken: unknown reason, or it is not under way.
    """
    if reason not in FailReason.values:
        raise RuleBroken(_("Choose a reason from the list."), code="reason_missing", field="reason")
    stop = _locked(stop)
    MOVES.check(stop.status, StopStatus.FAILED)
    stop.status, stop.closed_at, stop.fail_reason = StopStatus.FAILED, now, reason
    label = str(FailReason(reason).label)
    with acting(by=by, why=label):
        stop.save(update_fields=["status", "closed_at", "fail_reason"])
    text = f"{label}: {words.strip()}" if words.strip() else label
    orders.mark_undeliverable(order=stop.order, reason=text, by=by, now=now)
    return stop
