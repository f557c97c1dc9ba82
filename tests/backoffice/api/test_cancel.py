"""Cancelling one's own order through the API."""

import pytest

from core.orders import actions
from core.orders.models import OrderEvent
from tests import factories as f
from tests.backoffice.api.calls import ORDERS, program
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def test_an_own_order_is_cancelled_and_everything_given_back():
    person, item, slot = f.person(), f.menu_item(), f.slot()
    order = f.placed_order(payer=person, items=[item], quantity=3, slot=slot)
    answer = program(person).post(f"{ORDERS}{order.number}/cancel/")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    order.refresh_from_db()
    item.refresh_from_db()
    slot.refresh_from_db()
    assert (order.status, order.cancel_reason, item.portions_sold, slot.reserved) == ("cancelled", "customer", 0, 0)
    last = OrderEvent.objects.order_by("pk").last()
    assert (last.kind, last.by, last.reason) == ("cancelled", person, "The customer asked")


def test_cancelling_twice_changes_nothing_more():
    person = f.person()
    order = f.placed_order(payer=person)
    client = program(person)
    first = client.post(f"{ORDERS}{order.number}/cancel/")
    with nothing_changed():
        again = client.post(f"{ORDERS}{order.number}/cancel/")
    assert (again.status_code, again.json()) == (200, first.json())


def test_an_order_the_kitchen_has_is_cancelled_by_a_call(now):
    person = f.person()
    order = f.placed_order(payer=person)
    actions.confirm(order=order, by=f.person(role="order_desk"), now=now)
    client = program(person)
    with nothing_changed():
        answer = client.post(f"{ORDERS}{order.number}/cancel/")
    assert (answer.status_code, answer.json()["code"]) == (409, "confirmed")
    assert answer.json()["text"] == "The kitchen has your order already. Call +250788000100 to cancel it."


def test_an_order_that_went_another_way_says_what_is_possible(now):
    person, desk = f.person(), f.person(role="order_desk")
    order = f.placed_order(payer=person)
    actions.cancel(order=order, reason="stock", by=desk, now=now)
    client = program(person)
    with nothing_changed():
        answer = client.post(f"{ORDERS}{order.number}/cancel/")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")


@pytest.mark.parametrize("role", ["customer", "order_desk"])
def test_another_persons_order_is_not_found_whatever_the_role(role: str):
    order = f.placed_order()
    client = program(f.person(role=role))
    with nothing_changed():
        answer = client.post(f"{ORDERS}{order.number}/cancel/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_cancelling_asks_for_a_post():
    person = f.person()
    order = f.placed_order(payer=person)
    client = program(person)
    with nothing_changed():
        answer = client.get(f"{ORDERS}{order.number}/cancel/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
