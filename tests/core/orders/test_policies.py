"""Who may see and cancel an order."""

import pytest

from core.accounts.roles import roles
from core.orders import actions, policies
from core.orders.models import Order
from tests import factories as f

pytestmark = pytest.mark.django_db
SEES = {"administrator", "operations_manager", "order_desk", "finance", "head_chef", "dispatcher", "support"}
CANCELS = {"operations_manager", "order_desk"}


@pytest.mark.parametrize("role", [*roles(), "stranger"])
def test_others_orders_are_seen_and_cancelled_by_those_whose_work_it_is(role: str, now):
    person, order = f.person(role=role), f.placed_order()
    assert policies.may_see(person, order) is (role in SEES)
    assert policies.may_cancel(person, order) is (role in CANCELS)
    assert list(Order.objects.visible_to(person)) == ([order] if role in SEES else [])


def test_the_payer_sees_their_own_always_and_cancels_it_until_it_is_confirmed(now):
    payer = f.person()
    order = f.placed_order(payer=payer)
    assert (policies.may_see(payer, order), policies.may_cancel(payer, order)) == (True, True)
    order = actions.confirm(order=order, by=f.system(), now=now)
    assert (policies.may_see(payer, order), policies.may_cancel(payer, order)) == (True, False)


def test_the_desk_cancels_until_the_kitchen_has_started(now):
    desk = f.person(role="order_desk")
    order = actions.confirm(order=f.placed_order(), by=f.system(), now=now)
    assert policies.may_cancel(desk, order)
    assert not policies.may_cancel(desk, actions.start_preparing(order=order, by=f.system(), now=now))


def test_lists_of_orders_say_what_they_hold(now):
    mine, others = f.placed_order(), f.placed_order()
    actions.cancel(order=others, reason="other", by=f.system(), now=now)
    assert list(Order.objects.open()) == [mine]
    assert list(Order.objects.of(mine.payer)) == [mine]
    assert set(Order.objects.due(on=mine.date)) == {mine, others}
    assert list(Order.objects.late(now=now)) == []
    assert list(Order.objects.late(now=mine.due_at)) == []
    assert list(Order.objects.late(now=mine.due_at.replace(minute=1))) == [mine]
