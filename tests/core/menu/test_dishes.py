from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.common import clock
from core.menu.actions import calendar, portions, recipes, strikes
from core.menu.models import Dish, Recipe, RecipeVersion
from tests import factories as f

pytestmark = pytest.mark.django_db


def today(now):
    return {row.key: row for row in Dish.objects.with_today(site=f.site(), day=clock.today(), now=now)}


def test_portions_left_today_are_those_of_all_services_on_sale(now):
    rice, beans = f.dish(key="rice"), f.dish(key="beans")
    f.dish(key="tea")
    lunch = f.menu_item(of=rice, portions=20)
    f.menu_item(of=rice, portions=7, period="dinner")
    hidden = f.menu_item(of=beans, portions=9, period="dinner", day=clock.today())
    f.menu_item(of=beans, portions=9, day=clock.today() + timedelta(days=1))
    portions.take(wanted={lunch.pk: 5}, by=f.system(), now=now)
    assert {key: row.left_today for key, row in today(now).items()} == {"rice": 22, "beans": 9, "tea": None}
    calendar.set_published(menu_day=hidden.menu_day, is_published=False, by=f.system(), now=now)
    assert {key: row.left_today for key, row in today(now).items()} == {"rice": 15, "beans": None, "tea": None}


def test_a_day_sold_below_its_plan_has_nothing_left_not_less(now):
    item = f.menu_item(of=f.dish(key="rice"), portions=5)
    portions.take(wanted={item.pk: 5}, by=f.system(), now=now)
    calendar.plan(site=f.site(), day=clock.today(), period="lunch", dishes=[calendar.Planned(item.dish, 2)], by=f.system(), now=now)
    assert today(now)["rice"].left_today == 0


def test_a_struck_off_dish_says_until_when(now):
    rice, until = f.dish(key="rice"), now + timedelta(hours=2)
    f.dish(key="beans")
    strikes.strike_off(dish=rice, site=f.site(), until=until, reason="Burnt", by=f.system(), now=now)
    assert {key: row.struck_until for key, row in today(now).items()} == {"rice": until, "beans": None}
    assert today(now + timedelta(hours=3))["rice"].struck_until is None


@pytest.mark.parametrize(
    ("change", "field"),
    [({"staff_price": 2001}, "staff_price"), ({"at_breakfast": False, "at_lunch": False, "at_dinner": False}, "at_breakfast")],
)
def test_a_dish_that_breaks_a_rule_names_the_field(change, field):
    row = f.dish(price=2000)
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == [field]


def test_versions_cooked_with_an_ingredient_are_found_through_parts_too(now):
    part = Recipe.objects.create(key="sauce", name_en="Sauce")
    draft = recipes.write_draft(
        recipe=part,
        lines=[recipes.LineDraft(grams=Decimal(50), ingredient=f.ingredient(key="tomato"))],
        servings=None,
        yield_grams=40,
        by=f.system(),
        now=now,
    )
    recipes.publish(version=draft, by=f.system(), now=now)
    dish = f.dish(ingredients=["rice"])
    part.refresh_from_db()
    draft = recipes.write_draft(
        recipe=dish.recipe,
        lines=[recipes.LineDraft(grams=Decimal(20), sub_recipe=part)],
        servings=1,
        yield_grams=None,
        by=f.system(),
        now=now,
    )
    recipes.publish(version=draft, by=f.system(), now=now)
    found = RecipeVersion.objects.cooked_with(f.ingredient(key="tomato"))
    assert {version.recipe.key for version in found} == {"sauce", dish.key}
    assert not RecipeVersion.objects.cooked_with(f.ingredient(key="rice"))
