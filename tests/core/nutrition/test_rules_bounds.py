"""The bound of what nobody measured, without a database."""

from decimal import Decimal
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.nutrition import bounds
from core.nutrition.models import NUTRIENT_CHOICES, NUTRIENTS, FoodGroup

figures = st.decimals(min_value=0, max_value=900, places=3)
tables = st.fixed_dictionaries({name: st.none() | figures for name in NUTRIENTS})
groups = st.dictionaries(st.sampled_from(list(NUTRIENTS)), figures)


@given(st.lists(figures, min_size=2, max_size=60))
def test_the_percentile_is_that_of_the_statistics_module(values):
    assert abs(bounds.percentile(values) - quantiles(values, n=100, method="inclusive")[98]) < Decimal("1e-9")


def test_one_value_is_its_own_percentile_and_none_has_none():
    assert bounds.percentile([Decimal(3)]) == 3
    with pytest.raises(ValueError, match="No values"):
        bounds.percentile([])


@given(tables, groups)
def test_only_what_is_unknown_gets_a_bound_and_none_beyond_physics(known, of_group):
    found = bounds.highs(known, of_group)
    assert found.keys() == {name for name, value in known.items() if value is None}
    for name, high in found.items():
        parts = [known[part] for part, whole in bounds.PARTS.items() if whole == name and known[part] is not None]
        assert 0 <= high <= max(bounds.physical_limit(name), *parts, 0)
    for part, whole in bounds.PARTS.items():
        if part in found:
            assert found[part] <= (known[whole] if known[whole] is not None else found[whole])
        elif whole in found:
            assert found[whole] >= known[part]


@given(tables, groups, groups)
def test_a_greater_bound_of_the_group_narrows_nothing(known, of_group, more):
    wider = bounds.highs(known, {name: high + more.get(name, 0) for name, high in of_group.items()})
    assert all(high <= wider[name] for name, high in bounds.highs(known, of_group).items())


@given(tables, groups, st.sets(st.sampled_from(list(NUTRIENTS))))
def test_no_bound_of_the_group_is_wider_than_any(known, of_group, forgotten):
    without = bounds.highs(known, {name: high for name, high in of_group.items() if name not in forgotten})
    assert all(high <= without[name] for name, high in bounds.highs(known, of_group).items())


@given(tables, groups, st.sampled_from([name for name in NUTRIENTS if name not in bounds.PARTS]))
def test_forgetting_one_value_narrows_no_other_bound(known, of_group, name):
    """A part is left out: knowing it raises the bound of its whole."""
    forgotten = bounds.highs({**known, name: None}, {**of_group, name: Decimal(10_000)})
    for other, high in bounds.highs(known, of_group).items():
        if other != name:
            assert forgotten[other] >= min(high, bounds.physical_limit(other))


def test_every_food_group_knows_its_groups_and_every_nutrient_its_name():
    assert bounds.USDA_GROUPS.keys() == set(FoodGroup.values)
    assert [name for name, _label in NUTRIENT_CHOICES] == list(NUTRIENTS)
