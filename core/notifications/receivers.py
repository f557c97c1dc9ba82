"""What the outbox does when it hears of accounts."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from core.accounts.signals import sms_wanted
from core.notifications import channels


@receiver(sms_wanted)
def send_code(sender: type, *, phone: str, text: str, **_more: Any) -> bool:
    """A code is worth nothing in ten minutes, so it is sent at once, and kept nowhere. Answers whether it may arrive."""
    return channels.send_sms(phone, text).state in ("sent", "unknown")
