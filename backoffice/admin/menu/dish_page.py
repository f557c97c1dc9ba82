"""What stands beside and below a dish's form: its picture, allergens, coming days, recipe and nutrients."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from backoffice.admin.menu import drawing, recipe_table
from core.common import clock
from core.common.models import Site
from core.menu import facts
from core.menu.models import Dish, MenuItem, RecipeVersion
from core.nutrition.models import AllergenState

DAYS_AHEAD = 14
BY_DANGER = (AllergenState.CONTAINS, AllergenState.MAY_CONTAIN, AllergenState.UNKNOWN)


def published(dish: Dish) -> RecipeVersion | None:
    """The version that is cooked, where there is one."""
    recipe = getattr(dish, "recipe", None)
    return recipe.published if recipe else None


def moment(at: datetime) -> str:
    """14:30 today, Thu 26 Nov 14:30 on another day."""
    local = localtime(at, clock.KIGALI)
    return f"{local:%H:%M}" if local.date() == clock.today() else date_format(local, "D j M H:i")


def until(at: datetime) -> str:
    return _("until %(moment)s") % {"moment": moment(at)}


def context(dish: Dish, *, site: Site | None, may_see_recipe: bool) -> dict[str, Any]:
    version = published(dish)
    larder = facts.Larder(version.plate["ingredients"]) if version else None
    found = larder.facts_of(version) if version else None
    groups = found.groups if found else ()
    return {
        "side": ["desk/dish/side_plate.html", "desk/dish/side_allergens.html", *(["desk/dish/side_coming.html"] if site else [])],
        "picture": drawing.picture(dish, groups),
        "groups": groups,
        "allergens": allergens(found),
        "coming": coming(dish, site) if site else [],
        "days_ahead": DAYS_AHEAD,
        "recipe": recipe(dish, version, larder) if may_see_recipe else None,
        "nutrients": recipe_table.nutrients(found) if found else [],
    }


def allergens(found: facts.Facts | None) -> list[tuple[str, list[facts.AllergenFact]]]:
    """The allergens that are not known to be absent, by state, the most dangerous first."""
    if found is None:
        return []
    by_state = [(state, found.allergens_in(state)) for state in BY_DANGER]
    return [(state, rows) for state, rows in by_state if rows]


def coming(dish: Dish, site: Site) -> list[MenuItem]:
    """Where the dish stands on the menu from today on."""
    today = clock.today()
    items = MenuItem.objects.filter(dish=dish, menu_day__site=site, menu_day__date__range=(today, today + timedelta(days=DAYS_AHEAD)))
    return list(items.select_related("menu_day").order_by("menu_day__date", "menu_day", "pk"))


def recipe(dish: Dish, version: RecipeVersion | None, larder: facts.Larder | None) -> dict[str, Any] | None:
    """The recipe that is cooked, line by line, and the draft that is open beside it."""
    row = getattr(dish, "recipe", None)
    if row is None:
        return None
    return {
        "url": reverse("admin:menu_recipe_change", args=[row.pk]),
        "version": version,
        "table": recipe_table.table(version, larder, price=dish.price) if version and larder else None,
        "draft_number": dish.draft_number,
        "draft_url": reverse("admin:menu_recipeversion_change", args=[dish.draft_id]) if dish.draft_id else "",
    }
