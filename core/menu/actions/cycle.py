"""The menu repeats: services that nobody has planned yet are filled from two weeks before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import clock
from core.common.models import Period, Site
from core.menu.actions import calendar
from core.menu.models import DishStatus, MenuDay

CYCLE = timedelta(days=14)
LOOK_BACK = 8
"""Cycles looked back over: a site that rested for a season begins where it stopped."""


@transaction.atomic
def roll_forward(*, site: Site, days: int, by: User, now: datetime) -> int:
    """Put on sale what is not planned yet in the next days, like the same weekday of the last cycle that has it; returns how many services.

    Services that exist are left alone, hidden ones too. Prices of a day are not repeated; dishes that are no longer active
    or no longer served at the period are left out.
    """
    first = clock.today(at=now)
    have = _planned(site, first - CYCLE * LOOK_BACK, first + timedelta(days=days))
    filled = 0
    for day in (first + timedelta(days=offset) for offset in range(days)):
        for period in Period.values:
            if (day, period) in have:
                continue
            source = next((have[key] for n in range(1, LOOK_BACK + 1) if (key := (day - CYCLE * n, period)) in have), None)
            if source is not None and _repeat(source, site, day, period, by, now):
                filled += 1
    return filled


def _planned(site: Site, first: date, last: date) -> dict[tuple[date, str], MenuDay]:
    rows = MenuDay.objects.filter(site=site, date__gte=first, date__lt=last).order_by("pk")
    return {(row.date, row.period): row for row in rows}


def _repeat(source: MenuDay, site: Site, day: date, period: str, by: User, now: datetime) -> bool:
    items = source.items.select_related("dish").order_by("pk")
    dishes = [
        calendar.Planned(dish=item.dish, portions=item.portions_planned)
        for item in items
        if item.dish.status == DishStatus.ACTIVE and period in item.dish.periods
    ]
    if not dishes:
        return False
    why = _("Repeated from %(day)s") % {"day": date_format(source.date, "D j M")}
    calendar.plan(site=site, day=day, period=period, dishes=dishes, by=by, now=now, why=why)
    return True
