import pytest

from core.menu import facts
from core.nutrition.actions import set_allergens
from core.nutrition.models import Allergen, FoodReference
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def porridge(now):
    """Flour that contains gluten and may contain soya, milk that contains milk; nothing is known of sesame."""
    for position, key in enumerate(["gluten", "soybeans", "milk", "sesame"]):
        Allergen.objects.create(key=key, name_en=key.capitalize(), position=position)
    states = {
        "flour": {"gluten": "contains", "soybeans": "may_contain", "milk": "free", "sesame": "free"},
        "milk": {"gluten": "free", "soybeans": "free", "milk": "contains"},
    }
    dish = f.dish(ingredients=["flour", "milk"])
    for key, known in states.items():
        set_allergens(ingredient=f.ingredient(key=key), states=known, by=f.system(), now=now)
    return dish.recipe.published


def test_the_worst_state_wins_and_names_its_ingredients(porridge):
    found = facts.of([porridge])[porridge.pk]
    assert [(fact.name, fact.state, fact.because) for fact in found.allergens] == [
        ("Gluten", "contains", ("Flour",)),
        ("Soybeans", "may_contain", ("Flour",)),
        ("Milk", "contains", ("Milk",)),
        ("Sesame", "unknown", ("Milk",)),
    ]
    assert [fact.key for fact in found.allergens_in("contains")] == ["gluten", "milk"]


def test_a_list_is_told_what_is_surely_contained_by_one_query(porridge, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert facts.contained([porridge]) == {porridge.pk: ["Gluten", "Milk"]}


def test_a_nutrient_says_for_how_many_ingredients_it_is_known(porridge):
    row = f.ingredient(key="milk")
    row.reference = FoodReference.objects.create(source="test", code="1", description="Milk", energy_kcal=60)
    row.save()
    found = facts.of([porridge])[porridge.pk].nutrients
    energy = found["energy_kcal"]
    assert (energy.low, energy.known, energy.of) == (60, 1, 2)
    assert energy.high > energy.low
    assert found["iron_mg"].known == 0
