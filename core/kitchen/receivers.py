"""What the kitchen does when it hears of orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from core.accounts.models import User
from core.kitchen import actions
from core.orders.models import Order
from core.orders.signals import order_cancelled, order_confirmed


@receiver(order_confirmed)
def print_tickets(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.print_tickets(order=order, by=by, now=now)


@receiver(order_cancelled)
def cancel_tickets(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.cancel_tickets(order=order, by=by, now=now)
