"""What must hold from the larder to the verdict, for every recipe and everything that can be unknown. No database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.menu import rules
from core.nutrition import bounds
from core.nutrition.intervals import Interval, Value
from core.nutrition.verdicts import RANK, DishFacts, EaterFacts, Rule, judge

KEYS = ("rice", "beans", "milk", "sauce", "water")
ALLERGENS = ("milk", "gluten", "peanuts")
NAMES = ("sodium_mg", "fat_g", "saturated_fat_g", "carbohydrate_g", "sugars_g")
KINDS = ("nutrient_max_per_serving", "nutrient_min_per_serving", "nutrient_max_per_day")
grams = st.decimals(min_value=Decimal("0.01"), max_value=500, places=2)
knowledge = st.dictionaries(st.sampled_from(KEYS), st.dictionaries(st.sampled_from(ALLERGENS), st.sampled_from(list(rules.ALLERGEN_RANK))))
plates = st.dictionaries(st.sampled_from(KEYS), grams, min_size=1)
figures = st.decimals(min_value=0, max_value=50, places=2)
measured = st.fixed_dictionaries(dict.fromkeys(NAMES, st.none() | figures))
asks = st.builds(Rule, st.just("diet"), st.sampled_from(KINDS), st.sampled_from(NAMES), figures)
eaters = st.builds(
    EaterFacts,
    allergies=st.lists(st.tuples(st.sampled_from(ALLERGENS), st.just("severe")), max_size=2).map(tuple),
    rules=st.lists(asks, max_size=4).map(tuple),
    is_patient=st.booleans(),
)


@given(st.lists(st.sampled_from(KEYS)), st.sampled_from(KEYS), knowledge)
def test_another_ingredient_never_takes_an_allergen_away_or_makes_its_state_better(plate, more, known):
    before = rules.worst_allergens(dict.fromkeys(plate), known, ALLERGENS)
    after = rules.worst_allergens(dict.fromkeys([*plate, more]), known, ALLERGENS)
    for allergen in ALLERGENS:
        (old, of_old), (new, of_new) = before[allergen], after[allergen]
        assert rules.ALLERGEN_RANK[new] >= rules.ALLERGEN_RANK[old]
        assert old != new or set(of_new) >= set(of_old), "who causes it is still named"


def facts(plate, per_100g, known):
    return DishFacts(
        "dish",
        version=1,
        ingredients=frozenset(plate),
        allergens=rules.worst_allergens(plate, known, ALLERGENS),
        nutrients=rules.nutrients(plate, per_100g, NAMES),
    )


def composition(row, of_group):
    """As core.nutrition.composition reads one food: what is measured exactly, the rest up to its bound."""
    highs = bounds.highs(row, of_group)
    return {
        name: Value(Interval(Decimal(0), highs[name]) if value is None else Interval(value, value), "", value is not None)
        for name, value in row.items()
    }


@given(
    plates,
    st.fixed_dictionaries(dict.fromkeys(KEYS, measured)),
    knowledge,
    eaters,
    st.fixed_dictionaries(dict.fromkeys(NAMES, figures)),
    st.data(),
)
def test_a_wider_bound_of_what_nobody_measured_never_makes_a_plate_safer(plate, rows, known, eater, of_group, data):
    wider = {name: high + data.draw(figures) for name, high in of_group.items()}
    narrow, wide = (judge(facts(plate, {key: composition(rows[key], group) for key in plate}, known), eater) for group in (of_group, wider))
    assert said(wide) >= said(narrow)
    assert gravest(wide) >= gravest(narrow)


@given(
    plates,
    st.fixed_dictionaries(dict.fromkeys(KEYS, st.fixed_dictionaries(dict.fromkeys(NAMES, figures)))),
    knowledge,
    eaters,
    st.sampled_from(KEYS),
    st.sampled_from(ALLERGENS),
)
def test_forgetting_what_is_free_never_makes_a_plate_safer(plate, rows, known, eater, key, allergen):
    per_100g = {each: composition(row, {}) for each, row in rows.items()}
    forgotten = {each: dict(states) for each, states in known.items()}
    if forgotten.get(key, {}).get(allergen) == "free":
        del forgotten[key][allergen]
    assert gravest(judge(facts(plate, per_100g, forgotten), eater)) >= gravest(judge(facts(plate, per_100g, known), eater))


def said(items):
    return {(item.level, item.code, item.subject, item.diet) for item in items}


def gravest(items):
    return max((RANK[item.level] for item in items), default=0)
