"""Checkout in one page: an order from the basket, mistakes in place, nothing lost, one order for one press."""

import uuid

import pytest
from django.urls import reverse

from core.menu.actions import calendar
from core.orders.actions import carts
from core.orders.models import Order
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(sign_in_as):
    return sign_in_as("customer", name="Aline Uwase", phone="+250788412067")


def fill(client, *items, quantity=1, now):
    f.slot()
    cart = carts.find_or_create(user=client.user, token=None, site=f.site(), now=now)
    for item in items:
        carts.set_quantity(cart=cart, item=item, quantity=quantity, now=now)
    return cart


def typed(slot, zone, **changes):
    return {
        "place": str(zone.pk),
        "destination": "Ward 3, bed 12",
        "slot": slot.pk,
        "contact_name": "Aline Uwase",
        "contact_phone": "0788 412 067",
        "method": "cash",
        "key": uuid.uuid4().hex,
    } | changes


def test_a_guest_is_asked_to_sign_in_and_comes_back(client):
    answer = client.get("/checkout/?meal=2026-11-25-lunch")
    assert answer.status_code == 302
    assert "next=/checkout/" in answer.headers["Location"]


def test_an_empty_basket_goes_back_to_the_menu(customer):
    assert customer.get("/checkout/").headers["Location"] == reverse("customer_portal:menu")


def test_the_page_shows_dishes_places_times_and_total(customer, now):
    fill(customer, f.menu_item(of=f.dish(name="Rice and beans", price=1500)), quantity=2, now=now)
    f.slot(), f.zone(fee=500)
    text = customer.get("/checkout/").content.decode()
    assert "Rice and beans" in text
    assert "12:30–13:00" in text
    assert "3,500" in text


def test_an_order_is_placed_and_the_basket_is_empty(customer, now):
    cart = fill(customer, f.menu_item(of=f.dish(price=1500)), quantity=2, now=now)
    answer = customer.post("/checkout/", typed(f.slot(), f.zone()))
    order = Order.objects.get()
    assert answer.headers["Location"] == reverse("customer_portal:order", args=[order.number])
    assert (order.total, order.channel, str(order.contact_phone)) == (3000, "portal", "+250788412067")
    assert cart.lines.count() == 0


def test_the_same_form_twice_is_one_order(customer, now):
    fill(customer, f.menu_item(), now=now)
    form = typed(f.slot(), f.zone())
    first, second = customer.post("/checkout/", form), customer.post("/checkout/", form)
    assert Order.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_used_key_with_another_basket_is_refused(customer, now):
    fill(customer, f.menu_item(), now=now)
    form = typed(f.slot(), f.zone())
    customer.post("/checkout/", form)
    fill(customer, f.menu_item(), now=now)
    answer = customer.post("/checkout/", form)
    assert answer.status_code == 422
    assert Order.objects.count() == 1
    again = answer.context["form"]["key"].value()
    assert customer.post("/checkout/", form | {"key": again}).status_code == 302
    assert Order.objects.count() == 2


def test_mistakes_are_shown_beside_their_fields_and_nothing_is_lost(customer, now):
    cart = fill(customer, f.menu_item(), now=now)
    answer = customer.post("/checkout/", typed(f.slot(), f.zone(), destination="", contact_phone="12"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_destination"' in text
    assert 'href="#id_contact_phone"' in text
    assert 'value="12"' in text
    assert cart.lines.count() == 1
    assert Order.objects.count() == 0


def test_a_town_address_needs_its_sector(customer, now):
    from core.zones.models import Sector

    fill(customer, f.menu_item(), now=now)
    zone = f.zone(key="centre", kind="town", fee=1000)
    sector = Sector.objects.create(province="South", district="Huye", name="Ngoma", code="2409")
    zone.sectors.add(sector)
    answer = customer.post("/checkout/", typed(f.slot(), zone, place="town"))
    assert "Choose the sector" in answer.content.decode()
    customer.post("/checkout/", typed(f.slot(), zone, place="town", sector=sector.pk))
    order = Order.objects.get()
    assert (order.zone, order.sector, order.delivery_fee) == (zone, sector, 1000)


def test_a_changed_price_is_told_per_line(customer, now):
    item = f.menu_item(of=f.dish(name="Beef pilau", price=3000))
    cart = fill(customer, item, now=now)
    calendar.plan(
        site=f.site(), day=item.menu_day.date, period="lunch", dishes=[calendar.Planned(item.dish, 20, 3500)], by=f.system(), now=now
    )
    answer = customer.post("/checkout/", typed(f.slot(), f.zone()))
    assert answer.status_code == 409
    assert "Beef pilau now costs RWF 3,500 instead of RWF 3,000." in answer.content.decode()
    assert (Order.objects.of(customer.user).count(), cart.lines.count()) == (0, 1)


def test_a_sold_out_dish_is_told_with_the_nearest_alternative(customer, now):
    isombe = f.dish(name="Isombe", price=1800)
    item = f.menu_item(of=isombe, portions=2)
    f.menu_item(of=f.dish(name="Peas and potatoes", price=1700))
    cart = fill(customer, item, quantity=2, now=now)
    f.placed_order(items=[item])
    text = customer.post("/checkout/", typed(f.slot(), f.zone())).content.decode()
    assert "Isombe: only 1 portion left." in text
    assert "Nearest: Peas and potatoes." in text
    assert (Order.objects.of(customer.user).count(), cart.lines.count()) == (0, 1)


def test_a_window_past_its_cut_off_is_told_at_the_field(customer, now, clock):
    fill(customer, f.menu_item(), now=now)
    slot, zone = f.slot(), f.zone()
    clock.shift(3 * 3600)
    answer = customer.post("/checkout/", typed(slot, zone))
    assert answer.status_code == 422
    assert "No time can be ordered for this meal any more" in answer.content.decode()
    assert Order.objects.count() == 0


def test_another_place_means_another_total_and_is_shown_first(customer, now):
    fill(customer, f.menu_item(of=f.dish(price=2000)), now=now)
    ward, campus = f.zone(), f.zone(key="campus", kind="campus", fee=500)
    answer = customer.post("/checkout/", typed(f.slot(), campus, seen_total=2000))
    assert answer.status_code == 409
    assert "RWF 2,500" in answer.content.decode()
    assert customer.post("/checkout/", typed(f.slot(), ward, seen_total=2000)).status_code == 302


def test_the_total_follows_the_place(customer, now):
    fill(customer, f.menu_item(of=f.dish(price=2000)), now=now)
    f.slot()
    campus = f.zone(key="campus", kind="campus", fee=500)
    text = customer.get("/checkout/", {"part": "total", "place": campus.pk}).content.decode()
    assert "2,500" in text
    assert "<html" not in text
