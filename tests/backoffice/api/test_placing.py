"""Placing an order through the API: once per key, every refusal told and nothing written by it."""

from datetime import timedelta

import pytest
from django.test import Client

from core.menu.actions import dishes, strikes
from core.orders.models import Order
from core.slots import actions as slots
from core.zones.models import Sector, Zone, ZoneFee
from tests import factories as f
from tests.backoffice.api.calls import basket, place, program
from tests.sessions import sign_in
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(db: None) -> Client:
    return program(f.person(name="Aline"))


def test_an_order_is_placed_by_the_same_action_as_on_the_screens(clock):
    person = f.person(name="Aline")
    item = f.menu_item(of=f.dish(price=1500), portions=5)
    answer = place(program(person), basket(item, 2, zone=f.zone(key="campus", fee=500), note="No salt"))
    assert answer.status_code == 201
    order = Order.objects.get()
    told = answer.json()
    assert told["number"] == order.number
    assert (told["state"], told["subtotal"], told["delivery_fee"], told["total"], told["vat"]) == ("placed", 3000, 500, 3500, 534)
    assert (order.payer, order.channel, order.note, order.contact_phone) == (person, "api", "No salt", "+250788123456")
    assert list(order.events.values_list("kind", "by")) == [("placed", person.pk)]
    assert list(order.history.values_list("history_type", "history_user")) == [("+", person.pk)]
    item.refresh_from_db()
    assert (item.portions_sold, order.slot.__class__.objects.get(pk=order.slot_id).reserved) == (2, 1)


def test_the_same_key_and_body_give_the_same_order(buyer: Client, clock):
    body = basket(f.menu_item())
    first = place(buyer, body)
    clock.shift(timedelta(seconds=30))
    with nothing_changed():
        again = place(buyer, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Order.objects.count() == 1


def test_a_used_key_with_another_body_is_422(buyer: Client):
    item = f.menu_item()
    place(buyer, basket(item, 1))
    with nothing_changed():
        answer = place(buyer, basket(item, 2))
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_two_people_may_use_the_same_key():
    item = f.menu_item()
    answers = [place(program(f.person()), basket(item)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Order.objects.count() == 2


@pytest.mark.parametrize("key", [None, "", "   ", "x" * 81])
def test_without_a_fitting_key_nothing_is_ordered(buyer: Client, key: str | None):
    body = basket(f.menu_item())
    with nothing_changed():
        answer = place(buyer, body, key)
    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


def test_a_session_orders_with_its_csrf_token_and_not_without():
    client = sign_in(f.person(), Client(enforce_csrf_checks=True))
    body = basket(f.menu_item())
    with nothing_changed():
        assert place(client, body).status_code == 403
    client.cookies["csrftoken"] = "a" * 32
    client.defaults["HTTP_X_CSRFTOKEN"] = "a" * 32
    assert place(client, body).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slot": None}, "slot"),
        ({"slot": 999_999}, "slot"),
        ({"zone": "nowhere"}, "zone"),
        ({"zone": None}, "zone"),
        ({"sector": "0000"}, "sector"),
        ({"lines": []}, "lines"),
        ({"lines": "beans"}, "lines"),
        ({"destination": " "}, "destination"),
        ({"destination": "x" * 201}, "destination"),
        ({"contact_name": ""}, "contact_name"),
        ({"contact_phone": "0788"}, "contact_phone"),
        ({"note": "x" * 301}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"method": "gold"}, "method"),
    ],
)
def test_a_field_that_does_not_fit_is_named(buyer: Client, change: dict, field: str):
    body = basket(f.menu_item()) | change
    with nothing_changed():
        answer = place(buyer, body)
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["field"]) == ("invalid", field)
    assert answer.json()["items"] == answer.json()["by_field"][field]


@pytest.mark.parametrize("quantity", [0, -1, 51, "two", None, 1.5])
def test_a_quantity_out_of_bounds_is_named_with_its_line(buyer: Client, quantity: object):
    body = basket(f.menu_item()) | {"lines": [{"item": f.menu_item().pk, "quantity": 1}, {"item": 1, "quantity": quantity}]}
    with nothing_changed():
        answer = place(buyer, body)
    assert (answer.status_code, answer.json()["field"]) == (400, "lines.1.quantity")


