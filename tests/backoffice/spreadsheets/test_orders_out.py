"""The list of orders that goes out."""

import pytest

from backoffice.spreadsheets.orders import OrderSheet
from core.orders import actions
from core.orders.models import Order
from tests import factories as make

pytestmark = pytest.mark.django_db


def out(*names: str) -> list[list]:
    return list(OrderSheet().out(Order.objects.all(), names))


def test_an_order_is_one_line_with_its_dishes_as_text(now):
    rice, tea = make.menu_item(of=make.dish(name="Rice", price=1500)), make.menu_item(of=make.dish(name="Tea", price=600))
    payer = make.person(name="Aline", phone="+250788412067")
    order = make.placed_order(payer=payer, items=[rice, tea], quantity=2, zone=make.zone(key="campus", kind="campus", fee=500))
    actions.confirm(order=order, by=make.person(role="order_desk"), now=now)
    assert dict(zip(OrderSheet().fields, out()[0], strict=True)) == {
        "number": order.number,
        "placed_at": "2026-11-25 08:00",
        "confirmed_at": "2026-11-25 08:00",
        "ready_at": "",
        "closed_at": "",
        "date": order.date,
        "period": "lunch",
        "window": "12:30–13:00",
        "status": "confirmed",
        "channel": "portal",
        "customer": "Aline",
        "phone": "+250788412067",
        "zone": "Campus",
        "destination": "Ward 3, bed 12",
        "payment": "cash",
        "paid": "due",
        "total": 4700,
        "lines": "2 × Rice; 2 × Tea",
    }


def test_columns_are_those_asked_for():
    make.placed_order()
    assert out("total", "status") == [[2000, "placed"]]


def test_a_note_stands_with_its_dish():
    item = make.menu_item(of=make.dish(name="Rice"))
    order = make.placed_order(items=[item])
    order.lines.update(note="no salt")
    assert out("lines") == [["1 × Rice (no salt)"]]


@pytest.mark.parametrize("names", [(), ("number", "total")])
def test_many_orders_cost_no_more_questions_than_one(names, django_assert_num_queries):
    item, payer = make.menu_item(portions=50), make.person()
    for _ in range(8):
        make.placed_order(payer=payer, items=[item])
    with django_assert_num_queries(1 if names else 4):
        assert len(out(*names)) == 8


def test_orders_go_out_in_the_order_in_which_they_were_placed(clock):
    item, payer = make.menu_item(portions=50), make.person()
    first = make.placed_order(payer=payer, items=[item])
    clock.shift(60)
    second = make.placed_order(payer=payer, items=[item])
    assert out("number") == [[first.number], [second.number]]
