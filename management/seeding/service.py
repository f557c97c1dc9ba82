"""The service that is going on while somebody looks at the demo: every queue holds something, at any hour of the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.accounts.models import User
from core.common import clock
from core.common.history import acting
from core.menu.actions import calendar, strikes
from core.menu.models import MenuItem
from core.slots.models import Slot
from management.seeding import stories as s
from management.seeding.kitchen_days import Author
from management.seeding.people import GUESTS

SOON = timedelta(minutes=75)


def ago(now: datetime, minutes: float) -> datetime:
    return now - timedelta(minutes=minutes)


def stories(author: Author, *, now: datetime) -> Iterator[s.Story]:
    """Late tickets and stops of the window that has begun last, tickets of the next one, orders to confirm of those still open."""
    slots = author.pantry.all_slots()
    begun = [slot for slot in slots if slot.starts_at <= ago(now, 12)][-1]
    coming = next(slot for slot in slots if slot.starts_at > now)
    open_slots = [slot for slot in slots if slot.cut_off_at > now + timedelta(minutes=20)]
    serving = coming if coming.starts_at - now <= SOON else begun
    guests = iter(GUESTS * 2)

    def told(slot: Slot, moments: dict[str, float], note: str = "") -> s.Story:
        """Moments in minutes ago. Placed before the cut-off, or by the desk after it."""
        at = {name: ago(now, minutes) for name, minutes in moments.items()}
        placed = min(at.get(s.CONFIRMED, now), slot.cut_off_at) - timedelta(minutes=6)
        at[s.PLACED] = min(at.get(s.PLACED, placed), placed)
        return author.story(next(guests), slot, at, note=note)

    # Late in the kitchen: one begun, one that nobody has touched.
    yield told(begun, {s.CONFIRMED: 95, s.STARTED: 31})
    yield told(begun, {s.CONFIRMED: 88}, "Second time I ask: no groundnut sauce")
    # Made, waiting for a porter; one is given out, one is on its way.
    yield told(serving, {s.CONFIRMED: 80, s.STARTED: 29, s.DONE: 9})
    yield told(serving, {s.CONFIRMED: 78, s.STARTED: 26, s.DONE: 5})
    yield told(serving, {s.CONFIRMED: 76, s.STARTED: 33, s.DONE: 14, s.ASSIGNED: 6})
    yield told(serving, {s.CONFIRMED: 90, s.STARTED: 40, s.DONE: 22, s.ASSIGNED: 15, s.OUT: 8})
    # On the board for the next window.
    yield told(coming, {s.CONFIRMED: 70, s.STARTED: 11})
    yield told(coming, {s.CONFIRMED: 66, s.STARTED: 7})
    for minutes in (64, 58, 41, 33):
        yield told(coming, {s.CONFIRMED: minutes})
    # To be confirmed: the oldest first.
    for number, minutes in enumerate((34, 26, 17, 9, 4)):
        yield told(open_slots[min(number, len(open_slots) - 1)], {s.PLACED: minutes})


def shortages(author: Author, *, chef: User, cook: User, now: datetime) -> None:
    """Of the next service that can be ordered, one dish is struck off and one is sold out."""
    slot = next(slot for slot in author.pantry.all_slots() if slot.cut_off_at > now + timedelta(minutes=20))
    items = list(
        MenuItem.objects.filter(menu_day__site=slot.site, menu_day__date=slot.date, menu_day__period=slot.period)
        .exclude(dish__station__key="diet")
        .select_related("dish", "menu_day")
        .order_by("-portions_sold", "pk")
    )
    best_sold, untouched = items[0], next(item for item in reversed(items) if item.dish.category.key not in ("beverages", "snacks"))
    with acting(at=ago(now, 25)):
        strikes.strike_off(
            dish=untouched.dish,
            site=slot.site,
            until=clock.moment(slot.date, datetime.max.time().replace(microsecond=0)),
            reason="The delivery has not come",
            by=cook,
            now=ago(now, 25),
        )
    with acting(at=ago(now, 15)):
        calendar.plan(
            site=slot.site,
            day=slot.date,
            period=slot.period,
            dishes=[calendar.Planned(dish=best_sold.dish, portions=best_sold.portions_sold, price_override=best_sold.price_override)],
            by=chef,
            now=ago(now, 15),
            why="No more than what is sold",
        )
