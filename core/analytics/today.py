"""The running day in figures, each beside the same weekday a week before. Amounts in whole francs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import ExtractHour, TruncDate

from core.common import clock
from core.common.models import Site
from core.menu.models import DishStrike, MenuItem
from core.orders.models import Order, OrderStatus
from core.slots.models import Slot

NOT_SOLD = (OrderStatus.CANCELLED, OrderStatus.UNDELIVERABLE)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Day:
    """Orders to be eaten on a day: how many, their total, how many handed over, and how many of those in time."""

    orders: int
    revenue: int
    delivered: int
    on_time: int

    @property
    def on_time_percent(self) -> int | None:
        return round(100 * self.on_time / self.delivered) if self.delivered else None


def figures_by_day(*, site: Site, until: date, days: int = 14) -> dict[date, Day]:
    """The last days in one query, each day there; cancelled and undeliverable orders are not sold."""
    sold = ~Q(status__in=NOT_SOLD)
    delivered = Q(status=OrderStatus.DELIVERED)
    first = until - timedelta(days=days - 1)
    rows = (
        Order.objects.filter(site=site, date__gte=first, date__lte=until)
        .values("date")
        .annotate(
            sold=Count("pk", filter=sold),
            revenue=Sum("total", filter=sold),
            handed_over=Count("pk", filter=delivered),
            in_time=Count("pk", filter=delivered & Q(closed_at__lte=F("due_at"))),
        )
        .order_by("date")
    )
    found = {row["date"]: Day(row["sold"], row["revenue"] or 0, row["handed_over"], row["in_time"]) for row in rows}
    return {day: found.get(day, Day(0, 0, 0, 0)) for day in (first + timedelta(days=offset) for offset in range(days))}


@dataclass(frozen=True)
class Hours:
    """Orders placed in each hour of a day (Rwanda), hour 0 to 23, and their totals in francs."""

    orders: list[int]
    revenue: list[int]


def placed_by_hour(*, site: Site, days: Sequence[date]) -> dict[date, Hours]:
    """What was ordered when on these days, for the curve of a day. One query."""
    hours = {day: Hours([0] * 24, [0] * 24) for day in days}
    wanted = Q()
    for day in days:
        start = clock.moment(day, time(0))
        wanted |= Q(placed_at__gte=start, placed_at__lt=start + timedelta(days=1))
    rows = (
        Order.objects.filter(wanted, site=site)
        .exclude(status__in=NOT_SOLD)
        .annotate(day=TruncDate("placed_at", tzinfo=clock.KIGALI), hour=ExtractHour("placed_at", tzinfo=clock.KIGALI))
        .values("day", "hour")
        .annotate(orders=Count("pk"), revenue=Sum("total"))
        .order_by("day", "hour")
    )
    for row in rows:
        hours[row["day"]].orders[row["hour"]], hours[row["day"]].revenue[row["hour"]] = row["orders"], row["revenue"]
    return hours


@dataclass(frozen=True)
class Seats:
    """Places in the slots of a service: how many there are, how many are taken, until when they can be sold."""

    capacity: int
    taken: int
    cut_off_at: datetime | None

    @property
    def left(self) -> int:
        return max(self.capacity - self.taken, 0)


def seats(*, site: Site, day: date, period: str) -> Seats:
    """One query over the open slots of a service."""
    rows = list(
        Slot.objects.for_service(site=site, date=day, period=period)
        .filter(is_open=True)
        .order_by("starts_at", "pk")
        .values_list("capacity", "reserved", "cut_off_at")
    )
    return Seats(sum(row[0] for row in rows), sum(row[1] for row in rows), max((row[2] for row in rows), default=None))


def next_service(*, site: Site, now: datetime) -> tuple[date, str] | None:
    """The service (day, period) that is running or comes next: the first slot that has not ended. One query."""
    return Slot.objects.filter(site=site, ends_at__gt=now).order_by("ends_at", "pk").values_list("date", "period").first()


def portions(*, site: Site, day: date, period: str) -> list[MenuItem]:
    """The dishes of a service with portions planned and sold, the scarcest first. One query."""
    items = MenuItem.objects.on_sale(site=site, date=day, period=period).select_related("dish")
    return sorted(items, key=lambda item: (item.portions_left, item.dish.name_en))


def struck_off(*, site: Site, now: datetime) -> list[DishStrike]:
    """Dishes that are struck off now. One query."""
    return list(DishStrike.objects.filter(site=site, lifted_at__isnull=True, until__gt=now).select_related("dish").order_by("until", "pk"))
