from decimal import Decimal

import pytest

from core.common import clock
from core.menu import dish_facts, unfolding
from core.menu.actions import recipes
from core.menu.actions.recipes import LineDraft
from core.menu.dish_facts import Served
from core.menu.models import Recipe
from tests import factories as f
from tests.core.menu.test_frozen import published
from tests.factories.judged import food

pytestmark = pytest.mark.django_db


@pytest.fixture
def stew():
    """Beans and a sauce that holds a paste: parts two deep, 3 servings."""
    nuts, salt, beans = food("nuts", sodium_mg=18), food("salt", sodium_mg=38758), food("beans", sodium_mg=12)
    paste = published(key="paste", yield_grams=70, lines=[LineDraft(Decimal(80), nuts), LineDraft(Decimal(1), salt)])
    sauce = published(key="sauce", yield_grams=200, lines=[LineDraft(Decimal(35), sub_recipe=paste.recipe), LineDraft(Decimal(100), beans)])
    dish = f.dish(key="stew", ingredients=["beans"])
    draft = [LineDraft(Decimal(300), beans), LineDraft(Decimal(50), sub_recipe=sauce.recipe)]

    version = recipes.write_draft(recipe=dish.recipe, lines=draft, servings=3, yield_grams=None, by=f.system(), now=clock.now())
    return dish, recipes.publish(version=version, by=f.system(), now=clock.now())


def test_the_branches_add_up_to_the_figure_the_rules_use(stew):
    dish, version = stew
    served = Served(dish, version.pk)
    figure = dish_facts.of([served])[served].nutrients["sodium_mg"]
    branches = unfolding.unfold(version, "sodium_mg")
    total = unfolding.total(branches)
    assert abs(total.low - figure.low) < Decimal("0.001")
    assert abs(total.high - figure.high) < Decimal("0.001")


def test_a_part_is_unfolded_to_its_ingredients_with_their_sources(stew):
    _dish, version = stew
    beans, sauce = unfolding.unfold(version, "sodium_mg")
    assert (beans.key, round(beans.grams, 6), round(beans.amount.low, 6), beans.value.source, beans.parts) == (
        "beans",
        100,
        12,
        "test beans",
        (),
    )
    assert (sauce.key, round(sauce.grams, 2), [part.key for part in sauce.parts]) == ("sauce", Decimal("16.67"), ["paste", "beans"])
    assert [part.key for part in sauce.parts[0].parts] == ["nuts", "salt"]


def test_a_part_published_since_changes_nothing_of_a_version_that_stands(stew):
    _dish, version = stew
    before = unfolding.total(unfolding.unfold(version, "sodium_mg"))

    paste = Recipe.objects.get(key="paste")
    draft = recipes.write_draft(
        recipe=paste,
        lines=[LineDraft(Decimal(50), f.ingredient(key="salt"))],
        servings=None,
        yield_grams=50,
        by=f.system(),
        now=clock.now(),
    )
    recipes.publish(version=draft, by=f.system(), now=clock.now())
    assert unfolding.total(unfolding.unfold(version, "sodium_mg")) == before
