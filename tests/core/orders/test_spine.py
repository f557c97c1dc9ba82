"""One meal all the way, through the actions alone."""

import pytest

from core.delivery import actions as delivery
from core.eaters.actions import self_eater
from core.kitchen import actions as kitchen
from core.kitchen.models import Tap
from core.notifications.models import Message
from core.orders import actions as orders
from core.payments.models import Charge
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_an_order_goes_from_the_basket_to_the_bed(now):
    hot, cold = f.menu_item(of=f.dish(price=1500)), f.menu_item(of=f.dish(price=700, station_key="cold"))
    order = f.placed_order(items=[hot, cold], quantity=2, zone=f.zone(key="campus", kind="campus", fee=500))
    desk, cook, porter = f.person(role="order_desk"), f.person(role="kitchen_staff"), f.person(role="courier")

    assert (order.status, order.subtotal, order.delivery_fee, order.total) == ("placed", 4400, 500, 4900)
    order = orders.confirm(order=order, by=desk, now=now)
    tickets = list(order.tickets.order_by("pk"))
    assert [ticket.station.key for ticket in tickets] == ["hot", "cold"]
    kitchen.tap(ticket=tickets[0], kind=Tap.START, by=cook, now=now)
    order.refresh_from_db()
    assert order.status == "preparing"
    for ticket in tickets:
        kitchen.tap(ticket=ticket, kind=Tap.DONE, by=cook, now=now)
    order.refresh_from_db()
    assert order.status == "ready"
    stop = delivery.assign(stop=order.stop, courier=porter, by=desk, now=now)
    stop = delivery.pick_up(stop=stop, by=porter, now=now)
    stop = delivery.hand_over(stop=stop, received_by="Aline", by=porter, now=now)
    order.refresh_from_db()
    assert order.status == "delivered"
    assert Charge.objects.get(payable_key=order.number).status == "paid"
    assert list(order.events.order_by("at", "pk").values_list("kind", "by__name")) == [
        ("placed", order.payer.name),
        ("confirmed", desk.name),
        ("preparing", cook.name),
        ("ready", cook.name),
        ("out_for_delivery", porter.name),
        ("cash_received", porter.name),
        ("delivered", porter.name),
    ]
    assert [row.history_user.name for row in order.history.order_by("history_id")] == [
        order.payer.name,
        desk.name,
        cook.name,
        cook.name,
        porter.name,
        porter.name,
    ]
    assert set(Message.objects.values_list("kind", flat=True)) == {
        "order_placed",
        "order_confirmed",
        "order_out_for_delivery",
        "order_delivered",
    }
    hot.refresh_from_db()
    assert (hot.portions_sold, order.slot.__class__.objects.get(pk=order.slot_id).reserved) == (2, 1)


def test_placing_takes_few_statements(now, django_assert_max_num_queries):
    payer, zone, slot = f.person(), f.zone(), f.slot()
    self_eater(person=payer, by=payer, now=now)
    items = [f.menu_item(), f.menu_item()]
    with django_assert_max_num_queries(25):
        f.placed_order(payer=payer, items=items, zone=zone, slot=slot)
