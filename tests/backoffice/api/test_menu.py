"""What can be eaten, where it goes and when: open to everybody."""

from datetime import timedelta

import pytest
from django.test import Client

from core.common import clock
from core.menu.actions import calendar, dishes, strikes
from core.menu.models import MenuDay
from core.slots import actions as slots
from core.zones.models import Sector
from tests import factories as f
from tests.backoffice.api.calls import data_queries

pytestmark = pytest.mark.django_db


def test_the_menu_tells_price_and_portions_left(client: Client):
    item = f.menu_item(of=f.dish(key="beans", name="Beans", price=1500), portions=20, price_override=1200)
    f.placed_order(items=[item], quantity=3)
    answer = client.get("/api/v1/menu/")
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "id": item.pk,
            "site": "chub",
            "date": "2026-11-25",
            "period": "lunch",
            "dish": "beans",
            "name": "Beans",
            "names": None,
            "description": "",
            "category": "lunch",
            "price": 1200,
            "portions_left": 17,
            "is_struck_off": False,
            "struck_until": None,
        }
    ]


def test_a_dish_struck_off_says_so_and_until_when(client: Client, now):
    item = f.menu_item()
    strikes.strike_off(dish=item.dish, site=f.site(), until=now + timedelta(hours=2), reason="No gas", by=f.system(), now=now)
    (told,) = client.get("/api/v1/menu/").json()
    assert (told["is_struck_off"], told["struck_until"]) == (True, "2026-11-25T10:00:00+02:00")


def test_names_come_in_the_language_asked_for_or_in_all_three(client: Client):
    dish = f.dish(name="Beans")
    type(dish).objects.filter(pk=dish.pk).update(name_fr="Haricots", name_rw="Ibishyimbo")
    f.menu_item(of=dish)
    assert client.get("/api/v1/menu/", headers={"Accept-Language": "fr"}).json()[0]["name"] == "Haricots"
    assert client.get("/api/v1/menu/", headers={"Accept-Language": "rw"}).json()[0]["name"] == "Ibishyimbo"
    told = client.get("/api/v1/menu/?names=all").json()[0]
    assert (told["name"], told["names"]) == ("Beans", {"en": "Beans", "rw": "Ibishyimbo", "fr": "Haricots"})


def test_the_menu_is_asked_for_by_site_day_and_period(client: Client):
    tomorrow = clock.today() + timedelta(days=1)
    lunch, dinner, later = f.menu_item(), f.menu_item(period="dinner"), f.menu_item(day=tomorrow)

    def asked(query: str) -> list[int]:
        return [told["id"] for told in client.get(f"/api/v1/menu/?{query}").json()]

    assert asked("") == [dinner.pk, lunch.pk]
    assert asked("period=lunch") == [lunch.pk]
    assert asked(f"date={tomorrow}") == [later.pk]
    assert asked("site=chub&period=dinner") == [dinner.pk]
    assert asked("site=kigali") == []


def test_what_is_not_offered_is_not_told(client: Client, now):
    archived, hidden = f.menu_item(), f.menu_item(period="dinner")
    dishes.archive(dish=archived.dish, by=f.system(), now=now)
    calendar.set_published(menu_day=MenuDay.objects.get(pk=hidden.menu_day_id), is_published=False, by=f.system(), now=now)
    assert client.get("/api/v1/menu/").json() == []


@pytest.mark.parametrize(("query", "field"), [("date=yesterday", "date"), ("period=brunch", "period")])
def test_a_filter_that_means_nothing_is_refused_by_name(client: Client, query: str, field: str):
    answer = client.get(f"/api/v1/menu/?{query}")
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["field"]) == ("invalid", field)


def test_zones_tell_terms_and_sectors(client: Client):
    town = f.zone(key="town", kind="town", fee=1000, minimum=3000)
    town.sectors.add(Sector.objects.create(province="South", district="Huye", name="Ngoma", code="2409"))
    closed = f.zone(key="closed")
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    assert client.get("/api/v1/zones/?site=chub").json() == [
        {
            "key": "town",
            "site": "chub",
            "name": "Town",
            "names": None,
            "kind": "town",
            "minimum_order": 3000,
            "promised_minutes": 30,
            "fees": [{"order_from": 0, "order_to": None, "fee": 1000, "is_served": True}],
            "sectors": [{"code": "2409", "name": "Ngoma", "district": "Huye"}],
        }
    ]


def test_slots_tell_what_they_still_take(client: Client, now):
    slot = f.slot(capacity=5)
    f.placed_order(slot=slot)
    (told,) = client.get("/api/v1/slots/?period=lunch").json()
    assert told == {
        "id": slot.pk,
        "site": "chub",
        "date": "2026-11-25",
        "period": "lunch",
        "window": "12:30–13:00",
        "starts_at": "2026-11-25T12:30:00+02:00",
        "ends_at": "2026-11-25T13:00:00+02:00",
        "cut_off_at": "2026-11-25T10:00:00+02:00",
        "left": 4,
        "can_be_ordered": True,
    }


def test_a_slot_that_is_closed_full_or_past_its_cut_off_takes_no_order(client: Client, now):
    closed, full, past = f.slot(starts="12:00", ends="12:30"), f.slot(capacity=1), f.slot(starts="13:00", ends="13:30", cut_off="07:00")
    slots.set_open(slot=closed, is_open=False, by=f.system(), now=now)
    slots.reserve(slot=full, by=f.system(), now=now)
    assert [(told["id"], told["can_be_ordered"]) for told in client.get("/api/v1/slots/").json()] == [
        (closed.pk, False),
        (full.pk, False),
        (past.pk, False),
    ]


@pytest.mark.parametrize(("path", "most"), [("menu", 1), ("zones", 3), ("slots", 1)])
def test_a_public_list_costs_few_queries_however_long(client: Client, path: str, most: int):
    for period in ("lunch", "dinner"):
        f.menu_item(period=period)
        f.menu_item(period=period)
        f.zone(key=period)
    f.slot()
    f.slot(starts="13:00", ends="13:30")
    with data_queries() as queries:
        assert len(client.get(f"/api/v1/{path}/").json()) >= 2
    assert len(queries) <= most
