"""Believable days: who orders what, when, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from core.accounts.models import User
from core.common import clock
from core.common.models import Period, Site
from core.delivery.models import FailReason
from core.menu.models import MenuItem
from core.orders import actions as orders
from core.orders.models import CancelReason
from core.slots.models import Slot
from core.zones.models import Sector, Zone
from management.seeding import stories as s
from management.seeding.people import GUESTS, Guest

SHARES = ((Period.BREAKFAST, 0.2), (Period.LUNCH, 0.5), (Period.DINNER, 0.3))
NOTES = ("", "", "", "", "No chilli", "Call when you are at the door", "Two spoons", "For my mother")
LINE_NOTES = ("", "", "", "", "", "without onion", "well done", "little salt")


@dataclass
class Pantry:
    """What is on which service, what is left of it, and its windows."""

    site: Site
    first: date
    last: date
    left: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        days = (self.first, self.last)
        rows = MenuItem.objects.filter(menu_day__site=self.site, menu_day__date__range=days)
        self.items: dict[tuple[date, str], list[MenuItem]] = {}
        for item in rows.select_related("dish__category", "menu_day").prefetch_related("dish__tags").order_by("pk"):
            item.tag_keys = {tag.key for tag in item.dish.tags.all()}
            self.items.setdefault((item.menu_day.date, item.menu_day.period), []).append(item)
            self.left[item.pk] = item.portions_left
        slots = Slot.objects.filter(site=self.site, date__range=days).select_related("site").order_by("starts_at", "pk")
        self.slots: dict[tuple[date, str], list[Slot]] = {}
        for slot in slots:
            self.slots.setdefault((slot.date, slot.period), []).append(slot)
        self.zones = {zone.key: zone for zone in Zone.objects.filter(site=self.site).prefetch_related("fees").order_by("pk")}
        self.sectors = {sector.code: sector for sector in Sector.objects.filter(zones__site=self.site).order_by("pk")}

    def all_slots(self) -> list[Slot]:
        return [slot for service in self.slots.values() for slot in service]

    def order_of(self, guest: Guest, slot: Slot, random: Random) -> list[orders.Wish]:
        """A main dish that suits the guest, often a drink, sometimes something beside it."""
        items = [item for item in self.items.get((slot.date, slot.period), []) if self.left[item.pk] > 3]
        mains = [item for item in items if item.dish.category.key not in ("snacks", "beverages")]
        fitting = [item for item in mains if guest.diet in item.tag_keys] if guest.diet else []
        ordinary = [item for item in mains if item.dish.station.key != "diet"]
        chosen = [random.choice(fitting or ordinary or mains)]
        for category, chance in (("beverages", 0.55), ("snacks", 0.2)):
            beside = [item for item in items if item.dish.category.key == category]
            if beside and random.random() < chance:
                chosen.append(random.choice(beside))
        wishes = []
        for item in chosen:
            quantity = random.choice((1, 1, 1, 1, 2, 2, 3)) if item is chosen[0] else 1
            self.left[item.pk] -= quantity
            wishes.append(orders.Wish(item_id=item.pk, quantity=quantity, note=random.choice(LINE_NOTES), seen_price=item.price))
        return wishes


@dataclass
class Author:
    """Invents the stories; the same seed of chance gives the same days."""

    pantry: Pantry
    people: dict[str, User]
    crew: s.Crew
    random: Random
    told: int = 0

    def story(self, guest: Guest, slot: Slot, moments: dict[str, datetime], **more: object) -> s.Story:
        self.told += 1
        return s.Story(
            payer=self.people[guest.name],
            slot=slot,
            wishes=self.pantry.order_of(guest, slot, self.random),
            zone=self.pantry.zones[guest.zone],
            sector=self.pantry.sectors[guest.sector] if guest.sector else None,
            place=guest.place,
            moments=moments,
            crew=self.crew,
            turn=self.told,
            **more,
        )

    def day(self, day: date, number: int) -> Iterator[s.Story]:
        for period, share in SHARES:
            slots = self.pantry.slots.get((day, period), [])
            for guest in self.random.choices(GUESTS, k=round(number * share)):
                yield self._ordinary(guest, self.random.choice(slots))

    def _minutes(self, least: float, most: float) -> timedelta:
        return timedelta(minutes=self.random.uniform(least, most))

    def _ordinary(self, guest: Guest, slot: Slot) -> s.Story:
        """From hours before the cut-off to the plate in somebody's hands; one in twelve goes another way."""
        by_desk = self.random.random() < 0.25
        placed = slot.cut_off_at - self._minutes(8, 300)
        moments = {s.PLACED: placed, s.CONFIRMED: placed + self._minutes(2, 24)}
        more: dict[str, object] = {"by_desk": by_desk, "note": self.random.choice(NOTES)}
        chance = self.random.random()
        if chance < 0.03:
            moments = {s.PLACED: placed, s.CANCELLED: placed + self._minutes(1, 20)}
            return self.story(guest, slot, moments, cancel_reason=CancelReason.CUSTOMER if not by_desk else CancelReason.DOUBLE, **more)
        if chance < 0.05:
            moments[s.CANCELLED] = moments[s.CONFIRMED] + self._minutes(5, 40)
            reason = self.random.choice((CancelReason.STOCK, CancelReason.BED, CancelReason.UNREACHABLE))
            return self.story(guest, slot, moments, cancel_reason=reason, **more)
        done = slot.starts_at + self._minutes(-18, 4) + (self._minutes(20, 35) if chance > 0.94 else timedelta())
        moments |= {s.STARTED: done - self._minutes(12, 35), s.DONE: done}
        moments[s.ASSIGNED] = done + self._minutes(1, 4)
        moments[s.OUT] = moments[s.ASSIGNED] + self._minutes(2, 6)
        far = {"wards": 9, "campus": 10, "butare_central": 18, "butare_suburban": 26, "outside_butare": 40}[guest.zone]
        end = moments[s.OUT] + self._minutes(far * 0.6, far * 1.4)
        if chance < 0.07:
            reason = self.random.choice((FailReason.ABSENT, FailReason.DISCHARGED if guest.zone == "wards" else FailReason.WRONG_PLACE))
            return self.story(guest, slot, moments | {s.FAILED: end}, fail_reason=reason, **more)
        return self.story(guest, slot, moments | {s.DELIVERED: end}, **more)


def weekday_number(day: date) -> int:
    """How many orders a day has: fewer at the weekend."""
    return 9 if day.weekday() >= 5 else 14


def start_of(day: date) -> datetime:
    return clock.moment(day, datetime.min.time())
