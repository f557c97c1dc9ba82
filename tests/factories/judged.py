"""Dishes with allergens and figures, for people with needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.common import clock
from core.menu.models import Dish, MenuItem
from core.nutrition.actions import set_allergens
from core.nutrition.models import NUTRIENTS, Allergen, FoodReference, Ingredient
from tests.factories.eaters import allergens
from tests.factories.menu import dish, ingredient, menu_item
from tests.factories.people import system


def food(key: str, *, contains: tuple[str, ...] = (), states: dict[str, str] | None = None, **nutrients: float) -> Ingredient:
    """An ingredient of which everything is known: free of every allergen but those named, and nothing but these nutrients per 100 g."""
    row = ingredient(key=key)
    values = dict.fromkeys(NUTRIENTS, Decimal(0)) | {name: Decimal(str(value)) for name, value in nutrients.items()}
    row.reference = FoodReference.objects.update_or_create(source="test", code=key, defaults={"description": key, **values})[0]
    row.save()
    allergens("peanuts", "milk", "gluten", *contains)
    known = dict.fromkeys(Allergen.objects.values_list("key", flat=True), "free")
    known |= dict.fromkeys(contains, "contains") | (states or {})
    set_allergens(ingredient=row, states=known, by=system(), now=clock.now())
    return row


def served(
    *foods: Ingredient, name: str = "", price: int = 2000, day: date | None = None, period: str = "lunch", portions: int = 20
) -> MenuItem:
    """A dish of 100 g of each of these on a menu."""
    row: Dish = dish(name=name, ingredients=[each.key for each in foods], price=price)
    return menu_item(of=row, day=day, period=period, portions=portions)
