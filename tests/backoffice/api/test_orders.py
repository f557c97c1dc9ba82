"""One's own orders: the list, one of them, nobody else's."""

from datetime import timedelta

import pytest

from core.common import clock
from core.orders import actions
from tests import factories as f
from tests.backoffice.api.calls import ORDERS, data_queries, program

pytestmark = pytest.mark.django_db


def numbers(answer) -> list[str]:
    return [order["number"] for order in answer.json()["results"]]


def test_the_list_holds_ones_own_orders_newest_first(clock):
    mine = f.person()
    first = f.placed_order(payer=mine)
    clock.shift(timedelta(minutes=1))
    second = f.placed_order(payer=mine)
    f.placed_order()
    answer = program(mine).get(ORDERS)
    assert answer.status_code == 200
    assert numbers(answer) == [second.number, first.number]
    assert (answer.json()["next"], answer.json()["previous"]) == (None, None)


def test_staff_see_their_own_orders_only():
    desk = f.person(role="order_desk")
    f.placed_order()
    own = f.placed_order(payer=desk)
    assert numbers(program(desk).get(ORDERS)) == [own.number]


def test_the_list_is_asked_for_by_state_day_and_number(now):
    mine = f.person()
    tomorrow = clock.today() + timedelta(days=1)
    lunch = f.placed_order(payer=mine)
    later = f.placed_order(payer=mine, items=[f.menu_item(day=tomorrow)], slot=f.slot(day=tomorrow))
    gone = f.placed_order(payer=mine)
    actions.cancel(order=gone, reason="customer", by=mine, now=now)
    client = program(mine)

    def asked(query: str) -> set[str]:
        return set(numbers(client.get(f"{ORDERS}?{query}")))

    assert asked("state=placed") == {lunch.number, later.number}
    assert asked("state=placed&state=cancelled") == {lunch.number, later.number, gone.number}
    assert asked(f"date={tomorrow}") == {later.number}
    assert asked(f"date_from={tomorrow}") == {later.number}
    assert asked(f"date_to={clock.today()}&state=placed") == {lunch.number}
    assert asked(f"number={lunch.number.lower()}") == {lunch.number}
    refused = client.get(f"{ORDERS}?state=eaten")
    assert (refused.status_code, refused.json()["field"]) == (400, "state")


def test_a_long_list_comes_in_pages_that_lose_nothing():
    mine, item = f.person(), f.menu_item(portions=100)
    placed = {f.placed_order(payer=mine, items=[item]).number for _ in range(51)}
    client = program(mine)
    page = client.get(ORDERS)
    assert len(numbers(page)) == 50
    rest = client.get(page.json()["next"])
    assert {*numbers(page), *numbers(rest)} == placed


def test_an_order_tells_its_lines_and_what_happened(now):
    mine = f.person(name="Aline")
    item = f.menu_item(of=f.dish(name="Beans", price=1500))
    order = f.placed_order(payer=mine, items=[item], quantity=2, zone=f.zone(key="campus", kind="campus", fee=500))
    actions.confirm(order=order, by=f.person(role="order_desk"), now=now)
    answer = program(mine).get(f"{ORDERS}{order.number}/")
    assert answer.status_code == 200
    assert answer.json() == {
        "number": order.number,
        "site": "chub",
        "state": "confirmed",
        "state_text": "confirmed",
        "date": "2026-11-25",
        "period": "lunch",
        "window": "12:30–13:00",
        "due_at": "2026-11-25T13:00:00+02:00",
        "zone": "campus",
        "destination": "Ward 3, bed 12",
        "contact_name": "Aline",
        "contact_phone": str(mine.phone),
        "note": "",
        "subtotal": 3000,
        "delivery_fee": 500,
        "vat": 534,
        "total": 3500,
        "placed_at": "2026-11-25T08:00:00+02:00",
        "lines": [{"item": item.pk, "name": "Beans", "quantity": 2, "unit_price": 1500, "amount": 3000, "note": ""}],
        "events": [
            {"kind": "placed", "text": "Placed", "at": "2026-11-25T08:00:00+02:00", "reason": ""},
            {"kind": "confirmed", "text": "Confirmed", "at": "2026-11-25T08:00:00+02:00", "reason": ""},
        ],
    }


def test_another_persons_order_is_not_found():
    order = f.placed_order()
    answer = program(f.person()).get(f"{ORDERS}{order.number}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert order.number not in answer.content.decode()


def test_orders_cost_few_queries_however_many():
    mine, items = f.person(), [f.menu_item(), f.menu_item()]
    orders = [f.placed_order(payer=mine, items=items) for _ in range(4)]
    client = program(mine)
    with data_queries() as queries:
        client.get(ORDERS)
    assert len(queries) == 1
    with data_queries() as queries:
        client.get(f"{ORDERS}{orders[0].number}/")
    assert len(queries) == 3
