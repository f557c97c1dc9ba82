"""Two weeks of a kitchen at work, up to this minute. Nobody is written to: what is past was told then."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.core.management.base import OutputWrapper
from django.db import transaction

from core.accounts.models import User
from core.common import audit, clock
from core.common.history import acting
from core.common.models import AuditEvent, Site
from core.orders.models import Order
from core.slots import actions as slots
from management.seeding import families, people, service
from management.seeding import stories as s
from management.seeding.ahead import plan_from_cycle
from management.seeding.kitchen_days import Author, Pantry, start_of, weekday_number
from management.seeding.progress import Bar

PAST_DAYS = 13
MADE = "seed.demo"


def is_made() -> bool:
    return AuditEvent.objects.filter(verb=MADE).exists()


@transaction.atomic
def make(*, site: Site, by: User, now: datetime, out: OutputWrapper, days: int = PAST_DAYS) -> tuple[int, int]:
    """All or nothing, `days` before today and today; returns how many people and orders there are now."""
    today = clock.today(at=now)
    opening = start_of(today - timedelta(days=days + 1))
    with acting(by=by, at=opening):
        everybody = people.make(site=site, by=by, now=opening)
        families.make(everybody, now=opening)
        plan_from_cycle(site=site, first=today - timedelta(days=days), days=days, by=by, now=opening)
        slots.open_ahead(site=site, days=days, start=today - timedelta(days=days), by=by, now=opening)
    crew = s.Crew(
        desks=[everybody["desk"], everybody["desk2"]],
        cooks=[everybody["kitchen"], everybody["kitchen2"]],
        porters=[everybody["porter"], everybody["porter2"]],
        dispatcher=everybody["dispatch"],
    )
    pantry = Pantry(site, today - timedelta(days=days), today + timedelta(days=1))
    author = Author(pantry, everybody, crew, Random(26))  # noqa: S311 (chance, not secrecy)
    diary = s.Diary()
    for offset in range(-days, 2):
        day = today + timedelta(days=offset)
        for story in author.day(day, weekday_number(day)):
            story.write_into(diary)
    for story in service.stories(author, now=now):
        story.write_into(diary)
    with Bar(out, "Orders", len(diary)) as bar:
        diary.tell(until=now, step=bar.step)
    service.shortages(author, chef=everybody["chef"], cook=everybody["kitchen"], now=now)
    orders = Order.objects.count()
    audit.record(by=by, now=now, verb=MADE, subject=site, people=len(everybody), orders=orders)
    return len(everybody), orders
