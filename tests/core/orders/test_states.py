"""The table of moves: whatever is tried, an order stays in it, and its end is an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.common.errors import RuleBroken
from core.orders.models import OPEN, OrderStatus
from core.orders.states import MOVES

states = st.sampled_from(OrderStatus.values)
ENDS = {"delivered", "cancelled", "undeliverable"}


def test_every_state_has_its_line():
    assert set(MOVES.legal) == set(OrderStatus.values)
    assert {state for state, following in MOVES.legal.items() if not following} == ENDS
    assert {*OPEN, *ENDS, "draft"} == set(OrderStatus.values)


def test_every_state_can_be_reached_from_a_draft():
    reached, new = set(), {"draft"}
    while new:
        reached |= new
        new = {str(following) for state in new for following in MOVES.legal[state]} - reached
    assert reached == set(OrderStatus.values)


@given(states, states)
def test_a_move_is_allowed_or_refused_with_what_would_be_possible(present: str, wanted: str):
    if wanted in MOVES.legal[present]:
        MOVES.check(present, wanted)
        return
    with pytest.raises(RuleBroken) as refused:
        MOVES.check(present, wanted)
    assert refused.value.code == "illegal_move"
    for following in MOVES.legal[present]:
        assert str(OrderStatus(following).label) in refused.value.text


@given(st.lists(states, max_size=30))
def test_no_sequence_of_wishes_leads_out_of_an_end_or_eats_what_was_not_cooked(wishes: list[str]):
    present, way = "placed", ["placed"]
    for wanted in wishes:
        if MOVES.allows(present, wanted):
            assert present not in ENDS
            present = wanted
            way.append(wanted)
    if present == "delivered":
        assert [way.index(state) for state in ("placed", "confirmed", "preparing", "ready", "out_for_delivery")] == sorted(
            way.index(state) for state in ("placed", "confirmed", "preparing", "ready", "out_for_delivery")
        )
    if "cancelled" in way:
        assert not {"preparing", "ready", "out_for_delivery"} & set(way)


def test_a_state_nobody_knows_leads_nowhere():
    assert not MOVES.allows("eaten", "delivered")
    with pytest.raises(RuleBroken, match="It is eaten and cannot become delivered"):
        MOVES.check("eaten", "delivered")
