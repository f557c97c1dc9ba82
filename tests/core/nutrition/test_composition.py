import pytest
from django.db import IntegrityError, connection, transaction

from core.nutrition import actions, composition
from core.nutrition.models import DietRule, FoodReference, Ingredient, IngredientNutrient, NutrientBound, Retention
from tests import factories as f
from tests.factories import eaters

pytestmark = pytest.mark.django_db


def reference(code, group="Cereal Grains and Pasta", source="USDA SR28", **nutrients):
    return FoodReference.objects.create(source=source, code=code, food_group=group, description=code, **nutrients)


def flour(**nutrients):
    row = f.ingredient(key="flour")
    row.reference = reference("flour", **nutrients)
    row.save()
    return row


def test_a_measured_value_is_exact_and_names_its_row():
    flour(sodium_mg=5)
    value = composition.of(["flour"])["flour"]["sodium_mg"]
    assert (value.amount.low, value.amount.high, value.source, value.is_known) == (5, 5, "USDA SR28 flour", True)


def test_an_empty_cell_is_unknown_up_to_the_99th_percentile_of_its_group(now):
    for n in range(101):
        reference(f"r{n}", sodium_mg=n)
    flour()
    actions.rebuild_bounds(by=f.system(), now=now)
    value = composition.of(["flour"])["flour"]["sodium_mg"]
    assert (value.amount.low, value.amount.high, value.is_known) == (0, 99, False)
    assert "not measured" in value.source


def measure(number=30, **nutrients):
    """As many foods with the same figures."""
    group = nutrients.pop("group", "Cereal Grains and Pasta")
    return [reference(f"{group[:8]}{n}", group=group, **nutrients) for n in range(number)]


def test_an_ingredient_without_a_row_is_bound_by_the_foods_of_its_kind_else_by_physics(now):
    measure(sodium_mg=7, energy_kcal=360)
    measure(group="Baked Products", sodium_mg=9)
    actions.rebuild_bounds(by=f.system(), now=now)
    f.ingredient(key="millet")
    found = composition.of(["millet"])["millet"]
    assert (found["sodium_mg"].amount.high, found["energy_kcal"].amount.high) == (9, 360)
    assert (found["protein_g"].amount.high, found["potassium_mg"].amount.high) == (100, 100_000)
    assert not any(value.is_known for value in found.values())


def test_a_few_foods_and_other_tables_bound_nothing(now):
    measure(29, sodium_mg=7)
    measure(40, source="Rwanda 2026", iron_mg=1)
    row = f.ingredient(key="flour")
    row.reference = FoodReference.objects.filter(source="Rwanda 2026").first()
    row.save()
    assert actions.rebuild_bounds(by=f.system(), now=now) == 0
    found = composition.of(["flour"])["flour"]
    assert (found["sodium_mg"].amount.high, found["iron_mg"].amount.high) == (39_340, 1)


def test_a_whole_is_at_least_its_measured_part_and_a_part_at_most_its_whole(now):
    measure(carbohydrate_g=30, saturated_fat_g=20)
    actions.rebuild_bounds(by=f.system(), now=now)
    flour(sugars_g=40, fat_g=3)
    found = composition.of(["flour"])["flour"]
    assert (found["carbohydrate_g"].amount.high, found["fibre_g"].amount.high) == (40, 40)
    assert found["saturated_fat_g"].amount.high == 3


def test_water_feeds_nobody_but_its_minerals_are_not_known():
    f.ingredient(key="water", group="beverages")
    found = composition.of(["water"])["water"]
    assert (found["energy_kcal"].amount.high, found["energy_kcal"].source, found["energy_kcal"].is_known) == (0, "water has none", True)
    assert not found["sodium_mg"].is_known
    assert not found["water_g"].is_known


def test_an_entered_value_wins_and_brings_its_source():
    row = flour(sodium_mg=5)
    IngredientNutrient.objects.create(ingredient=row, nutrient="sodium_mg", value=9, source="label of the mill")
    value = composition.of(["flour"])["flour"]["sodium_mg"]
    assert (value.amount.low, value.source, value.is_known) == (9, "label of the mill", True)


def test_what_cooking_takes_is_taken_off_both_ends():
    row = flour(vitamin_c_mg=40)
    Retention.objects.create(ingredient=row, nutrient="vitamin_c_mg", low_share="0.5", high_share="0.75", source="USDA retention 6")
    value = composition.of(["flour"])["flour"]["vitamin_c_mg"]
    assert (value.amount.low, value.amount.high) == (20, 30)
    assert value.source == "USDA SR28 flour; 0.5–0.75 left after cooking (USDA retention 6)"


def test_shares_outside_nought_and_one_are_refused_by_the_database():
    row = flour()
    with pytest.raises(IntegrityError), transaction.atomic():
        Retention.objects.create(ingredient=row, nutrient="iron_mg", low_share="0.9", high_share="0.5", source="x")


def test_many_ingredients_take_as_many_queries_as_one(django_assert_num_queries):
    for key in "abcdef":
        f.ingredient(key=key)
    with django_assert_num_queries(4):
        assert len(composition.of("abcdef")) == 6


def test_rebuilding_bounds_twice_changes_nothing(now):
    measure(sodium_mg=7)
    assert actions.rebuild_bounds(by=f.system(), now=now) == 1
    assert actions.rebuild_bounds(by=f.system(), now=now) == 0
    FoodReference.objects.all().delete()
    assert actions.rebuild_bounds(by=f.system(), now=now) == 1
    assert not NutrientBound.objects.exists()


CHANGES = {
    "save": lambda row: row.save(),
    "update": lambda row: Ingredient.objects.filter(pk=row.pk).update(note="x"),
    "bulk": lambda row: Ingredient.objects.bulk_update([row], ["note"]),
    "raw": lambda row: connection.cursor().execute("UPDATE nutrition_ingredient SET note = 'y'"),
    "reference": lambda row: FoodReference.objects.update(sodium_mg=77),
    "value": lambda row: IngredientNutrient.objects.create(ingredient=row, nutrient="iron_mg", value=1, source="label"),
    "dish": lambda row: f.dish(key="bread"),
}


@pytest.mark.parametrize("way", CHANGES)
def test_the_stamp_changes_whatever_way_food_changes(way):
    row = flour()
    before = composition.stamp()
    CHANGES[way](row)
    assert composition.stamp() != before


def test_a_stamp_is_not_given_again_after_a_rollback():
    row = flour()
    before, seen = composition.stamp(), set()
    for _time in range(3):
        point = transaction.savepoint()
        row.save()
        seen.add(composition.stamp())
        transaction.savepoint_rollback(point)
        assert composition.stamp() == before
    assert len(seen) == 3


def test_diets_have_a_stamp_of_their_own():
    eaters.diets("renal")
    food, rules = composition.stamp(), composition.diet_stamp()

    DietRule.objects.filter(diet__key="renal").update(source="signed")
    assert (composition.stamp() == food, composition.diet_stamp() == rules) == (True, False)
