"""Figures of the label, without a database."""

from decimal import Decimal

import pytest

from core.menu.facts import Facts
from core.nutrition.intervals import Amount, Interval
from core.nutrition.models import NUTRIENTS
from customer_portal import nutrition


def amount(low, high, known, of):
    return Amount(Interval(Decimal(low), Decimal(high)), known, of)


def row(field, low, high, known, of):
    none = amount(0, 100, 0, of)
    facts = Facts(ingredients=(), groups=(), allergens=(), nutrients=dict.fromkeys(NUTRIENTS, none) | {field: amount(low, high, known, of)})
    place = [name for name, _words, _is_part in nutrition.LABEL].index(field)
    found = nutrition.label(facts)[place]
    return found.figure.replace("\xa0", " "), found.gap


@pytest.mark.parametrize(
    ("field", "value", "figure"),
    [
        ("energy_kcal", "157.4", "157 kcal"),
        ("energy_kcal", "7.6", "8 kcal"),
        ("energy_kcal", "1234.5", "1,234 kcal"),
        ("protein_g", "4.25", "4.2 g"),
        ("protein_g", "9.96", "10.0 g"),
        ("protein_g", "37.05", "37 g"),
        ("sodium_mg", "0", "0 mg"),
    ],
)
def test_a_figure_is_as_fine_as_it_can_be_weighed(field, value, figure):
    assert row(field, value, value, known=3, of=3) == (figure, "")


def test_a_figure_with_a_gap_lies_between_two():
    assert row("iron_mg", "0.86", "2.31", known=2, of=3) == ("0.9–2.3 mg", "not known for 1 of 3 ingredients")


def test_a_gap_too_small_to_be_weighed_is_one_figure():
    assert row("energy_kcal", "420.1", "420.3", known=2, of=3) == ("420 kcal", "not known for 1 of 3 ingredients")


def test_nothing_known_is_not_a_figure():
    assert row("fibre_g", "0", "12", known=0, of=3) == ("not known", "")