def test_a_body_that_is_no_json_is_refused(buyer: Client):
    answer = buyer.post("/api/v1/orders/", "{", content_type="application/json", headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    answer = buyer.post("/api/v1/orders/", {"slot": 1}, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_sold_out_dish_is_told_with_the_nearest_that_can_be_had(buyer: Client):
    gone = f.menu_item(of=f.dish(name="Beans", price=1500), portions=1)
    near = f.menu_item(of=f.dish(name="Peas", price=1600), portions=9)
    f.menu_item(of=f.dish(name="Fish", price=5000))
    body = basket(gone, 2)
    with nothing_changed():
        answer = place(buyer, body)
    assert answer.status_code == 409
    told = answer.json()
    assert told["code"] == "sold_out"
    assert told["text"] == "Your basket needs a look before it can be ordered. Nothing in it is lost."
    assert told["items"] == ["Beans: only 1 portion left."]
    assert told["problems"] == [
        {
            "item": gone.pk,
            "code": "sold_out",
            "text": "Beans: only 1 portion left.",
            "alternative": {"item": near.pk, "name": "Peas", "price": 1600, "portions_left": 9},
        }
    ]


def test_every_line_that_cannot_be_had_is_told_at_once(buyer: Client, now):
    archived, struck, dearer = f.menu_item(), f.menu_item(), f.menu_item(of=f.dish(name="Fish", price=2000))
    dishes.archive(dish=archived.dish, by=f.system(), now=now)
    strikes.strike_off(dish=struck.dish, site=f.site(), until=now + timedelta(hours=1), reason="Burnt", by=f.system(), now=now)
    lines = [
        {"item": archived.pk, "quantity": 1},
        {"item": struck.pk, "quantity": 1},
        {"item": dearer.pk, "quantity": 1, "seen_price": 1800},
        {"item": 999_999, "quantity": 1},
    ]
    body = basket(dearer) | {"lines": lines}
    with nothing_changed():
        answer = place(buyer, body)
    assert answer.status_code == 409
    assert [(problem["item"], problem["code"]) for problem in answer.json()["problems"]] == [
        (archived.pk, "gone"),
        (struck.pk, "struck_off"),
        (dearer.pk, "price_changed"),
        (999_999, "gone"),
    ]
    assert answer.json()["items"][2] == "Fish now costs RWF 2,000 instead of RWF 1,800."


def test_a_slot_that_takes_no_order_is_told(buyer: Client, now):
    slot = f.slot()
    body = basket(f.menu_item(), slot=slot)
    slots.set_open(slot=slot, is_open=False, by=f.system(), now=now)
    with nothing_changed():
        answer = place(buyer, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "slot_closed", "slot")
    assert answer.json()["problems"] == []


def test_a_refusal_is_told_in_the_readers_language(buyer: Client):
    body = basket(f.menu_item(portions=0))
    english = place(buyer, body).json()["text"]
    buyer.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    answer = place(buyer, body)
    assert answer.status_code == 409
    assert answer.headers["Content-Language"] == "fr"
    assert english.startswith("Your basket")


def test_an_order_speaks_to_its_payer_in_the_language_it_was_placed_in(buyer: Client):
    buyer.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    place(buyer, basket(f.menu_item()))
    assert Order.objects.get().language == "fr"


# --- where it goes --------------------------------------------------------------------------------


def sector(code: str, *, of: Zone | None = None) -> Sector:
    row = Sector.objects.create(province="South", district="Huye", name=f"Sector {code}", code=code)
    if of:
        of.sectors.add(row)
    return row


def test_a_sector_alone_finds_its_zone(buyer: Client):
    town = f.zone(key="town", kind="town", fee=1000)
    ngoma = sector("2409", of=town)
    answer = place(buyer, basket(f.menu_item()) | {"zone": None, "sector": ngoma.code})
    assert (answer.status_code, answer.json()["zone"], answer.json()["delivery_fee"]) == (201, "town", 1000)
    assert Order.objects.get().sector == ngoma


def test_a_sector_nobody_serves_is_told(buyer: Client):
    far = sector("2401")
    body = basket(f.menu_item()) | {"zone": None, "sector": far.code}
    with nothing_changed():
        answer = place(buyer, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "not_served", "sector")


def test_a_sector_of_another_zone_does_not_buy_a_cheaper_delivery(buyer: Client):
    ngoma = sector("2409", of=f.zone(key="town", kind="town", fee=1000))
    body = basket(f.menu_item(), zone=f.zone(key="wards", fee=0), sector=ngoma.code)
    with nothing_changed():
        answer = place(buyer, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "not_served", "sector")


def test_an_order_below_the_minimum_is_told_what_is_missing(buyer: Client):
    body = basket(f.menu_item(of=f.dish(price=1500)), zone=f.zone(key="town", minimum=4000))
    with nothing_changed():
        answer = place(buyer, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "below_minimum")
    assert answer.json()["text"] == "Orders to Town start at RWF 4,000. Add a dish for RWF 2,500 more."


def test_a_zone_that_does_not_serve_so_large_an_order_is_told(buyer: Client):
    zone = f.zone(key="far")
    ZoneFee.objects.filter(zone=zone).update(is_served=False)
    body = basket(f.menu_item(), zone=zone)
    with nothing_changed():
        answer = place(buyer, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "not_served", "zone")
