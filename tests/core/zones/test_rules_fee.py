"""Delivery fees in steps: every total falls on exactly the step that holds it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.zones.rules import Step, fee

totals = st.integers(0, 100_000)


@st.composite
def stairs(draw: st.DrawFn) -> list[Step]:
    """Steps without gap or overlap from 0 to no end, in any order."""
    edges = [0, *sorted(draw(st.sets(st.integers(1, 99_999), max_size=5)))]
    steps = [
        Step(start, end, draw(st.integers(0, 5000)), draw(st.booleans())) for start, end in zip(edges, [*edges[1:], None], strict=True)
    ]
    return draw(st.permutations(steps))


@given(stairs(), totals)
def test_every_total_pays_the_fee_of_the_one_step_it_stands_on(steps: list[Step], total: int):
    (step,) = [step for step in steps if step.order_from <= total and (step.order_to is None or total < step.order_to)]
    assert fee(steps, total) == (step.fee if step.is_served else None)


@given(stairs(), totals)
def test_the_order_in_which_the_steps_were_written_does_not_matter(steps: list[Step], total: int):
    assert fee(steps, total) == fee(sorted(steps, key=lambda step: step.order_from), total)


def test_a_step_begins_with_its_first_franc_and_ends_before_its_last():
    steps = [Step(0, 3000, 1000), Step(3000, 10_000, 500), Step(10_000, None, 0)]
    assert [fee(steps, total) for total in (0, 2999, 3000, 9999, 10_000, 99_999)] == [1000, 1000, 500, 500, 0, 0]


def test_a_total_on_no_step_or_on_one_that_is_not_served_is_not_delivered():
    assert fee([], 1000) is None
    assert fee([Step(1000, 2000, 500)], 999) is None
    assert fee([Step(1000, 2000, 500)], 2000) is None
    assert fee([Step(0, None, 500, is_served=False)], 1000) is None


@given(totals)
def test_where_steps_overlap_the_lower_one_wins(total: int):
    assert fee([Step(50_000, None, 300), Step(0, None, 700)], total) == 700
