"""Background work: one action each."""

from typing import Any

from core.accounts.models import User
from core.common import clock
from core.orders.actions import carts, rejudging


def forget_guests() -> int:
    """Once a day."""
    return carts.forget_guests(by=User.objects.system(), now=clock.now())


def rejudge(cause: str) -> dict[str, Any]:
    """After a change: open orders are judged again. Returns the counts."""
    return vars(rejudging.rejudge(by=User.objects.system(), now=clock.now(), cause=cause))


def rejudge_what_changed() -> dict[str, Any] | None:
    """Every minute: whatever way food, dishes or diets were changed, open orders are judged again. None when nothing was."""
    found = rejudging.rejudge_if_changed(by=User.objects.system(), now=clock.now())
    return vars(found) if found else None
