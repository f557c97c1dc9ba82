"""Background work: one action."""

from core.accounts.models import User
from core.common import clock
from core.orders.actions import carts


def forget_guests() -> int:
    """Once a day."""
    return carts.forget_guests(by=User.objects.system(), now=clock.now())
