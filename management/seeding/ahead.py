"""Menus and windows of the coming weeks: from the cycle in fixtures/ at first, then the site's own menu repeats."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta

from core.accounts.models import User
from core.common import clock
from core.common.models import Site
from core.menu.actions import cycle
from core.menu.models import MenuDay
from core.slots import actions as slots
from management.seeding.reference import CYCLE_FILE, import_file

MENU_DAYS = 14
SLOT_DAYS = 21


def cycle_day(day: date) -> int:
    """1 to 14; a cycle begins on a Monday."""
    return (day.toordinal() - 1) % 14 + 1


def plan_from_cycle(*, site: Site, first: date, days: int, by: User, now: datetime) -> int:
    """Put the cycle menu on sale for so many days; days that have it already stay as they are. Returns how many dishes are new."""
    with CYCLE_FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows: list[list[object]] = [["site", "date", "period", "dish", "portions_planned"]]
    for day in (first + timedelta(days=offset) for offset in range(days)):
        number = str(cycle_day(day))
        rows += [[site.key, day, line["period"], line["dish"], line["portions"]] for line in lines if line["cycle_day"] == number]
    return len(import_file("menu_days", rows, by=by, now=now, only_new=True).new)


def fill(*, site: Site, by: User, now: datetime) -> tuple[int, int]:
    """Menus for two weeks and windows for three; returns how many services and windows are new."""
    if MenuDay.objects.filter(site=site).exists():
        services = cycle.roll_forward(site=site, days=MENU_DAYS, by=by, now=now)
    else:
        plan_from_cycle(site=site, first=clock.today(at=now), days=MENU_DAYS, by=by, now=now)
        services = MenuDay.objects.filter(site=site).count()
    return services, slots.open_ahead(site=site, days=SLOT_DAYS, by=by, now=now)
