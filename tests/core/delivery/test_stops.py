"""Giving out, picking up, handing over, failing: what is legal, what is kept, what the order makes of it."""

from datetime import timedelta

import pytest

from core.common.errors import RuleBroken
from core.delivery import actions, policies
from core.delivery.models import Stop
from core.kitchen import actions as kitchen
from core.orders.models import Order, OrderEvent
from core.payments.models import Charge
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispatcher():
    return f.person(role="dispatcher")


@pytest.fixture
def porter():
    return f.person(role="courier")


@pytest.fixture
def stop_in(dispatcher, porter, now):
    """`stop_in("picked_up")`: the stop of a finished order, brought to this state."""

    def made(state="waiting"):
        stop = f.ticket(taps=["done"]).order.stop
        if state in ("assigned", "picked_up", "delivered", "failed"):
            stop = actions.assign(stop=stop, courier=porter, by=dispatcher, now=now)
        if state in ("picked_up", "delivered", "failed"):
            stop = actions.pick_up(stop=stop, by=porter, now=now)
        if state == "delivered":
            stop = actions.hand_over(stop=stop, received_by="Aline", by=porter, now=now)
        if state == "failed":
            stop = actions.fail(stop=stop, reason="absent", by=porter, now=now)
        return stop

    return made


def everything(stop):
    """All that a refusal must leave alone."""
    return (
        Stop.objects.values().get(pk=stop.pk),
        Order.objects.values().get(pk=stop.order_id),
        list(Charge.objects.values()),
        OrderEvent.objects.count(),
        Stop.history.count(),
    )


# --- a stop opens ------------------------------------------------------------------------------------------


def test_a_finished_order_waits_for_somebody_to_carry_it(now):
    order = f.ticket(taps=["done"]).order
    stop = order.stop
    assert (stop.status, stop.courier, stop.site, stop.due_at, stop.made_at) == ("waiting", None, order.site, order.due_at, now)


def test_an_order_still_in_the_kitchen_has_no_stop():
    f.ticket(taps=["start"])
    assert not Stop.objects.exists()


def test_an_order_finished_again_after_a_recall_keeps_its_stop(now):
    ticket, cook = f.ticket(taps=["done"]), f.person(role="kitchen_staff")
    stop = ticket.order.stop
    kitchen.tap(ticket=ticket, kind="recall", by=cook, now=now)
    kitchen.tap(ticket=ticket, kind="done", by=cook, now=now + timedelta(minutes=1))
    assert list(Stop.objects.values_list("pk", "made_at")) == [(stop.pk, now)]


# --- giving it to somebody -----------------------------------------------------------------------------------


def test_a_stop_is_given_to_a_porter_and_to_another_one_before_it_is_picked_up(stop_in, dispatcher, porter, now):
    stop = actions.assign(stop=stop_in(), courier=porter, by=dispatcher, now=now)
    assert (stop.status, stop.courier) == ("assigned", porter)
    other = f.person(role="courier")
    stop = actions.assign(stop=stop, courier=other, by=dispatcher, now=now)
    assert Stop.objects.get(pk=stop.pk).courier == other
    assert stop.history.latest().history_user == dispatcher


@pytest.mark.parametrize("role", ["kitchen_staff", "finance", "customer"])
def test_only_those_who_carry_are_given_a_stop(role, stop_in, dispatcher, now):
    stop, person = stop_in(), f.person(role=role, name="Eric")
    before = everything(stop)
    with pytest.raises(RuleBroken) as refused:
        actions.assign(stop=stop, courier=person, by=dispatcher, now=now)
    assert (refused.value.text, refused.value.code, refused.value.field) == (
        "Eric does not carry meals. Choose a porter or courier.",
        "not_a_courier",
        "courier",
    )
    assert everything(stop) == before


def test_a_porter_who_has_left_is_given_nothing(stop_in, dispatcher, porter, now):
    porter.is_active = False
    porter.save()
    with pytest.raises(RuleBroken):
        actions.assign(stop=stop_in(), courier=porter, by=dispatcher, now=now)


# --- every move from every state ---------------------------------------------------------------------------------

