"""What the kitchen does when it hears of orders and of the people they are for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from core.accounts.models import User
from core.eaters.models import Eater
from core.eaters.signals import health_changed
from core.kitchen import actions, notes
from core.kitchen.models import IN_KITCHEN
from core.orders.models import Concern, Order, OrderLine, Overrule
from core.orders.signals import concerns_changed, order_amended, order_cancelled, order_confirmed, overrule_changed


@receiver(order_confirmed)
def print_tickets(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.print_tickets(order=order, by=by, now=now)
    notes.write(line_ids=order.lines.values_list("pk", flat=True), by=by, now=now)


@receiver(order_cancelled)
def cancel_tickets(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.cancel_tickets(order=order, by=by, now=now)


@receiver(concerns_changed)
def show_concerns(sender: type, *, concerns: Sequence[Concern], by: User, now: datetime, **_more: Any) -> None:
    _look_again([row.line_id for row in concerns], by, now)


@receiver(order_amended)
def follow_amendment(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.follow(order=order, by=by, now=now)
    _look_again(list(order.lines.values_list("pk", flat=True)), by, now)


@receiver(health_changed)
def note_needs(sender: type, *, eater: Eater, by: User, now: datetime, **_more: Any) -> None:
    """A cook reads what is known of the person now, whether or not it changes a verdict."""
    cooking = OrderLine.objects.filter(eater=eater, order__status__in=IN_KITCHEN)
    _look_again(list(cooking.values_list("pk", flat=True)), by, now)


@receiver(overrule_changed)
def note_overrule(sender: type, *, overrule: Overrule, by: User, now: datetime, **_more: Any) -> None:
    _look_again([overrule.line_id], by, now)


def _look_again(line_ids: list[int], by: User, now: datetime) -> None:
    """Notes of lines that are in the kitchen are written anew, and every board fetches their tickets."""
    cooking = list(OrderLine.objects.filter(pk__in=line_ids, order__status__in=IN_KITCHEN).values_list("pk", flat=True))
    if cooking:
        notes.write(line_ids=cooking, by=by, now=now)
        actions.touch(lines=cooking, by=by, now=now)
