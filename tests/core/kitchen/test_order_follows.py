"""The order goes where its tickets go."""

from datetime import timedelta

import pytest

from core.delivery.models import Stop
from core.kitchen import actions
from core.orders.models import Order
from tests import factories as f

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def work(now):
    """`work(order, "hot start", "cold done", …)` taps as one cook, a second apart; returns the order's states after each."""
    cook = f.person(role="kitchen_staff")
    moment = now

    def taps(order, *wishes):
        nonlocal moment
        states = []
        for wish in wishes:
            station, kind = wish.split()
            moment += SECOND
            actions.tap(ticket=order.tickets.get(station__key=station), kind=kind, by=cook, now=moment)
            states.append(Order.objects.get(pk=order.pk).status)
        return states

    return taps


def test_the_first_start_prepares_the_order_and_the_last_done_makes_it_ready(work):
    order = f.confirmed_order(stations=["hot", "cold"])
    assert work(order, "hot start", "cold start", "hot done", "cold done") == ["preparing", "preparing", "preparing", "ready"]
    assert list(order.events.order_by("pk").values_list("kind", flat=True)) == ["placed", "confirmed", "preparing", "ready"]


def test_a_ticket_done_without_a_start_prepares_the_order_all_the_same(work):
    assert work(f.confirmed_order(stations=["hot", "cold"]), "hot done", "cold done") == ["preparing", "ready"]


def test_a_single_ticket_done_at_once_passes_through_preparing(work):
    order = f.confirmed_order()
    assert work(order, "hot done") == ["ready"]
    assert list(order.events.order_by("pk").values_list("kind", flat=True)) == ["placed", "confirmed", "preparing", "ready"]


def test_a_recalled_ticket_brings_the_order_back_into_the_kitchen(work):
    order = f.confirmed_order(stations=["hot", "cold"])
    assert work(order, "hot done", "cold done", "cold recall", "cold done") == ["preparing", "ready", "preparing", "ready"]
    assert list(order.events.order_by("pk").values_list("kind", flat=True))[-3:] == ["ready", "recalled", "ready"]
    assert Stop.objects.filter(order=order).count() == 1


def test_a_done_taken_back_brings_the_order_back_too(work):
    assert work(f.confirmed_order(), "hot start", "hot done", "hot undo") == ["preparing", "ready", "preparing"]


def test_recalling_one_of_two_leaves_the_order_where_it_is(work):
    assert work(f.confirmed_order(stations=["hot", "cold"]), "hot done", "hot recall") == ["preparing", "preparing"]


def test_a_start_taken_back_leaves_the_order_begun(work):
    """There is no way back from preparing: the customer has read that the kitchen has started."""
    assert work(f.confirmed_order(), "hot start", "hot undo") == ["preparing", "preparing"]
