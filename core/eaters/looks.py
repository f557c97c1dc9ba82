"""Who looked at somebody's health record, as the person reads it: one line a day, person and purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.common import clock
from core.eaters.models import HealthRead, Purpose

MOST = 500
"""Looks a page goes back over."""


@dataclass
class Look:
    """What one person looked for on one day: how often, and when last."""

    who: str
    purpose: str
    last_at: datetime
    times: int = 1


def by_day(eater_id: int) -> list[tuple[date, list[Look]]]:
    """The last MOST looks, newest day first. One query."""
    days: dict[date, dict[tuple[int, str], Look]] = {}
    found = HealthRead.objects.filter(eater=eater_id).select_related("by").order_by("-at", "-pk")[:MOST]
    for read in found:
        of_day = days.setdefault(clock.today(at=read.at), {})
        if known := of_day.get((read.by_id, read.purpose)):
            known.times += 1
        else:
            of_day[read.by_id, read.purpose] = Look(str(read.by), str(Purpose(read.purpose).label), read.at)
    return [(day, list(looks.values())) for day, looks in days.items()]
