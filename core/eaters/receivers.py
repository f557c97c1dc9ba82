"""What eaters does when it hears of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from core.accounts.models import User
from core.accounts.signals import person_joined
from core.eaters import actions


@receiver(person_joined)
def make_self(sender: type, *, person: User, by: User, now: datetime, **_more: Any) -> None:
    """Whoever has an account eats, too."""
    actions.self_eater(person=person, by=by, now=now)
