import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from core.common import clock
from core.menu import frozen
from core.menu.actions import recipes
from core.menu.models import Recipe, RecipeBasis, RecipeVersion
from core.nutrition.actions import set_allergens
from core.nutrition.models import Allergen, FoodReference
from tests import factories as f

pytestmark = pytest.mark.django_db


def measured(key, **nutrients):
    row = f.ingredient(key=key)
    row.reference = FoodReference.objects.create(source="test", code=key, description=key, **nutrients)
    row.save()
    return row


def published(*, key, lines, servings=None, yield_grams=None, dish=None):
    recipe = Recipe.objects.create(key=key, name_en=key, dish=dish)
    by, now = f.system(), clock.now()
    draft = recipes.write_draft(recipe=recipe, lines=lines, servings=servings, yield_grams=yield_grams, by=by, now=now)
    return recipes.publish(version=draft, by=by, now=now)


@pytest.fixture
def stew(now):
    """300 g of beans and half of a sauce (2/3 groundnut, 1/3 water by weight) for 7 servings."""
    Allergen.objects.create(key="peanuts", name_en="Peanuts")
    groundnut = measured("groundnut", sodium_mg=Decimal("18.000"), protein_g=Decimal("25.8"))
    set_allergens(ingredient=groundnut, states={"peanuts": "contains"}, by=f.system(), now=now)
    beans = measured("beans", sodium_mg=Decimal("12.000"))
    line = recipes.LineDraft
    sauce = published(
        key="sauce", yield_grams=300, lines=[line(Decimal(200), groundnut), line(Decimal(100), measured("water", sodium_mg=0))]
    )
    return published(key="stew", servings=7, lines=[line(Decimal(300), beans), line(Decimal(150), sub_recipe=sauce.recipe)])


def as_bytes(plate):
    return json.dumps(plate, sort_keys=True).encode()


def test_a_published_plate_says_its_nutrients_and_allergens(stew):
    plate = RecipeVersion.objects.get(pk=stew.pk).plate
    assert plate["ingredients"] == {"beans": "42.857143", "groundnut": "14.285714", "water": "7.142857"}
    assert plate["allergens"] == {"peanuts": "contains"}
    low, high, known, of = plate["nutrients"]["sodium_mg"]
    assert (low, known, of) == (high, 2, 2)
    assert Decimal(low) == round(Decimal("42.857143") * 12 / 100 + Decimal("14.285714") * 18 / 100, 6)
    assert plate["nutrients"]["protein_g"][2:] == [1, 2]


def test_a_pinned_version_is_computed_again_to_the_byte(stew):
    assert as_bytes(frozen.recompute(RecipeVersion.objects.get(pk=stew.pk))) == as_bytes(RecipeVersion.objects.get(pk=stew.pk).plate)


def test_what_is_learnt_later_changes_nothing_of_yesterdays_plate(stew, now):
    before = as_bytes(RecipeVersion.objects.get(pk=stew.pk).plate)
    sauce = Recipe.objects.get(key="sauce")
    FoodReference.objects.filter(code="beans").update(sodium_mg=900)
    set_allergens(ingredient=f.ingredient(key="groundnut"), states={"peanuts": "free"}, by=f.system(), now=now)
    ingredient = f.ingredient(key="groundnut")
    ingredient.price_per_kg, ingredient.cooked_yield = 9999, 2
    ingredient.save()
    draft = recipes.write_draft(
        recipe=sauce, lines=[recipes.LineDraft(Decimal(5), ingredient)], servings=None, yield_grams=5, by=f.system(), now=now
    )
    recipes.publish(version=draft, by=f.system(), now=now)
    assert as_bytes(frozen.recompute(RecipeVersion.objects.get(pk=stew.pk))) == before


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_a_plate_was_computed_from_never_changes(stew, change):
    rows = RecipeBasis.objects.filter(pk=stew.pk)
    if change == "delete" and connection.vendor == "sqlite":
        pytest.skip("Refused on PostgreSQL only: clearing tables is a DELETE on SQLite")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(known={}) if change == "update" else rows.delete()
