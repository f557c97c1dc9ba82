"""Planning menu days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.models import Site
from core.menu.models import Dish, DishStatus, MenuDay, MenuItem


@dataclass(frozen=True)
class Planned:
    """A dish for a day: portions, and a price for this day only (None: the dish's own)."""

    dish: Dish
    portions: int
    price_override: int | None = None


@transaction.atomic
def plan(*, site: Site, day: date, period: str, dishes: Sequence[Planned], by: User, now: datetime, why: str = "") -> MenuDay:
    """Put dishes on a day, or change their portions and price; dishes not named stay as they are.

    :raises RuleBroken: for a dish that is not active or not served at this period.
    """
    for planned in dishes:
        check_can_plan(planned.dish, period)
    with acting(by=by, why=why or _("Menu planned")):
        menu_day, _created = MenuDay.objects.get_or_create(site=site, date=day, period=period)
        have = {item.dish_id: item for item in menu_day.items.select_for_update().order_by("pk")}
        for planned in dishes:
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
    item = MenuItem.objects.select_for_update(of=("self",)).select_related("dish").get(pk=item.pk)
    if item.portions_sold:
        raise RuleBroken(
            _("%(sold)d portions of %(dish)s are sold. Set its portions to %(sold)d to sell no more.")
            % {"sold": item.portions_sold, "dish": item.dish.name},
            code="has_sales",
        )
    with acting(by=by, why=reason):
        item.delete()


@transaction.atomic
def set_published(*, menu_day: MenuDay, is_published: bool, by: User, now: datetime, reason: str = "") -> MenuDay:
    """Put a day on sale, or take it off; orders that exist stay."""
    menu_day = MenuDay.objects.select_for_update().get(pk=menu_day.pk)
    menu_day.is_published = is_published
    with acting(by=by, why=reason):
        menu_day.save(update_fields=["is_published"])
    audit.record(by=by, now=now, verb="menu_day.published" if is_published else "menu_day.hidden", subject=menu_day, reason=reason)
    return menu_day
