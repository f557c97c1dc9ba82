"""The one source of "now" and of the kitchen's day."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

KIGALI = ZoneInfo("Africa/Kigali")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today(*, at: datetime | None = None) -> date:
    """The date in Rwanda, whatever the server's zone."""
    return (at or now()).astimezone(KIGALI).date()


def moment(day: date, clock: time) -> datetime:
    """The moment when clocks in Rwanda show `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=KIGALI)
