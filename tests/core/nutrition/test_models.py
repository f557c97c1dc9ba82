import pytest
from django.core.exceptions import ValidationError

from core.nutrition.models import Diet, DietRule, Ingredient


def problems(row):
    with pytest.raises(ValidationError) as refused:
        row.clean()
    return refused.value.message_dict


def test_a_measure_needs_its_weight_and_a_weight_its_measure():
    assert problems(Ingredient(unit="cup")) == {"grams_per_unit": ["Say what one cup weighs."]}
    assert problems(Ingredient(grams_per_unit=185)) == {"unit": ["Name the measure that has this weight."]}
    Ingredient(unit="cup", grams_per_unit=185).clean()


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ({"kind": "nutrient_max_per_day", "subject": "salt", "value": 1}, ["subject"]),
        ({"kind": "nutrient_max_per_day", "subject": "sodium_mg", "unit": "g", "value": 1}, ["unit"]),
        ({"kind": "nutrient_max_per_day", "subject": "sodium_mg", "unit": "mg"}, ["value"]),
        ({"kind": "texture_allowed", "subject": "iddsi", "value": 8}, ["value"]),
        ({"kind": "texture_allowed", "subject": "soft", "value": 4}, ["subject"]),
        ({"kind": "group_forbidden", "subject": "cake"}, ["subject"]),
        ({"kind": "ingredient_forbidden", "subject": "sugar", "value": 3}, ["value"]),
    ],
)
def test_a_rule_that_does_not_fit_its_kind_names_the_field(rule, fields):
    assert list(problems(DietRule(diet=Diet(), **rule))) == fields


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "nutrient_max_per_day", "subject": "sodium_mg", "unit": "mg", "value": 2000},
        {"kind": "texture_allowed", "subject": "iddsi", "value": 4},
        {"kind": "group_forbidden", "subject": "fish"},
        {"kind": "ingredient_forbidden", "subject": "sugar"},
    ],
)
def test_a_rule_that_fits_its_kind_passes(rule):
    DietRule(diet=Diet(), **rule).clean()