MOVES = {
    "assign": lambda stop, porter, by, now: actions.assign(stop=stop, courier=porter, by=by, now=now),
    "pick_up": lambda stop, porter, by, now: actions.pick_up(stop=stop, by=porter, now=now),
    "hand_over": lambda stop, porter, by, now: actions.hand_over(stop=stop, received_by="Aline", by=porter, now=now),
    "fail": lambda stop, porter, by, now: actions.fail(stop=stop, reason="absent", by=porter, now=now),
}
LEGAL = {
    ("waiting", "assign"): "assigned",
    ("assigned", "assign"): "assigned",
    ("assigned", "pick_up"): "picked_up",
    ("picked_up", "pick_up"): "picked_up",
    ("picked_up", "hand_over"): "delivered",
    ("delivered", "hand_over"): "delivered",
    ("picked_up", "fail"): "failed",
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", ["waiting", "assigned", "picked_up", "delivered", "failed"])
def test_every_move_from_every_state(state, move, stop_in, dispatcher, porter, now):
    stop = stop_in(state)
    before = everything(stop)
    expected = LEGAL.get((state, move))
    if expected:
        assert MOVES[move](stop, porter, dispatcher, now).status == expected
        assert Stop.objects.get(pk=stop.pk).status == expected
    else:
        with pytest.raises(RuleBroken) as refused:
            MOVES[move](stop, porter, dispatcher, now)
        assert refused.value.code == "illegal_move"
        assert everything(stop) == before


# --- what the order makes of it -------------------------------------------------------------------------------------


def test_picking_up_sends_the_order_out(stop_in, now):
    stop = stop_in("picked_up")
    assert (Order.objects.get(pk=stop.order_id).status, stop.picked_up_at) == ("out_for_delivery", now)


def test_what_was_called_back_into_the_kitchen_cannot_be_picked_up(stop_in, porter, now):
    stop = stop_in("assigned")
    kitchen.tap(ticket=stop.order.tickets.get(), kind="recall", by=f.person(role="kitchen_staff"), now=now)
    before = everything(stop)
    with pytest.raises(RuleBroken) as refused:
        actions.pick_up(stop=stop, by=porter, now=now)
    assert refused.value.text == "It is preparing and cannot become on the way. Possible from here: ready."
    assert everything(stop) == before


def test_handing_over_twice_takes_the_cash_once(stop_in, porter, now):
    stop = stop_in("picked_up")
    for _ in range(2):
        stop = actions.hand_over(stop=stop, received_by=" Aline ", by=porter, now=now)
    assert (stop.status, stop.received_by, stop.closed_at) == ("delivered", "Aline", now)
    order = Order.objects.get(pk=stop.order_id)
    assert (order.status, Charge.objects.get(payable_key=order.number).status) == ("delivered", "paid")
    assert list(order.events.order_by("pk").values_list("kind", flat=True))[-2:] == ["cash_received", "delivered"]


@pytest.mark.parametrize("name", ["", "  "])
def test_without_a_name_nothing_is_handed_over(name, stop_in, porter, now):
    stop = stop_in("picked_up")
    before = everything(stop)
    with pytest.raises(RuleBroken) as refused:
        actions.hand_over(stop=stop, received_by=name, by=porter, now=now)
    assert (refused.value.code, refused.value.field) == ("name_missing", "received_by")
    assert everything(stop) == before


def test_a_failure_says_why_and_nothing_is_owed(stop_in, porter, now):
    stop = actions.fail(stop=stop_in("picked_up"), reason="absent", words="door locked", by=porter, now=now)
    order = Order.objects.get(pk=stop.order_id)
    assert (stop.status, stop.fail_reason, stop.closed_at, order.status) == ("failed", "absent", now, "undeliverable")
    assert order.events.get(kind="undeliverable").reason == "Nobody was there: door locked"
    assert Charge.objects.get(payable_key=order.number).status == "void"
    assert stop.history.latest().history_change_reason == "Nobody was there"


@pytest.mark.parametrize("reason", ["", "rain"])
def test_a_failure_needs_a_reason_from_the_list(reason, stop_in, porter, now):
    stop = stop_in("picked_up")
    before = everything(stop)
    with pytest.raises(RuleBroken) as refused:
        actions.fail(stop=stop, reason=reason, by=porter, now=now)
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")
    assert everything(stop) == before


# --- who ---------------------------------------------------------------------------------------------------------------


def test_the_carrier_carries_the_own_stops_and_a_dispatcher_any(stop_in, dispatcher, porter):
    stop = stop_in("assigned")
    assert policies.may_carry(porter, stop)
    assert policies.may_carry(dispatcher, stop)
    assert not policies.may_carry(f.person(role="courier"), stop)
    assert not policies.may_carry(f.person(role="kitchen_staff"), stop)
    assert policies.may_dispatch(dispatcher)
    assert not policies.may_dispatch(porter)


def test_a_carrier_sees_the_own_stops_and_those_nobody_has(stop_in, porter, dispatcher):
    waiting, own = stop_in(), stop_in("assigned")
    other = f.person(role="courier")
    assert set(Stop.objects.visible_to(porter)) == {waiting, own}
    assert set(Stop.objects.visible_to(other)) == {waiting}
    assert set(Stop.objects.visible_to(dispatcher)) == {waiting, own}


def test_to_do_is_what_is_not_closed(stop_in):
    rows = [stop_in(state) for state in ("waiting", "assigned", "picked_up", "delivered", "failed")]
    assert set(Stop.objects.to_do()) == set(rows[:3])
