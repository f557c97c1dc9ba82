"""Two people move the same order at the same moment; each test has its control."""

from __future__ import annotations

from functools import partial

import pytest

from core.common import clock
from core.menu.models import MenuItem
from core.orders import actions
from core.orders.actions import moves
from core.orders.models import Order, OrderEvent
from core.payments.models import Charge
from core.slots import actions as slots
from core.slots.models import Slot
from tests import factories as f
from tests.races import careless
from tests.races.crowd import Meeting, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.race, pytest.mark.django_db(transaction=True)]


def kinds(order: Order) -> list[str]:
    return list(OrderEvent.objects.filter(order=order).order_by("pk").values_list("kind", flat=True))


# --- cancelled twice ---------------------------------------------------------------------------------------------------


def two_cancels(reasons: tuple[str, str]) -> None:
    item, slot, desk = f.menu_item(portions=20), f.slot(), f.person(role="order_desk")
    f.placed_order(items=[item], quantity=5, slot=slot)
    order = f.placed_order(items=[item], quantity=3, slot=slot)
    outcome = at_once([partial(actions.cancel, order=order, reason=reason, by=desk, now=clock.now()) for reason in reasons])
    assert len(outcome.results) == (2 if reasons[0] == reasons[1] else 1)
    assert (MenuItem.objects.get(pk=item.pk).portions_sold, Slot.objects.get(pk=slot.pk).reserved) == (5, 1)
    assert kinds(order) == ["placed", "cancelled"]
    assert Charge.objects.get(payable_key=order.number).status == "void"


@pytest.mark.parametrize("reasons", [("customer", "customer"), ("customer", "stock")])
def test_two_cancellations_at_once_give_back_once(reasons: tuple[str, str]):
    two_cancels(reasons)


@pytest.mark.parametrize("reasons", [("customer", "customer"), ("customer", "stock")])
def test_control_without_the_lock_they_give_back_twice(reasons: tuple[str, str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(moves, "_locked", careless.locked(Meeting(2)))
    with pytest.raises(AssertionError):
        two_cancels(reasons)


# --- confirmed and cancelled ---------------------------------------------------------------------------------------------


def confirm_against_cancel(starts: str = "12:30") -> None:
    item, slot, desk, payer = f.menu_item(portions=20), f.slot(starts=starts), f.person(role="order_desk"), f.person()
    order = f.placed_order(payer=payer, items=[item], quantity=3, slot=slot)
    outcome = at_once(
        [
            partial(actions.confirm, order=order, by=desk, now=clock.now()),
            partial(actions.cancel, order=order, reason="customer", by=payer, now=clock.now()),
        ]
    )
    assert (len(outcome.results), len(outcome.refusals)) == (1, 1)
    order.refresh_from_db()
    if order.status == "confirmed":
        expected, tickets, code = ((3, 1), 1, "confirmed")
    else:
        expected, tickets, code = ((0, 0), 0, "illegal_move")
    assert (MenuItem.objects.get(pk=item.pk).portions_sold, Slot.objects.get(pk=slot.pk).reserved) == expected
    assert order.tickets.count() == tickets
    assert outcome.refusals[0].code == code
    assert kinds(order) == ["placed", order.status]


def test_of_a_confirmation_and_a_cancellation_at_once_one_wins():
    for minute in range(20, 30):
        confirm_against_cancel(f"12:{minute}")


def test_control_without_the_lock_both_win(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(moves, "_locked", careless.locked(Meeting(2)))
    with pytest.raises(AssertionError):
        confirm_against_cancel()


# --- a place given back ------------------------------------------------------------------------------------------------


def five_releases() -> None:
    slot = f.slot(capacity=10)
    held = [slots.reserve(slot=slot, by=f.system(), now=clock.now()) for _ in range(7)]
    outcome = at_once([partial(slots.release, reservation=held[0], by=f.system(), now=clock.now())] * 5)
    assert sorted(outcome.results) == [False] * 4 + [True]
    assert Slot.objects.get(pk=slot.pk).reserved == 6


def test_a_place_given_back_five_times_at_once_is_free_once():
    five_releases()


def test_control_reading_before_writing_frees_it_more_often(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(slots, "release", careless.release(Meeting(5)))
    with pytest.raises(AssertionError):
        five_releases()
