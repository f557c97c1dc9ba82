"""What the engine says of one dish for one person, case by case. No database."""

from decimal import Decimal

import pytest

from core.nutrition.intervals import Amount, Interval
from core.nutrition.verdicts import DishFacts, EaterFacts, Item, Level, Rule, Verdict, give, judge, worst

D = Decimal


def amount(low, high=None, known=2, of=2):
    return Amount(Interval(D(low), D(high if high is not None else low)), known, of)


def dish(**facts):
    base = {"key": "stew", "version": 7, "ingredients": frozenset({"beef", "sauce"}), "groups": frozenset({"meat_poultry"}), "texture": 7}
    return DishFacts(**(base | facts))


def said(items):
    return [(item.level, item.code, item.subject) for item in items]


@pytest.mark.parametrize(
    ("state", "patient", "level"),
    [
        ("contains", False, Level.BLOCKER),
        ("contains", True, Level.BLOCKER),
        ("may_contain", False, Level.WARNING),
        ("may_contain", True, Level.BLOCKER),
        ("unknown", False, Level.WARNING),
        ("unknown", True, Level.BLOCKER),
        ("free", True, None),
    ],
)
def test_each_allergen_state_has_its_word(state, patient, level):
    stew = dish(allergens={"peanuts": (state, ("sauce",))})
    found = judge(stew, EaterFacts(allergies=(("peanuts", "severe"),), is_patient=patient))
    assert worst(found) == level
    if level:
        assert found == (Item(level, f"allergen_{state}", "peanuts", severity="severe", because=("sauce",)),)


def test_an_allergen_nobody_wrote_down_is_unknown():
    assert said(judge(dish(), EaterFacts(allergies=(("peanuts", "mild"),)))) == [(Level.WARNING, "allergen_unknown", "peanuts")]


MOST = Rule("renal", "nutrient_max_per_serving", "potassium_mg", D(700), "mg", "house default")
LEAST = Rule("high_protein", "nutrient_min_per_serving", "protein_g", D(20), "g", "house default")


def test_a_maximum_is_tested_on_the_high_bound():
    eater = EaterFacts(rules=(MOST,))
    assert judge(dish(nutrients={"potassium_mg": amount(690, 700)}), eater) == ()
    (item,) = judge(dish(nutrients={"potassium_mg": amount(100, "700.01")}), eater)
    assert (item.level, item.low, item.high, item.bound, item.source) == (Level.WARNING, 100, D("700.01"), 700, "house default")


def test_a_minimum_is_tested_on_the_low_bound():
    eater = EaterFacts(rules=(LEAST,), is_patient=True)
    assert judge(dish(nutrients={"protein_g": amount(20, 30)}), eater) == ()
    assert worst(judge(dish(nutrients={"protein_g": amount("19.99", 30)}), eater)) == Level.BLOCKER


def test_the_rest_of_the_day_counts_for_a_days_maximum():
    rule = Rule("renal", "nutrient_max_per_day", "sodium_mg", D(2300), "mg")
    stew, eater = dish(nutrients={"sodium_mg": amount(400, 500)}), EaterFacts(rules=(rule,))
    assert judge(stew, eater, eaten={"sodium_mg": Interval(D(1000), D(1800))}) == ()
    (item,) = judge(stew, eater, eaten={"sodium_mg": Interval(D(1000), D(1801))})
    assert (item.code, item.low, item.high) == ("nutrient_max_per_day", 1400, 2301)
    (item,) = judge(stew, eater, portions=5)
    assert item.high == 2500


def test_a_days_minimum_is_not_asked_of_one_dish():
    rule = Rule("post_surgery", "nutrient_min_per_day", "protein_g", D(90), "g")
    assert judge(dish(nutrients={"protein_g": amount(5)}), EaterFacts(rules=(rule,))) == ()


def test_a_nutrient_the_dish_says_nothing_of_breaks_its_rule():
    assert said(judge(dish(), EaterFacts(rules=(MOST,)))) == [(Level.WARNING, "nutrient_unknown", "potassium_mg")]


@pytest.mark.parametrize(
    ("kind", "subject", "breaks"),
    [
        ("ingredient_forbidden", "beef", True),
        ("ingredient_forbidden", "sugar", False),
        ("group_forbidden", "meat_poultry", True),
        ("group_forbidden", "fish", False),
        ("tag_required", "halal", False),
        ("tag_required", "vegan", True),
        ("tag_forbidden", "halal", True),
        ("tag_forbidden", "spicy", False),
    ],
)
def test_what_a_diet_forbids_or_asks_for(kind, subject, breaks):
    found = judge(dish(tags=frozenset({"halal"})), EaterFacts(rules=(Rule("some", kind, subject),), is_patient=True))
    assert said(found) == ([(Level.BLOCKER, kind, subject)] if breaks else [])


@pytest.mark.parametrize("state", ["contains", "may_contain", "unknown"])
def test_an_allergen_a_diet_forbids_must_be_free(state):
    rules = (Rule("gluten_free", "allergen_forbidden", "gluten"),)
    found = judge(dish(allergens={"gluten": (state, ("sauce",))}), EaterFacts(rules=rules))
    assert said(found) == [(Level.WARNING, f"diet_allergen_{state}", "gluten")]
    assert judge(dish(allergens={"gluten": ("free", ())}), EaterFacts(rules=rules)) == ()


def test_textures_of_each_diet_are_asked_for_themselves():
    rules = tuple(Rule(diet, "texture_allowed", "iddsi", D(level)) for diet, level in [("soft", 5), ("soft", 6), ("liquid", 0)])
    found = judge(dish(texture=5), EaterFacts(rules=rules, is_patient=True))
    assert [(item.diet, item.subject, item.low) for item in found] == [("liquid", "0", 5)]
    assert {item.diet for item in judge(dish(texture=None), EaterFacts(rules=rules))} == {"soft", "liquid"}


def test_a_dish_without_a_recipe_needs_somebodys_consent_and_stops_a_patients_plate():
    nothing = DishFacts("soup")
    assert judge(nothing, EaterFacts()) == ()
    needs = EaterFacts(rules=(MOST,))
    assert said(judge(nothing, needs)) == [(Level.APPROVAL, "no_recipe", "")]
    assert worst(judge(nothing, EaterFacts(rules=(MOST,), is_patient=True))) == Level.BLOCKER


def test_nil_by_mouth_stops_every_plate():
    assert said(judge(dish(), EaterFacts(is_nil_by_mouth=True))) == [(Level.BLOCKER, "nil_by_mouth", "")]


def test_the_worst_comes_first_and_a_dislike_is_only_told():
    stew = dish(allergens={"peanuts": ("contains", ("sauce",))})
    found = judge(stew, EaterFacts(allergies=(("peanuts", "mild"),), disliked=frozenset({"beef", "okra"})))
    assert said(found) == [(Level.BLOCKER, "allergen_contains", "peanuts"), (Level.WARNING, "disliked", "beef")]


def test_a_verdict_comes_back_from_its_json_as_it_was():
    stew = dish(stamp=12, nutrients={"potassium_mg": amount("100.5", "900.123456")}, allergens={"milk": ("unknown", ("beef", "sauce"))})
    verdict = give(stew, EaterFacts(rules=(MOST,), allergies=(("milk", "severe"),), version=3))
    assert (verdict.recipe_version, verdict.stamp, verdict.eater_version, verdict.level) == (7, 12, 3, Level.WARNING)
    assert Verdict.from_json(verdict.as_json()) == verdict
