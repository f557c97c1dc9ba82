"""What the kitchen does when it hears of orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from core.accounts.models import User
from core.kitchen import actions
from core.orders.models import Concern, Order
from core.orders.signals import concerns_changed, order_amended, order_cancelled, order_confirmed


@receiver(order_confirmed)
def print_tickets(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.print_tickets(order=order, by=by, now=now)


@receiver(order_cancelled)
def cancel_tickets(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.cancel_tickets(order=order, by=by, now=now)


@receiver(concerns_changed)
def show_concerns(sender: type, *, concerns: Sequence[Concern], by: User, now: datetime, **_more: Any) -> None:
    actions.touch(lines=[row.line_id for row in concerns], by=by, now=now)


@receiver(order_amended)
def follow_amendment(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.follow(order=order, by=by, now=now)
