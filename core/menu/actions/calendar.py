"""Planning menu days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.models import Period, Site
from core.menu.models import Dish, DishStatus, MenuDay, MenuItem
from core.menu.signals import item_taken_off


@dataclass(frozen=True)
class Planned:
    """A dish for a day: portions, and a price for this day only (None: the dish's own)."""

    dish: Dish
    portions: int
    price_override: int | None = None


@dataclass(frozen=True)
class Copied:
    """What a copy came to: the services planned, how many dishes went on, and which could not."""

    services: int
    dishes: int
    left_out: tuple[Dish, ...]


@transaction.atomic
def plan(
    *,
    site: Site,
    day: date,
    period: str,
    dishes: Sequence[Planned],
    by: User,
    now: datetime,
    why: str = "",
    is_published: bool = True,
) -> MenuDay:
    """Put dishes on a day, or change their portions and price; dishes not named stay as they are.

    `is_published` holds for a day that is not planned yet.

    :raises RuleBroken: for a new dish that is not active or not served at this period.
    """
    with acting(by=by, why=why or _("Menu planned")):
        menu_day, _created = MenuDay.objects.get_or_create(site=site, date=day, period=period, defaults={"is_published": is_published})
        have = {item.dish_id: item for item in menu_day.items.select_for_update().order_by("pk")}
        for planned in dishes:
            if planned.dish.pk not in have:
                check_can_plan(planned.dish, period)
            item = have.get(planned.dish.pk) or MenuItem(menu_day=menu_day, dish=planned.dish)
            unchanged = item.pk and (item.portions_planned, item.price_override) == (planned.portions, planned.price_override)
            if unchanged:
                continue
            item.portions_planned, item.price_override = planned.portions, planned.price_override
            if item.pk:
                item.save(update_fields=["portions_planned", "price_override"])
            else:
                item.save()
    return menu_day


@transaction.atomic
def write_day(
    *, site: Site, day: date, period: str, dishes: Sequence[Planned], by: User, now: datetime, note: str = "", why: str = ""
) -> MenuDay:
    """Make a day's menu say exactly this: plan these dishes, take the others off.

    :raises RuleBroken: as `plan` and `take_off` do; nothing is changed then.
    """
    menu_day = plan(site=site, day=day, period=period, dishes=dishes, by=by, now=now, why=why)
    if menu_day.note != note:
        menu_day.note = note
        with acting(by=by, why=why):
            menu_day.save(update_fields=["note"])
    named = [planned.dish.pk for planned in dishes]
    for item in menu_day.items.exclude(dish__in=named).order_by("pk"):
        take_off(item=item, by=by, now=now, reason=why)
    return menu_day


@transaction.atomic
def copy(*, site: Site, source: date, to: date, by: User, now: datetime, days: int = 1, periods: Sequence[str] = Period.values) -> Copied:
    """Plan `days` days from `to` on like those from `source` on: dishes and portions, not the prices of a day.

    A service that is not planned yet stays hidden until it is published. Dishes that stand there already keep their
    portions; those no longer active or no longer served at the period are left out and named.

    :raises RuleBroken: when there is nothing to copy, or the days overlap.
    """
    if abs((to - source).days) < days:
        raise RuleBroken(_("Choose a day outside the days that are copied."), code="overlap", field="to")
    last = source + timedelta(days=days - 1)
    found = MenuDay.objects.filter(site=site, date__range=(source, last), period__in=periods).prefetch_related("items__dish")
    services, dishes, left_out = 0, 0, {}
    for menu_day in found.order_by("date", "pk"):
        day = to + (menu_day.date - source)
        there = set(Dish.objects.on(site=site, day=day, period=menu_day.period).values_list("pk", flat=True))
        fresh = []
        for item in sorted(menu_day.items.all(), key=lambda item: item.pk):
            if item.dish_id in there:
                continue
            if item.dish.status == DishStatus.ACTIVE and menu_day.period in item.dish.periods:
                fresh.append(Planned(dish=item.dish, portions=item.portions_planned))
            else:
                left_out[item.dish_id] = item.dish
        if fresh:
            why = _("Copied from %(day)s") % {"day": date_format(menu_day.date, "D j M")}
            plan(site=site, day=day, period=menu_day.period, dishes=fresh, by=by, now=now, why=why, is_published=False)
            services, dishes = services + 1, dishes + len(fresh)
    if not services and not left_out:
        raise RuleBroken(_("There is nothing to copy that is not planned there already."), code="nothing_to_copy")
    return Copied(services, dishes, tuple(left_out.values()))


def check_can_plan(dish: Dish, period: str) -> None:
    """:raises RuleBroken: when the dish is not active or not made for this period."""
    if dish.status != DishStatus.ACTIVE:
        raise RuleBroken(
            _("%(dish)s is %(state)s. Only active dishes go on the menu.") % {"dish": dish.name, "state": dish.get_status_display()},
            code="dish_not_active",
            field="dish",
        )
    if period not in dish.periods:
        raise RuleBroken(
            _("%(dish)s is not served at this meal. Change its periods first.") % {"dish": dish.name}, code="wrong_period", field="dish"
        )


@transaction.atomic
def take_off(*, item: MenuItem, by: User, now: datetime, reason: str = "") -> None:
    """Take a dish off a day.

    :raises RuleBroken: when portions are sold: set the portions to what is sold instead.
    """
    item = MenuItem.objects.select_for_update(of=("self",)).select_related("dish", "menu_day").get(pk=item.pk)
    if item.portions_sold:
        raise RuleBroken(
            _("%(sold)d portions of %(dish)s are sold. Set its portions to %(sold)d to sell no more.")
            % {"sold": item.portions_sold, "dish": item.dish.name},
            code="has_sales",
        )
    item_taken_off.send(sender=MenuItem, item=item, by=by, now=now)
    with acting(by=by, why=reason):
        item.delete()


@transaction.atomic
def set_published(*, menu_day: MenuDay, is_published: bool, by: User, now: datetime, reason: str = "") -> MenuDay:
    """Put a day on sale, or take it off; orders that exist stay."""
    menu_day = MenuDay.objects.select_for_update().get(pk=menu_day.pk)
    if menu_day.is_published == is_published:
        return menu_day
    menu_day.is_published = is_published
    with acting(by=by, why=reason):
        menu_day.save(update_fields=["is_published"])
    audit.record(by=by, now=now, verb="menu_day.published" if is_published else "menu_day.hidden", subject=menu_day, reason=reason)
    return menu_day


@transaction.atomic
def publish_between(*, site: Site, first: date, last: date, by: User, now: datetime, reason: str = "") -> int:
    """Put every hidden day with dishes on sale, first and last included; returns how many services that were."""
    hidden = MenuDay.objects.filter(site=site, date__range=(first, last), is_published=False, items__isnull=False)
    rows = list(hidden.distinct().order_by("pk"))
    for menu_day in rows:
        set_published(menu_day=menu_day, is_published=True, by=by, now=now, reason=reason)
    return len(rows)
