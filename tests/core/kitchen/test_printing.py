"""Tickets come with the confirmation of an order and go with its cancellation."""

import pytest

from core.kitchen import actions
from core.kitchen.models import Ticket, TicketEvent
from core.orders import actions as orders
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_a_placed_order_has_no_ticket_before_the_desk_confirms_it(now):
    f.placed_order()
    assert not Ticket.objects.exists()


def test_each_station_with_a_part_gets_one_ticket(now):
    desk = f.person(role="order_desk")
    items = [f.menu_item(of=f.dish(station_key=key)) for key in ("hot", "cold", "hot")]
    order = orders.confirm(order=f.placed_order(items=items), by=desk, now=now)
    tickets = list(order.tickets.order_by("station__key"))
    assert [(ticket.station.key, ticket.status, ticket.due_at, ticket.queued_at, ticket.site) for ticket in tickets] == [
        ("cold", "queued", order.slot.starts_at, now, order.site),
        ("hot", "queued", order.slot.starts_at, now, order.site),
    ]
    assert list(TicketEvent.objects.values_list("tap", "before", "after", "by__name")) == [("queue", "", "queued", desk.name)] * 2
    assert [row.history_user for ticket in tickets for row in ticket.history.all()] == [desk, desk]


def test_confirming_twice_prints_no_second_ticket(now):
    order = f.confirmed_order()
    with pytest.raises(orders.moves.RuleBroken):
        orders.confirm(order=order, by=f.system(), now=now)
    assert order.tickets.count() == 1


def test_a_cancelled_order_leaves_the_boards(now):
    order, desk = f.confirmed_order(stations=["hot", "cold"]), f.person(role="order_desk")
    orders.cancel(order=order, reason="customer", by=desk, now=now)
    assert set(order.tickets.values_list("status", flat=True)) == {"cancelled"}
    assert not Ticket.objects.on_board().exists()
    assert (
        list(TicketEvent.objects.filter(tap="cancel").values_list("before", "after", "by__name"))
        == [("queued", "cancelled", desk.name)] * 2
    )


def test_nothing_moves_a_cancelled_ticket(now):
    ticket, cook = f.ticket(), f.person(role="kitchen_staff")
    orders.cancel(order=ticket.order, reason="customer", by=f.system(), now=now)
    for kind in ("start", "done", "recall", "undo"):
        with pytest.raises(actions.CannotTapTicket):
            actions.tap(ticket=ticket, kind=kind, by=cook, now=now)
    ticket.refresh_from_db()
    assert ticket.status == "cancelled"


def test_once_started_the_order_cannot_be_cancelled(now):
    ticket = f.ticket(taps=["start"])
    with pytest.raises(orders.moves.RuleBroken) as refused:
        orders.cancel(order=ticket.order, reason="customer", by=f.system(), now=now)
    assert refused.value.code == "illegal_move"
    ticket.refresh_from_db()
    assert ticket.status == "started"
