"""What must hold of every verdict, whatever the dish and the person. No database."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.nutrition.intervals import Amount, Interval
from core.nutrition.verdicts import RANK, DishFacts, EaterFacts, Rule, judge

NUTRIENTS = ("potassium_mg", "protein_g", "sodium_mg")
ALLERGENS = ("peanuts", "milk", "gluten")
INGREDIENTS = ("beef", "rice", "sauce", "beans")
GROUPS = ("meat_poultry", "cereals", "legumes")
TAGS = ("halal", "vegan")
STATES = ("free", "unknown", "may_contain", "contains")
KINDS = ("nutrient_max_per_serving", "nutrient_min_per_serving", "nutrient_max_per_day")

figures = st.decimals(min_value=0, max_value=3000, places=2)
intervals = st.tuples(figures, figures).map(lambda pair: Interval(min(pair), max(pair)))
rules = st.one_of(
    st.builds(Rule, st.sampled_from("abc"), st.sampled_from(KINDS), st.sampled_from(NUTRIENTS), figures, st.just("mg")),
    st.builds(Rule, st.sampled_from("abc"), st.just("ingredient_forbidden"), st.sampled_from(INGREDIENTS)),
    st.builds(Rule, st.sampled_from("abc"), st.just("group_forbidden"), st.sampled_from(GROUPS)),
    st.builds(Rule, st.sampled_from("abc"), st.sampled_from(["tag_required", "tag_forbidden"]), st.sampled_from(TAGS)),
    st.builds(Rule, st.sampled_from("abc"), st.just("allergen_forbidden"), st.sampled_from(ALLERGENS)),
    st.builds(Rule, st.sampled_from("abc"), st.just("texture_allowed"), st.just("iddsi"), st.integers(0, 7).map(Decimal)),
)
dishes = st.builds(
    DishFacts,
    key=st.just("dish"),
    version=st.just(1),
    ingredients=st.frozensets(st.sampled_from(INGREDIENTS), min_size=1),
    groups=st.frozensets(st.sampled_from(GROUPS)),
    tags=st.frozensets(st.sampled_from(TAGS)),
    texture=st.none() | st.integers(0, 7),
    allergens=st.dictionaries(st.sampled_from(ALLERGENS), st.tuples(st.sampled_from(STATES), st.just(("sauce",)))),
    nutrients=st.dictionaries(st.sampled_from(NUTRIENTS), intervals.map(lambda found: Amount(found, 1, 2))),
)
eaters = st.builds(
    EaterFacts,
    allergies=st.lists(st.tuples(st.sampled_from(ALLERGENS), st.sampled_from(["mild", "severe"])), max_size=3, unique=True).map(tuple),
    disliked=st.frozensets(st.sampled_from(INGREDIENTS)),
    rules=st.lists(rules, max_size=8, unique=True).map(tuple),
    is_patient=st.booleans(),
    is_nil_by_mouth=st.booleans(),
)
days = st.dictionaries(st.sampled_from(NUTRIENTS), intervals)


def gravest(items):
    return max((RANK[item.level] for item in items), default=0)


def about(items):
    """What is said, without its figures."""
    return {(item.code, item.subject, item.diet, item.level) for item in items}


@given(dishes, eaters, days, st.sampled_from(NUTRIENTS), figures, figures)
def test_knowing_less_of_a_nutrient_never_makes_a_plate_safer(dish, eater, day, name, less, more):
    if name not in dish.nutrients:
        return
    narrow = dish.nutrients[name]
    wide = Interval(max(narrow.low - less, Decimal(0)), narrow.high + more)
    vaguer = replace(dish, nutrients={**dish.nutrients, name: Amount(wide, 0, 2)})
    assert about(judge(vaguer, eater, eaten=day)) >= about(judge(dish, eater, eaten=day))


@given(dishes, eaters, st.sampled_from(NUTRIENTS))
def test_knowing_nothing_of_a_nutrient_never_makes_a_plate_safer(dish, eater, name):
    nothing = replace(dish, nutrients={key: value for key, value in dish.nutrients.items() if key != name})
    assert gravest(judge(nothing, eater)) >= gravest(judge(dish, eater))


@given(dishes, eaters, st.sampled_from(ALLERGENS))
def test_a_worse_allergen_state_never_makes_a_plate_safer(dish, eater, allergen):
    found = []
    for state in STATES:
        worse = replace(dish, allergens={**dish.allergens, allergen: (state, ("sauce",))})
        found.append(gravest(judge(worse, eater)))
    assert found == sorted(found)


@given(dishes, eaters)
def test_being_admitted_never_makes_a_plate_safer(dish, eater):
    free, admitted = (judge(dish, replace(eater, is_patient=patient)) for patient in (False, True))
    assert gravest(admitted) >= gravest(free)
    assert {(item.code, item.subject, item.diet) for item in admitted} == {(item.code, item.subject, item.diet) for item in free}


@given(dishes, eaters, days, st.randoms(use_true_random=False))
def test_diets_combine_in_any_order(dish, eater, day, chance):
    mixed = list(eater.rules)
    chance.shuffle(mixed)
    back = replace(eater, rules=tuple(mixed), allergies=eater.allergies[::-1])
    assert set(judge(dish, eater, eaten=day)) == set(judge(dish, back, eaten=day))


@given(dishes, eaters, rules)
def test_one_more_rule_never_takes_a_word_back(dish, eater, rule):
    if rule.kind == "texture_allowed":  # it widens what its own diet allows
        rule = replace(rule, diet="another")
    stricter = replace(eater, rules=(*eater.rules, rule))
    assert about(judge(dish, stricter)) >= about(judge(dish, eater))


@given(dishes, eaters, days, st.integers(1, 5))
def test_more_portions_never_make_a_day_safer(dish, eater, day, more):
    assert gravest(judge(dish, eater, portions=1 + more, eaten=day)) >= gravest(judge(dish, eater, portions=1, eaten=day))
