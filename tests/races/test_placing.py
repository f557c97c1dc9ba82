"""Everybody wants the same at the same moment; each test has its control, where the guard is off and it must fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError
from django.db.models import Sum

from core.accounts.models import User
from core.common import clock
from core.eaters.models import EaterCarer
from core.menu.models import MenuItem
from core.orders.actions import CannotPlaceOrder, carts, placing
from core.orders.models import Cart, Order, OrderLine
from core.slots.models import Reservation, Slot
from tests import factories as f
from tests.races import careless
from tests.races.crowd import Meeting, Outcome, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.race, pytest.mark.django_db(transaction=True)]


def places(buyer: User, items: Sequence[MenuItem], slot: Slot, *, key: str = "", cart: Cart | None = None) -> Callable[[], Order]:
    zone = f.zone()
    return partial(
        placing.place,
        payer=buyer,
        slot=slot,
        wishes=[f.wish(item) for item in items],
        delivery=placing.Delivery(zone=zone, destination="Ward 3, bed 12", contact_name=buyer.name, contact_phone=str(buyer.phone)),
        method="cash",
        channel="portal",
        key=key or f"press of {buyer.pk}",
        by=buyer,
        now=clock.now(),
        cart=cart,
    )


def buyers(count: int) -> list[User]:
    """Enough people; roles are no matter here, so they are made quickly."""
    return [f.person(role="stranger") for _ in range(count)]


# --- one press, one order -------------------------------------------------------------------------------------------


def twenty_twins() -> None:
    item, slot, buyer = f.menu_item(portions=50), f.slot(), f.person()
    outcome = at_once([places(buyer, [item], slot, key="one press")] * 20)
    assert outcome.refusals == []
    assert len({order.number for order in outcome.results}) == 1
    assert sorted(order.was_placed_before for order in outcome.results) == [False] + [True] * 19
    assert Order.objects.count() == 1
    assert MenuItem.objects.get(pk=item.pk).portions_sold == 1


def test_twenty_twins_of_one_press_make_one_order():
    twenty_twins()


def test_control_twins_that_only_look_for_each_other_make_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing, "claim", careless.claim(Meeting(20)))
    with pytest.raises(AssertionError):
        twenty_twins()


# --- portions --------------------------------------------------------------------------------------------------------


def buying_one_by_one(threads: int, each: int, items: Sequence[MenuItem], slot: Slot) -> Outcome:
    """`threads` × `each` buyers; a thread serves its buyers one after the other, all threads at once."""

    def serve(acts: Sequence[Callable[[], Order]]) -> Outcome:
        outcome = Outcome()
        for act in acts:
            try:
                outcome.results.append(act())
            except CannotPlaceOrder as refusal:
                outcome.refusals.append(refusal)
        return outcome

    acts = [places(buyer, items, slot) for buyer in buyers(threads * each)]
    total = Outcome()
    for outcome in at_once([partial(serve, acts[n::threads]) for n in range(threads)]).results:
        total.results += outcome.results
        total.refusals += outcome.refusals
    return total


def more_buyers_than_portions(threads: int, each: int, portions: int) -> None:
    item, slot = f.menu_item(portions=portions), f.slot(capacity=1000)
    outcome = buying_one_by_one(threads, each, [item], slot)
    assert (len(outcome.results), len(outcome.refusals)) == (portions, threads * each - portions)
    assert {refusal.code for refusal in outcome.refusals} == {"sold_out"}
    assert OrderLine.objects.aggregate(sold=Sum("quantity"))["sold"] == portions
    assert MenuItem.objects.get(pk=item.pk).portions_sold == portions
    assert Slot.objects.get(pk=slot.pk).reserved == portions
    assert Order.objects.values("number").distinct().count() == portions


def test_two_hundred_buyers_of_fifty_portions_get_exactly_fifty():
    more_buyers_than_portions(threads=40, each=5, portions=50)


def test_control_reading_before_writing_sells_portions_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing.portions, "take", careless.take(Meeting(8)))
    with pytest.raises(AssertionError):
        more_buyers_than_portions(threads=8, each=2, portions=8)


def buyers_of_the_last_two(count: int) -> None:
    last = f.menu_item(of=f.dish(name="Beans", price=1500), portions=2)
    near = f.menu_item(of=f.dish(name="Peas", price=1600), portions=99)
    f.menu_item(of=f.dish(name="Fish", price=5000), portions=99)
    slot, crowd = f.slot(), buyers(count)
    baskets = {}
    for buyer in crowd:
        baskets[buyer.pk] = carts.find_or_create(user=buyer, token=None, site=f.site(), now=clock.now())
        carts.set_quantity(cart=baskets[buyer.pk], item=last, quantity=1, now=clock.now())
    outcome = at_once([places(buyer, [last], slot, cart=baskets[buyer.pk]) for buyer in crowd])
    assert (len(outcome.results), len(outcome.refusals)) == (2, count - 2)
    for refusal in outcome.refusals:
        assert [(problem.code, problem.text, problem.alternative) for problem in refusal.problems] == [
            ("sold_out", "Beans is sold out.", near)
        ]
    served = {order.payer_id for order in outcome.results}
    kept = {buyer.pk: list(baskets[buyer.pk].lines.values_list("item", "quantity")) for buyer in crowd}
    assert kept == {pk: [] if pk in served else [(last.pk, 1)] for pk in kept}


def test_twenty_buyers_of_the_last_two_portions_two_get_them_and_eighteen_keep_their_basket_and_hear_what_else_there_is():
    buyers_of_the_last_two(20)


def test_control_without_the_guard_more_than_two_get_the_last_two(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing.portions, "take", careless.take(Meeting(6)))
    with pytest.raises(AssertionError):
        buyers_of_the_last_two(6)


# --- places in a slot -------------------------------------------------------------------------------------------------


def more_buyers_than_places(count: int, capacity: int) -> None:
    # A dish each: portions are locked before the place is asked for, and nobody should wait there.
    items, slot = [f.menu_item() for _ in range(count)], f.slot(capacity=capacity)
    outcome = at_once([places(buyer, [item], slot) for buyer, item in zip(buyers(count), items, strict=True)])
    assert (len(outcome.results), len(outcome.refusals)) == (capacity, count - capacity)
    assert {refusal.code for refusal in outcome.refusals} == {"slot_full"}
    assert Slot.objects.get(pk=slot.pk).reserved == capacity
    assert Reservation.objects.filter(slot=slot, status="held").count() == capacity
    assert MenuItem.objects.aggregate(sold=Sum("portions_sold"))["sold"] == capacity


def test_twenty_buyers_of_the_last_five_places_get_exactly_five():
    more_buyers_than_places(20, 5)


def test_control_reading_before_writing_fills_a_slot_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing.slots, "reserve", careless.reserve(Meeting(8)))
    with pytest.raises(AssertionError):
        more_buyers_than_places(8, 2)


# --- baskets in opposite order -----------------------------------------------------------------------------------------


def baskets_in_opposite_order() -> None:
    a, b, slot = f.menu_item(portions=1000), f.menu_item(portions=1000), f.slot(capacity=1000)
    acts = [places(buyer, [a, b] if n % 2 else [b, a], slot) for n, buyer in enumerate(buyers(20))]
    outcome = at_once(acts)
    assert (len(outcome.results), outcome.refusals) == (20, [])
    assert list(MenuItem.objects.order_by("pk").values_list("portions_sold", flat=True)) == [20, 20]


def test_baskets_with_the_same_dishes_in_opposite_order_do_not_lock_each_other_out():
    baskets_in_opposite_order()


def test_control_taking_in_the_order_of_the_basket_ends_in_a_deadlock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing.portions, "take", careless.take_as_it_comes(Meeting(2)))
    with pytest.raises(OperationalError, match="deadlock detected"):
        baskets_in_opposite_order()


# --- the first orders of a person ----------------------------------------------------------------------------------------


def ten_first_orders_of_one_person() -> None:
    item, slot, buyer = f.menu_item(portions=50), f.slot(), f.person(role="stranger")
    outcome = at_once([places(buyer, [item], slot, key=f"press {n}") for n in range(10)])
    assert (len(outcome.results), outcome.refusals) == (10, [])
    assert EaterCarer.objects.filter(user=buyer).count() == 1
    assert OrderLine.objects.values("eater").distinct().count() == 1


def test_ten_first_orders_of_one_person_at_once_make_one_eater():
    ten_first_orders_of_one_person()


def test_control_making_the_eater_without_expecting_company_breaks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing, "self_eater", careless.self_eater(Meeting(10)))
    with pytest.raises(IntegrityError):
        ten_first_orders_of_one_person()
