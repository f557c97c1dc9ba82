"""What delivery does when it hears of orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from core.accounts.models import User
from core.delivery import actions
from core.orders.models import Order
from core.orders.signals import order_ready


@receiver(order_ready)
def open_stop(sender: type, *, order: Order, by: User, now: datetime, **_more: Any) -> None:
    actions.open_stop(order=order, by=by, now=now)
