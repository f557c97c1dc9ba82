"""What orders does when it hears of the menu."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from core.accounts.models import User
from core.menu.models import MenuItem
from core.menu.signals import item_taken_off
from core.orders.actions import carts


@receiver(item_taken_off)
def tell_baskets(sender: type, *, item: MenuItem, by: User, now: datetime, **_more: Any) -> None:
    """The lines go with the dish; whoever had it in the basket is told."""
    carts.lose(item=item, by=by, now=now)
