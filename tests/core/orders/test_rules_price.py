"""The price of an order adds up, for every order there could be."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.common.money import vat_within
from core.orders.rules import PricedLine, price

francs = st.integers(0, 1_000_000)
lines = st.lists(st.builds(PricedLine, quantity=st.integers(1, 50), unit_price=francs, is_taxed=st.booleans()), max_size=20)
percents = st.integers(0, 100)


@given(lines, francs, percents)
def test_the_total_is_the_dishes_and_the_delivery(lines: list[PricedLine], fee: int, percent: int):
    priced = price(lines, fee, percent)
    assert priced.subtotal == sum(line.quantity * line.unit_price for line in lines)
    assert priced.total == priced.subtotal + priced.delivery_fee == sum(line.amount for line in lines) + fee


@given(lines, francs, percents)
def test_the_vat_is_contained_in_what_is_taxed_to_half_a_franc(lines: list[PricedLine], fee: int, percent: int):
    priced = price(lines, fee, percent)
    taxed = sum(line.amount for line in lines if line.is_taxed) + fee
    assert 0 <= priced.vat <= taxed <= priced.total
    assert abs(priced.vat - Fraction(taxed * percent, 100 + percent)) <= Fraction(1, 2)


@given(lines, francs)
def test_the_order_of_the_lines_does_not_matter(lines: list[PricedLine], fee: int):
    assert price(lines, fee, 18) == price(lines[::-1], fee, 18)


@given(lines, st.builds(PricedLine, quantity=st.integers(1, 50), unit_price=francs), francs)
def test_one_more_line_never_makes_it_cheaper(lines: list[PricedLine], more: PricedLine, fee: int):
    before, after = price(lines, fee, 18), price([*lines, more], fee, 18)
    assert after.total == before.total + more.amount
    assert after.vat >= before.vat


@given(francs, percents)
def test_vat_grows_with_the_amount_and_the_rate(amount: int, percent: int):
    assert vat_within(amount, percent) <= vat_within(amount + 1, percent)
    assert vat_within(amount, percent) <= vat_within(amount, percent + 1)
    assert vat_within(amount, 0) == 0


def test_vat_as_printed_on_a_receipt():
    # 18 % within: 1,180 holds 180; half a franc is rounded up.
    assert [vat_within(amount, 18) for amount in (0, 1, 3, 4, 1180, 3500, 12_300)] == [0, 0, 0, 1, 180, 534, 1876]
    assert vat_within(59, 18) == 9
    assert vat_within(3, 20) == 1
