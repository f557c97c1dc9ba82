"""Figures of the label, without a database."""

from decimal import Decimal

import pytest

from core.menu.facts import Facts
from core.menu.rules import Amount
from core.nutrition.models import NUTRIENTS
from customer_portal import nutrition


def row(field, value, known, of):
    none = Amount(Decimal(0), 0, of)
    facts = Facts(
        ingredients=(), groups=(), allergens=(), nutrients=dict.fromkeys(NUTRIENTS, none) | {field: Amount(Decimal(value), known, of)}
    )
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
    assert row(field, value, known=3, of=3) == (figure, "")


def test_a_figure_with_a_gap_is_the_least():
    assert row("iron_mg", "0.86", known=2, of=3) == ("at least 0.9 mg", "not known for 1 of 3 ingredients")


@pytest.mark.parametrize(("value", "known"), [("0", 0), ("0", 2), ("0.01", 2)])
def test_nothing_found_among_what_is_known_is_not_a_figure(value, known):
    assert row("fibre_g", value, known=known, of=3) == ("not known", "")
