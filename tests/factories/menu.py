from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from core.common import clock
from core.menu.actions import calendar, dishes, recipes
from core.menu.models import Category, Dish, MenuItem, Recipe, Station
from core.nutrition.models import Ingredient
from tests.factories.people import site, system

_numbers = count(1)


def station(*, key: str = "hot") -> Station:
    return Station.objects.get_or_create(key=key, defaults={"name_en": key.capitalize()})[0]


def ingredient(*, key: str = "", group: str = "cereals", price_per_kg: int | None = 1000) -> Ingredient:
    key = key or f"ingredient-{next(_numbers)}"
    return Ingredient.objects.get_or_create(key=key, defaults={"name_en": key.capitalize(), "group": group, "price_per_kg": price_per_kg})[
        0
    ]


def dish(
    *,
    key: str = "",
    name: str = "",
    price: int = 2000,
    station_key: str = "hot",
    category: str = "lunch",
    ingredients: list[str] | None = None,
) -> Dish:
    """An active dish with a published recipe of 100 g of each ingredient for one serving, served at every period."""
    key = key or f"dish-{next(_numbers)}"
    by, now = system(), clock.now()
    row = Dish.objects.create(
        key=key,
        name_en=name or key.capitalize(),
        category=Category.objects.get_or_create(key=category, defaults={"name_en": category.capitalize()})[0],
        station=station(key=station_key),
        price=price,
        at_breakfast=True,
        at_lunch=True,
        at_dinner=True,
    )
    recipe = Recipe.objects.create(key=key, name_en=row.name_en, dish=row)
    lines = [recipes.LineDraft(grams=Decimal(100), ingredient=ingredient(key=name)) for name in ingredients or ["rice"]]
    draft = recipes.write_draft(recipe=recipe, lines=lines, servings=1, yield_grams=None, by=by, now=now)
    recipes.publish(version=draft, by=by, now=now)
    return dishes.activate(dish=row, by=by, now=now)


def menu_item(
    *, of: Dish | None = None, portions: int = 20, day: date | None = None, period: str = "lunch", price_override: int | None = None
) -> MenuItem:
    row = of or dish()
    day = day or clock.today()
    planned = calendar.Planned(dish=row, portions=portions, price_override=price_override)
    menu_day = calendar.plan(site=site(), day=day, period=period, dishes=[planned], by=system(), now=clock.now())
    return menu_day.items.select_related("dish", "menu_day").get(dish=row)
