"""From confirmed to handed over: each move's row, event, message and announcement, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.dispatch import Signal

from core.common.errors import RuleBroken
from core.delivery import actions as delivery
from core.kitchen import actions as kitchen
from core.kitchen.models import Tap, Ticket
from core.notifications.models import Message
from core.orders import actions, signals
from core.orders.models import Order
from core.payments.models import Attempt, Charge
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def bring_to(status: str, now: Any) -> Order:
    """An order in this state, by the way orders take."""
    order, by = f.placed_order(), f.system()
    if status == "placed":
        return order
    if status == "cancelled":
        return actions.cancel(order=order, reason="other", by=by, now=now)
    order = actions.confirm(order=order, by=by, now=now)
    if status == "confirmed":
        return order
    for ticket in Ticket.objects.filter(order=order):
        kitchen.tap(ticket=ticket, kind=Tap.START, by=by, now=now)
        if status != "preparing":
            kitchen.tap(ticket=ticket, kind=Tap.DONE, by=by, now=now)
    order.refresh_from_db()
    if status in ("preparing", "ready"):
        return order
    stop = delivery.assign(stop=order.stop, courier=f.person(role="courier"), by=by, now=now)
    stop = delivery.pick_up(stop=stop, by=stop.courier, now=now)
    if status == "delivered":
        delivery.hand_over(stop=stop, received_by="Aline", by=stop.courier, now=now)
    if status == "undeliverable":
        delivery.fail(stop=stop, reason="absent", by=stop.courier, now=now)
    order.refresh_from_db()
    assert order.status == status
    return order


@contextmanager
def announced(signal: Signal) -> Iterator[list[tuple]]:
    heard: list[tuple] = []

    def hear(sender: type, *, order: Order, by: Any, now: Any, **more: Any) -> None:
        heard.append((order.number, order.status, by.name, now))

    signal.connect(hear)
    try:
        yield heard
    finally:
        signal.disconnect(hear)


def last_event(order: Order) -> tuple:
    event = order.events.order_by("at", "pk").last()
    return event.kind, event.by, event.at, event.reason, event.data


# --- confirm -------------------------------------------------------------------------------------------


def test_confirming_stamps_tells_the_payer_and_announces(now):
    order, desk = f.placed_order(), f.person(role="order_desk")
    with announced(signals.order_confirmed) as heard:
        confirmed = actions.confirm(order=order, by=desk, now=now)
    order.refresh_from_db()
    assert (confirmed, order.status, order.confirmed_at) == (order, "confirmed", now)
    assert last_event(order) == ("confirmed", desk, now, "", {})
    assert heard == [(order.number, "confirmed", desk.name, now)]
    message = Message.objects.get(kind="order_confirmed")
    assert message.subject == f"Order {order.number} is confirmed"
    assert message.body.startswith("The kitchen has your order. It comes at 12:30–13:00 to Ward 3, bed 12.")
    row = order.history.latest()
    assert (row.history_user, row.history_change_reason, row.status) == (desk, "Confirmed", "confirmed")


def test_only_a_placed_order_can_be_confirmed(now):
    assert actions.can_confirm(f.placed_order())
    order = bring_to("confirmed", now)
    assert not actions.can_confirm(order)
    with pytest.raises(RuleBroken, match="cannot become"):
        actions.check_can_confirm(order)


# --- what the kitchen says --------------------------------------------------------------------------------


def test_preparing_ready_and_back_are_events_without_a_message(now):
    order, cook = bring_to("confirmed", now), f.person(role="kitchen_staff")
    messages = Message.objects.count()
    with announced(signals.order_preparing) as heard:
        order = actions.start_preparing(order=order, by=cook, now=now)
    assert (order.status, last_event(order), heard) == (
        "preparing",
        ("preparing", cook, now, "", {}),
        [(order.number, "preparing", cook.name, now)],
    )
    with announced(signals.order_ready) as heard:
        order = actions.mark_ready(order=order, by=cook, now=now)
    assert (order.status, order.ready_at, len(heard), last_event(order)[0]) == ("ready", now, 1, "ready")
    with announced(signals.order_recalled) as heard:
        order = actions.recall_to_kitchen(order=order, by=cook, now=now)
    assert (order.status, len(heard)) == ("preparing", 1)
    assert last_event(order) == ("recalled", cook, now, "", {})
    order = actions.recall_to_kitchen(order=actions.mark_ready(order=order, by=cook, now=now), by=cook, now=now, reason="Cold")
    assert last_event(order) == ("recalled", cook, now, "Cold", {})
    assert Message.objects.count() == messages


def test_sending_out_tells_the_payer_what_to_pay(now):
    order, porter = bring_to("ready", now), f.person(role="courier")
    with announced(signals.order_out) as heard:
        order = actions.send_out(order=order, by=porter, now=now)
    assert (order.status, len(heard)) == ("out_for_delivery", 1)
    assert last_event(order) == ("out_for_delivery", porter, now, "", {})
    body = Message.objects.get(kind="order_out_for_delivery").body
    assert body.startswith("Your meal is on the way to Ward 3, bed 12. To pay: RWF 2,000.")


# --- deliver -----------------------------------------------------------------------------------------------


def test_handing_over_receives_the_cash_and_names_who_took_the_meal(now):
    order, porter = bring_to("out_for_delivery", now), f.person(role="courier")
    with announced(signals.order_delivered) as heard:
        order = actions.deliver(order=order, received_by=" Aline ", by=porter, now=now)
    assert (order.status, order.closed_at, len(heard)) == ("delivered", now, 1)
    cash, handed = order.events.order_by("pk")[order.events.count() - 2 :]
    assert (cash.kind, cash.by, cash.data) == ("cash_received", porter, {"amount": 2000})
    assert (handed.kind, handed.by, handed.data) == ("delivered", porter, {"received_by": "Aline"})
    charge, attempt = Charge.objects.get(), Attempt.objects.get()
    assert (charge.status, charge.settled_at) == ("paid", now)
    assert (attempt.status, attempt.settled_at, attempt.received_by) == ("succeeded", now, porter)
    assert Message.objects.filter(kind="order_delivered").count() == 1


@pytest.mark.parametrize("name", ["", "  "])
def test_nothing_is_handed_over_to_nobody(name: str, now):
    order = bring_to("out_for_delivery", now)
    with nothing_changed(), pytest.raises(RuleBroken) as refused:
        actions.deliver(order=order, received_by=name, by=f.system(), now=now)
    assert (refused.value.code, refused.value.field) == ("name_missing", "received_by")


# --- undeliverable --------------------------------------------------------------------------------------------


def test_what_cannot_be_handed_over_is_not_owed_and_its_portions_stay_sold(now):
    order, porter = bring_to("out_for_delivery", now), f.person(role="courier")
    item = order.lines.get().item
    with announced(signals.order_undeliverable) as heard:
        order = actions.mark_undeliverable(order=order, reason=" Nobody was there ", by=porter, now=now)
    assert (order.status, order.closed_at, len(heard)) == ("undeliverable", now, 1)
    assert last_event(order) == ("undeliverable", porter, now, "Nobody was there", {})
    assert (Charge.objects.get().status, Attempt.objects.get().status) == ("void", "cancelled")
    item.refresh_from_db()
    order.reservation.refresh_from_db()
    assert (item.portions_sold, order.reservation.status) == (1, "held")
    assert Message.objects.get(kind="order_undeliverable").body.startswith("We could not hand over your meal: Nobody was there.")


def test_an_order_does_not_fail_without_a_reason(now):
    order = bring_to("out_for_delivery", now)
    with nothing_changed(), pytest.raises(RuleBroken) as refused:
        actions.mark_undeliverable(order=order, reason=" ", by=f.system(), now=now)
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")


# --- cancel -------------------------------------------------------------------------------------------------


def test_cancelling_gives_back_portions_place_and_charge(now):
    first, second, slot, desk = f.menu_item(), f.menu_item(), f.slot(), f.person(role="order_desk")
    f.placed_order(items=[first], quantity=5, slot=slot)
    order = f.placed_order(items=[first, second], quantity=3, slot=slot)
    with announced(signals.order_cancelled) as heard:
        cancelled = actions.cancel(order=order, reason="stock", words=" No beans today ", by=desk, now=now)
    order.refresh_from_db()
    assert (cancelled, order.status, order.cancel_reason, order.closed_at) == (order, "cancelled", "stock", now)
    for row in (first, second, slot, order.reservation):
        row.refresh_from_db()
    assert (first.portions_sold, second.portions_sold, slot.reserved) == (5, 0, 1)
    assert (order.reservation.status, order.reservation.released_at) == ("released", now)
    charge = Charge.objects.get(payable_key=order.number)
    assert (charge.status, charge.settled_at, charge.attempts.get().status) == ("void", now, "cancelled")
    assert last_event(order) == ("cancelled", desk, now, "A dish ran out: No beans today", {"code": "stock"})
    assert heard == [(order.number, "cancelled", desk.name, now)]
    body = Message.objects.get(kind="order_cancelled").body
    assert body.startswith("Your order is cancelled: A dish ran out: No beans today. You owe nothing for it.")
    row = order.history.latest()
    assert (row.history_user, row.history_change_reason) == (desk, "A dish ran out: No beans today")


def test_a_confirmed_order_is_cancelled_with_its_tickets(now):
    order = bring_to("confirmed", now)
    actions.cancel(order=order, reason="customer", by=f.person(role="order_desk"), now=now)
    assert list(order.tickets.values_list("status", flat=True)) == ["cancelled"]


@pytest.mark.parametrize("reason", ["", "whim"])
def test_cancelling_asks_for_a_reason_from_the_list(reason: str, now):
    order = f.placed_order()
    with nothing_changed(), pytest.raises(RuleBroken) as refused:
        actions.cancel(order=order, reason=reason, by=order.payer, now=now)
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")


def test_the_payer_cancels_until_the_desk_has_confirmed(now):
    payer = f.person()
    order = f.placed_order(payer=payer)
    actions.confirm(order=order, by=f.system(), now=now)
    with nothing_changed(), pytest.raises(RuleBroken) as refused:
        actions.cancel(order=order, reason="customer", by=payer, now=now)
    assert (refused.value.code, refused.value.text) == (
        "confirmed",
        "The kitchen has your order already. Call +250788000100 to cancel it.",
    )


def test_the_same_cancellation_twice_changes_nothing_and_another_one_is_told(now):
    order, desk = f.placed_order(), f.person(role="order_desk")
    actions.cancel(order=order, reason="stock", by=desk, now=now)
    with nothing_changed():
        assert actions.cancel(order=order, reason="stock", by=desk, now=now).status == "cancelled"
    with nothing_changed(), pytest.raises(RuleBroken, match="this is the end"):
        actions.cancel(order=order, reason="other", by=desk, now=now)


@pytest.mark.parametrize(("status", "can"), [("placed", True), ("confirmed", True), ("preparing", False), ("delivered", False)])
def test_staff_cancel_until_the_kitchen_has_started(status: str, can: bool, now):
    order = bring_to(status, now)
    assert actions.can_cancel(order) is can
    if can:
        actions.check_can_cancel(order)
    else:
        with pytest.raises(RuleBroken):
            actions.check_can_cancel(order)


# --- every move from every state ----------------------------------------------------------------------------------


MOVES: dict[str, Callable[[Order, Any], Order]] = {
    "confirmed": lambda order, now: actions.confirm(order=order, by=f.system(), now=now),
    "cancelled": lambda order, now: actions.cancel(order=order, reason="stock", by=f.system(), now=now),
    "preparing": lambda order, now: actions.start_preparing(order=order, by=f.system(), now=now),
    "ready": lambda order, now: actions.mark_ready(order=order, by=f.system(), now=now),
    "out_for_delivery": lambda order, now: actions.send_out(order=order, by=f.system(), now=now),
    "delivered": lambda order, now: actions.deliver(order=order, received_by="Aline", by=f.system(), now=now),
    "undeliverable": lambda order, now: actions.mark_undeliverable(order=order, reason="Spilled", by=f.system(), now=now),
}
LEGAL = {
    "placed": {"confirmed", "cancelled"},
    "confirmed": {"preparing", "cancelled"},
    "preparing": {"ready"},
    "ready": {"preparing", "out_for_delivery"},
    "out_for_delivery": {"delivered", "undeliverable"},
    "delivered": set(),
    "cancelled": set(),
    "undeliverable": set(),
}


@pytest.mark.parametrize("status", LEGAL)
def test_every_move_that_is_not_legal_is_refused_and_writes_nothing(status: str, now):
    order = bring_to(status, now)
    for wanted, move in MOVES.items():
        if wanted not in LEGAL[status]:
            with nothing_changed(), pytest.raises(RuleBroken) as refused:
                move(order, now)
            assert refused.value.code == "illegal_move"
            assert refused.value.facts == {"present": status, "wanted": wanted}
