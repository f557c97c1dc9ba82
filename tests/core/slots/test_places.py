"""Holding a place in a window and giving it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.slots import actions
from core.slots.models import Reservation, Slot
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def test_a_place_is_held_and_counted(now):
    slot = f.slot(capacity=2)
    held = actions.reserve(slot=slot, by=f.system(), now=now)
    slot.refresh_from_db()
    assert (held.slot, held.status, held.made_at, held.released_at) == (slot, "held", now, None)
    assert (slot.reserved, slot.left, slot.is_sellable(now=now)) == (1, 1, True)


@pytest.mark.parametrize("past_cut_off", [False, True])
def test_a_closed_window_holds_nothing_for_anybody(past_cut_off: bool, now):
    slot, by = f.slot(), f.system()
    actions.set_open(slot=slot, is_open=False, by=by, now=now)
    with nothing_changed(), pytest.raises(actions.CannotReserveSlot) as refused:
        actions.reserve(slot=slot, by=by, now=now, past_cut_off=past_cut_off)
    assert (refused.value.code, refused.value.field) == ("slot_closed", "slot")


@pytest.mark.parametrize("past_cut_off", [False, True])
def test_a_full_window_holds_no_more(past_cut_off: bool, now):
    slot, by = f.slot(capacity=1), f.system()
    actions.reserve(slot=slot, by=by, now=now)
    with nothing_changed(), pytest.raises(actions.CannotReserveSlot, match="12:30–13:00 is full") as refused:
        actions.reserve(slot=slot, by=by, now=now, past_cut_off=past_cut_off)
    assert refused.value.code == "slot_full"


def test_after_the_cut_off_only_staff_get_a_place(now):
    slot, by = f.slot(cut_off="10:00"), f.system()
    at = now.replace(hour=10 - 2)  # 10:00 in Huye
    with nothing_changed(), pytest.raises(actions.CannotReserveSlot, match="closed at 10:00") as refused:
        actions.reserve(slot=slot, by=by, now=at)
    assert refused.value.code == "past_cut_off"
    assert actions.reserve(slot=slot, by=by, now=at, past_cut_off=True).status == "held"
    assert actions.reserve(slot=slot, by=by, now=at - timedelta(microseconds=1)).status == "held"


def test_a_place_is_given_back_once(now):
    slot, by = f.slot(), f.system()
    held, _other = (actions.reserve(slot=slot, by=by, now=now) for _ in range(2))
    assert actions.release(reservation=held, by=by, now=now) is True
    held.refresh_from_db()
    slot.refresh_from_db()
    assert (held.status, held.released_at, slot.reserved) == ("released", now, 1)
    with nothing_changed():
        assert actions.release(reservation=held, by=by, now=now + timedelta(hours=1)) is False


def test_a_count_that_is_nothing_already_does_not_fall_below(now):
    slot, by = f.slot(), f.system()
    held = actions.reserve(slot=slot, by=by, now=now)
    Slot.objects.update(reserved=0)
    assert actions.release(reservation=held, by=by, now=now) is True
    assert (Slot.objects.get().reserved, Reservation.objects.get().status) == (0, "released")


def test_lists_of_slots_say_what_they_hold(now):
    lunch, dinner = f.slot(capacity=1), f.slot(period="dinner", starts="18:30", ends="19:00", cut_off="15:00")
    assert list(Slot.objects.for_service(site=f.site(), date=lunch.date, period="lunch")) == [lunch]
    assert set(Slot.objects.sellable(now=now)) == {lunch, dinner}
    actions.reserve(slot=lunch, by=f.system(), now=now)
    assert set(Slot.objects.sellable(now=now)) == {dinner}
    assert set(Slot.objects.sellable(now=dinner.cut_off_at)) == set()
    for slot in Slot.objects.all():
        assert slot.is_sellable(now=now) is (slot in Slot.objects.sellable(now=now))
