"""Recipe arithmetic holds for every recipe there could be."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.menu import rules
from core.nutrition.intervals import Interval, Value

KEYS = ["rice", "beans", "oil", "milk", "tea", "water"]
GROUPS = dict(zip(KEYS, ["cereals", "legumes", "fats_oils", "dairy", "beverages", "beverages"], strict=True))
ALLERGENS = ["milk", "gluten", "nuts"]
CENT = Decimal("0.01")

grams = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(20_000), places=2)
states = st.sampled_from(list(rules.ALLERGEN_RANK))
knowledge = st.dictionaries(st.sampled_from(KEYS), st.dictionaries(st.sampled_from(ALLERGENS), states))


@st.composite
def facts(draw: st.DrawFn) -> dict[str, rules.IngredientFacts]:
    share = st.decimals(min_value=Decimal("0.1"), max_value=1, places=2)
    return {
        key: rules.IngredientFacts(
            key, GROUPS[key], draw(share), draw(share), draw(st.integers(0, 20_000) if key != "water" else st.none())
        )
        for key in KEYS
    }


@st.composite
def recipes(draw: st.DrawFn) -> tuple[list[rules.Line], dict[str, rules.IngredientFacts]]:
    known = draw(facts())
    parts = [
        rules.PartFacts(f"part-{n}", n, draw(grams), draw(st.dictionaries(st.sampled_from(KEYS), grams, min_size=1))) for n in range(2)
    ]
    line = st.one_of(
        st.builds(rules.Line, grams=grams, ingredient=st.sampled_from(list(known.values()))),
        st.builds(rules.Line, grams=grams, part=st.sampled_from(parts)),
    )
    return draw(st.lists(line, min_size=1, max_size=8)), known


@given(recipes(), st.integers(1, 50), st.integers(2, 9), st.sampled_from(["plate", "bowl", "cup"]))
def test_a_recipe_for_more_people_gives_everybody_the_same(recipe: tuple, servings: int, times: int, vessel: str):
    lines, known = recipe
    larger = [rules.Line(line.grams * times, line.ingredient, line.part) for line in lines]
    one = rules.plate(lines, known, servings=servings, vessel=vessel)
    many = rules.plate(larger, known, servings=servings * times, vessel=vessel)
    assert set(one.ingredients) == set(many.ingredients)
    for key, amount in one.ingredients.items():
        assert abs(amount - many.ingredients[key]) <= CENT
    assert abs(one.cost - many.cost) <= 1


@given(recipes())
def test_the_plate_weighs_what_its_groups_weigh_and_its_largest_come_first(recipe: tuple):
    lines, known = recipe
    plate = rules.plate(lines, known, servings=1)
    assert plate.grams == sum(plate.groups.values(), Decimal(0))
    assert all(larger >= smaller for larger, smaller in pairwise(plate.ingredients.values()))
    assert all(larger >= smaller for larger, smaller in pairwise(plate.groups.values()))
    assert not set(plate.groups) & rules.UNDRAWN_GROUPS


@given(recipes())
def test_lines_may_stand_in_any_order(recipe: tuple):
    lines, _known = recipe
    forth, back = rules.raw_grams(lines), rules.raw_grams(lines[::-1])
    assert forth.keys() == back.keys()
    assert all(abs(amount - back[key]) < CENT for key, amount in forth.items())


@given(st.dictionaries(st.sampled_from(KEYS), grams, min_size=1), grams)
def test_a_whole_part_is_what_is_in_it(inside: dict[str, Decimal], made: Decimal):
    part = rules.PartFacts("sauce", 1, made, inside)
    whole = rules.raw_grams([rules.Line(made, part=part)])
    half = rules.raw_grams([rules.Line(made / 2, part=part)])
    assert all(abs(whole[key] - amount) < CENT and abs(half[key] - amount / 2) < CENT for key, amount in inside.items())


@given(st.dictionaries(st.sampled_from(KEYS[:5]), grams, min_size=1), facts(), st.sampled_from(KEYS[:5]), grams)
def test_more_food_never_costs_less_and_a_missing_price_is_no_price(inside: dict, known: dict, more: str, amount: Decimal):
    richer = {**inside, more: inside.get(more, Decimal(0)) + amount}
    assert rules.cost(richer, known) >= rules.cost(inside, known)
    unpriced = known | {more: rules.IngredientFacts(more, GROUPS[more])}
    assert rules.cost(richer, unpriced) is None


# --- allergens -----------------------------------------------------------------------------------------------


def rank(found: dict, allergen: str) -> int:
    return rules.ALLERGEN_RANK[found[allergen][0]]


@given(st.lists(st.sampled_from(KEYS), min_size=1), st.sampled_from(KEYS), knowledge)
def test_one_more_ingredient_never_makes_a_plate_safer(eaten: list[str], more: str, known: dict):
    before, after = (rules.worst_allergens(keys, known, ALLERGENS) for keys in (eaten, [*eaten, more]))
    assert all(rank(after, allergen) >= rank(before, allergen) for allergen in ALLERGENS)


@given(st.lists(st.sampled_from(KEYS), min_size=1), knowledge)
def test_the_worst_ingredient_decides_and_is_named(eaten: list[str], known: dict):
    found = rules.worst_allergens(eaten, known, ALLERGENS)
    foods = [key for key in eaten if key != rules.WATER_KEY]
    for allergen in ALLERGENS:
        told = {key: known.get(key, {}).get(allergen, "unknown") for key in foods}
        worst, causes = found[allergen]
        assert worst == max(told.values(), key=rules.ALLERGEN_RANK.__getitem__, default="free")
        assert set(causes) == ({key for key, state in told.items() if state == worst} if worst != "free" else set())


@given(st.lists(st.sampled_from(KEYS[:5]), min_size=1))
def test_what_nobody_has_looked_at_is_unknown_and_never_free(eaten: list[str]):
    assert {state for state, _causes in rules.worst_allergens(eaten, {}, ALLERGENS).values()} == {"unknown"}


# --- nutrients -----------------------------------------------------------------------------------------------

tenths = st.decimals(min_value=0, max_value=5000, places=1)
measured = st.builds(
    lambda least, more, known: Value(Interval(least, least if known else least + more), "table", known), tenths, tenths, st.booleans()
)
tables = st.fixed_dictionaries({key: st.fixed_dictionaries({"sodium": measured}) for key in KEYS})


@given(st.dictionaries(st.sampled_from(KEYS), grams), tables)
def test_a_nutrient_lies_between_the_least_and_the_most_of_its_ingredients(eaten: dict, table: dict):
    amount = rules.nutrients(eaten, table, ["sodium"])["sodium"]
    values = {key: table[key]["sodium"] for key in eaten}
    assert amount.low == sum((eaten[key] * value.amount.low for key, value in values.items()), Decimal(0)) / 100
    assert amount.high == sum((eaten[key] * value.amount.high for key, value in values.items()), Decimal(0)) / 100
    foods = [key for key in eaten if key != rules.WATER_KEY]
    assert (amount.known, amount.of) == (sum(values[key].is_known for key in foods), len(foods))
    assert not amount.is_complete or amount.amount.is_exact or rules.WATER_KEY in eaten


@given(recipes(), tables, st.integers(2, 9))
def test_a_bigger_pot_gives_the_same_serving(recipe: tuple, table: dict, factor: int):
    lines, known = recipe
    bigger = [rules.Line(line.grams * factor, line.ingredient, line.part) for line in lines]
    one, many = rules.plate(lines, known, servings=10), rules.plate(bigger, known, servings=10 * factor)
    assert one.ingredients.keys() == many.ingredients.keys()
    assert all(abs(grams - many.ingredients[key]) <= Decimal("0.000001") for key, grams in one.ingredients.items())
    assert one.cost == many.cost or abs(one.cost - many.cost) <= 1


# --- circles -------------------------------------------------------------------------------------------------


graphs = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=4))


def reachable(start: str, uses: dict[str, list[str]]) -> set[str]:
    found, new = set(), set(uses.get(start, ()))
    while new:
        found |= new
        new = {part for key in new for part in uses.get(key, ())} - found
    return found


@given(graphs, st.sampled_from("abcdef"))
def test_a_circle_is_found_exactly_when_there_is_one_and_its_way_is_told(uses: dict[str, list[str]], start: str):
    path = rules.cycle_path(start, uses)
    assert bool(path) == (start in reachable(start, uses))
    if path:
        assert path[0] == path[-1] == start
        assert all(after in uses[before] for before, after in pairwise(path))
