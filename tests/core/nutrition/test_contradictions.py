"""Rules that cannot be kept together: found whatever their order, and only those that are certain."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.nutrition.contradiction_words import in_words
from core.nutrition.contradictions import Contradiction, find
from core.nutrition.verdicts import Rule

NAMES = {"a": "Renal", "b": "High protein", "c": "Soft"}


def bound(diet, kind, value, subject="protein_g"):
    return Rule(diet, f"nutrient_{kind}", subject, Decimal(value), "g")


def textures(diet, *levels):
    return [Rule(diet, "texture_allowed", "iddsi", Decimal(level)) for level in levels]


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (
            bound("b", "min_per_serving", 25),
            bound("a", "max_per_serving", "20.500"),
            "High protein asks for at least 25 g of protein per serving, Renal allows at most 20.5 g.",
        ),
        (
            bound("b", "min_per_day", 90),
            bound("a", "max_per_day", 60),
            "High protein asks for at least 90 g of protein a day, Renal allows at most 60 g.",
        ),
        (
            bound("b", "min_per_serving", 70),
            bound("a", "max_per_day", 60),
            "High protein asks for at least 70 g of protein per serving, Renal allows at most 60 g a day.",
        ),
        (
            bound("", "min_per_serving", 25),
            bound("a", "max_per_serving", 20),
            "The own target asks for at least 25 g of protein per serving, Renal allows at most 20 g.",
        ),
        (
            bound("b", "min_per_serving", 20),
            bound("a", "max_per_serving", 20),
            "High protein asks for at least 20 g of protein per serving, Renal allows at most 20 g.",
        ),
    ],
)
def test_a_least_that_is_not_below_the_most_is_told_with_both_diets_and_figures(least, most, told):
    for order in ([least, most], [most, least]):
        (found,) = find(order)
        assert found == Contradiction("bounds", (least, most))
        assert in_words(found, order, diets=NAMES) == told


@pytest.mark.parametrize(
    "rules",
    [
        [bound("b", "min_per_serving", 20), bound("a", "max_per_serving", 21)],
        [bound("b", "min_per_serving", 25), bound("a", "max_per_serving", 20, subject="fat_g")],
        # Many servings may make up a day.
        [bound("b", "min_per_day", 90), bound("a", "max_per_serving", 20)],
        # A least of nothing asks for nothing.
        [bound("b", "min_per_serving", 0), bound("a", "max_per_serving", 0)],
        [bound("a", "max_per_serving", 20), bound("b", "max_per_serving", 10)],
        [Rule("a", "ingredient_forbidden", "beans"), Rule("b", "group_forbidden", "legumes"), Rule("c", "allergen_forbidden", "milk")],
        [*textures("a", 0, 1, 2, 3), *textures("c", 3, 4)],
        [Rule("a", "tag_required", "halal"), Rule("b", "tag_forbidden", "spicy")],
        [],
    ],
)
def test_what_a_dish_can_keep_is_no_contradiction(rules):
    assert find(rules) == ()


def test_diets_without_a_common_texture_are_told_with_their_levels():
    rules = [*textures("a", 0, 1, 2, 3), *textures("c", 5, 6, 7), *textures("b", 3, 5)]
    (found,) = find(rules)
    assert [rule.diet for rule in found.rules] == ["a", "c"]
    assert in_words(found, rules, diets=NAMES) == "No texture fits all: Renal allows IDDSI 0–3; Soft allows IDDSI 5–7."


def test_three_diets_of_which_each_two_agree_can_still_leave_nothing():
    rules = [*textures("a", 1, 2), *textures("b", 2, 4), *textures("c", 1, 4)]
    (found,) = find(rules)
    assert in_words(found, rules, diets=NAMES) == (
        "No texture fits all: Renal allows IDDSI 1, 2; High protein allows IDDSI 2, 4; Soft allows IDDSI 1, 4."
    )


def test_a_tag_asked_for_and_forbidden_is_told():
    rules = [Rule("a", "tag_required", "spicy"), Rule("c", "tag_forbidden", "spicy")]
    (found,) = find(rules)
    assert in_words(found, rules, diets=NAMES, tags={"spicy": "Spicy"}) == "Renal asks for the tag “Spicy”, Soft forbids it."


rule = st.one_of(
    st.builds(
        bound,
        st.sampled_from(["a", "b", "c", ""]),
        st.sampled_from(["min_per_serving", "max_per_serving", "min_per_day", "max_per_day"]),
        st.integers(0, 5),
        st.sampled_from(["protein_g", "fat_g"]),
    ),
    st.builds(lambda diet, level: textures(diet, level)[0], st.sampled_from("abc"), st.integers(0, 3)),
    st.builds(lambda diet, kind: Rule(diet, kind, "halal"), st.sampled_from("abc"), st.sampled_from(["tag_required", "tag_forbidden"])),
)


@given(st.lists(rule, max_size=6), st.randoms())
def test_the_order_of_rules_and_diets_changes_nothing(rules, random):
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert find(shuffled) == find(rules)


@given(st.lists(rule, max_size=5))
def test_another_rule_never_makes_bounds_or_tags_agree(rules):
    for fewer in ([*rules[:n], *rules[n + 1 :]] for n in range(len(rules))):
        kept = {found for found in find(fewer) if found.code != "textures"}
        assert kept <= set(find(rules))


def test_permutations_of_three_texture_diets_tell_the_same():
    rules = [*textures("a", 1, 2), *textures("b", 2, 4), *textures("c", 1, 4)]
    assert len({find(order) for order in permutations(rules)}) == 1
