"""Background work: load by key, one action."""

from core.accounts.models import User
from core.common import clock
from core.notifications import actions


def send(dedupe_key: str) -> str:
    message = actions.send(dedupe_key=dedupe_key, by=User.objects.system(), now=clock.now())
    return message.status if message else "gone"


def sweep() -> int:
    return actions.sweep(by=User.objects.system(), now=clock.now())
