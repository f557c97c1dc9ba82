"""Which meals are on the menu and until when they can be ordered, for every screen that sells. Reads, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from core.common import clock
from core.common.models import Period, Site
from core.menu.models import MenuDay, MenuItem
from core.slots.models import Slot

DAYS_AHEAD = 14
ORDER = Period.values
"""Meals of a day as they are eaten."""

OPEN, CLOSED, FULL, NO_WINDOW = "open", "closed", "full", "no_window"
"""A meal can be ordered, is past its cut-off, has every window full, or has no window that is open."""


@dataclass(frozen=True)
class Service:
    """One meal of one day at one site. `cut_off_at` is the last moment to order, past or to come; None without a window."""

    menu_day_id: int
    site: Site
    date: date
    period: str
    state: str
    cut_off_at: datetime | None
    ends_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def name(self) -> str:
        return Period(self.period).label


def services(*, site: Site | Subquery, now: datetime, days: int = DAYS_AHEAD) -> list[Service]:
    """Published meals with dishes from today on, in the order in which they are eaten. One query."""
    today = clock.today(at=now)
    return read(MenuDay.objects.filter(site=site, date__range=(today, today + timedelta(days=days - 1))), now=now)


def read(menu_days: QuerySet[MenuDay], *, now: datetime) -> list[Service]:
    """Those of these menu days that are published and have a dish, as services. One query."""
    windows = Slot.objects.filter(site=OuterRef("site"), date=OuterRef("date"), period=OuterRef("period")).order_by()
    rows = (
        menu_days.filter(Exists(MenuItem.objects.offered().filter(menu_day=OuterRef("pk"))))
        .annotate(
            orderable_until=_latest(windows.sellable(now=now), "cut_off_at"),
            closes_at=_latest(windows.filter(is_open=True), "cut_off_at"),
            over_at=_latest(windows.filter(is_open=True), "ends_at"),
        )
        .select_related("site")
    )
    found = [_service(row, now) for row in rows]
    return sorted(found, key=lambda service: (service.date, ORDER.index(service.period), service.site.pk))


def first_open(found: list[Service]) -> Service | None:
    """The meal somebody who comes now most likely wants."""
    return next((service for service in found if service.is_open), None)


def closed_before(found: list[Service], chosen: Service, *, now: datetime) -> Service | None:
    """The meal in the order before `chosen` that cannot be ordered any more although it is still being served."""
    earlier = [service for service in found[: found.index(chosen)] if not service.is_open and service.ends_at and service.ends_at > now]
    return earlier[-1] if earlier else None


def _latest(windows: QuerySet[Slot], moment: str) -> Subquery:
    return Subquery(windows.values("site").annotate(latest=Max(moment)).values("latest"))


def _service(row: MenuDay, now: datetime) -> Service:
    if row.orderable_until:
        state = OPEN
    elif row.closes_at is None:
        state = NO_WINDOW
    else:
        state = FULL if row.closes_at > now else CLOSED
    return Service(row.pk, row.site, row.date, row.period, state, row.orderable_until or row.closes_at, row.over_at)
