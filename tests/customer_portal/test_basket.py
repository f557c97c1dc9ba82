"""The basket's page, at 8:00 on a Wednesday."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core.menu.actions import calendar, portions, strikes
from core.orders.actions import carts
from core.orders.models import Cart, CartLine
from tests import factories as f
from tests.customer_portal.pages import page, tap, words
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

BASKET = "/basket/"


def portions_in_baskets():
    return {line.item_id: line.quantity for line in CartLine.objects.all()}


def test_lines_stand_by_meal_each_with_its_sum_and_its_own_checkout(visitor, isombe):
    f.slot(period="dinner", starts="18:00", ends="19:00", cut_off="15:00")
    pilau = f.menu_item(of=f.dish(name="Pilau", price=3000), period="dinner")
    tap(visitor, isombe, 2)
    tap(visitor, pilau, 1)
    html = page(visitor, BASKET)
    assert re.findall(r'<h2 id="m-([\w-]+)">([^<]+)</h2>', html) == [
        ("2026-11-25-lunch", "Lunch today"),
        ("2026-11-25-dinner", "Dinner today"),
    ]
    assert re.findall(r'id="sum-[\w-]+">([^<]+)<', html) == ["RWF\xa03,600", "RWF\xa03,000"]
    assert '<a class="button button--wide" href="/checkout/?meal=2026-11-25-lunch">Check out lunch today</a>' in html
    assert '<a class="button button--wide" href="/checkout/?meal=2026-11-25-dinner">Check out dinner today</a>' in html


def test_a_changed_price_is_told_and_taken_with_one_tap(visitor, isombe):
    tap(visitor, isombe, 1, price=1500)
    html = page(visitor, BASKET)
    assert "Isombe now costs RWF 1,800 instead of RWF 1,500." in html
    assert "1 dish to settle above, then check out." in html
    assert "/checkout/" not in html
    assert "Take it for RWF\xa01,800" in html
    visitor.post("/basket/price/", {"item": isombe.pk, "price": 1800})
    assert "/checkout/?meal=2026-11-25-lunch" in page(visitor, BASKET)


def test_a_price_that_changed_once_more_is_asked_again(visitor, isombe):
    tap(visitor, isombe, 1, price=1500)
    visitor.post("/basket/price/", {"item": isombe.pk, "price": 1700})
    assert CartLine.objects.get().seen_price == 1500
    assert "The price of Isombe has changed once more." in page(visitor, BASKET)


def test_a_dish_that_ran_out_offers_the_nearest_one_tap_away(visitor, isombe, now):
    pilau = f.menu_item(of=f.dish(name="Pilau", price=2000))
    tap(visitor, isombe, 2)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "no onions"})
    portions.take(wanted={isombe.pk: 20}, by=f.system(), now=now)
    html = page(visitor, BASKET)
    assert "Isombe is sold out." in html
    assert "Take Pilau instead, RWF\xa02,000" in html
    visitor.post("/basket/swap/", {"item": isombe.pk, "alternative": pilau.pk})
    line = CartLine.objects.get()
    assert (line.item, line.quantity, line.note) == (pilau, 2, "no onions")
    assert "Pilau is in your basket instead." in page(visitor, BASKET)


def test_too_few_left_offers_those_that_are(visitor, isombe, now):
    tap(visitor, isombe, 5)
    portions.take(wanted={isombe.pk: 18}, by=f.system(), now=now)
    html = page(visitor, BASKET)
    assert "Isombe: only 2 portions left." in html
    assert f'name="portions" value="{isombe.pk}:2:"' in html
    tap(visitor, isombe, 2)
    assert "/checkout/" in page(visitor, BASKET)


def test_a_struck_off_dish_can_be_taken_out(visitor, isombe, now):
    tap(visitor, isombe, 1)
    strikes.strike_off(dish=isombe.dish, site=f.site(), until=now + timedelta(hours=1), reason="No gas", by=f.system(), now=now)
    html = page(visitor, BASKET)
    assert "Isombe is struck off for now." in html
    assert f'name="portions" value="{isombe.pk}:0:"' in html
    assert "data-stepper" not in html


def test_past_the_cut_off_each_dish_goes_to_its_next_meal(visitor, isombe, clock):
    f.slot(period="dinner", starts="18:00", ends="19:00", cut_off="15:00")
    dinner = f.menu_item(of=isombe.dish, period="dinner")
    tap(visitor, isombe, 2)
    clock.shift(timedelta(hours=3))
    html = page(visitor, BASKET)
    assert "Too late for lunch today: orders ended 10:00." in words(html)
    assert "Take it for: Dinner today" in html
    assert "/checkout/" not in html
    visitor.post("/basket/swap/", {"item": isombe.pk, "alternative": dinner.pk})
    assert portions_in_baskets() == {dinner.pk: 2}


def test_an_alternative_that_has_gone_meanwhile_is_refused_and_nothing_is_lost(visitor, isombe, now):
    pilau = f.menu_item(of=f.dish(name="Pilau"), portions=1)
    tap(visitor, isombe, 2)
    visitor.post("/basket/swap/", {"item": isombe.pk, "alternative": pilau.pk})
    assert portions_in_baskets() == {isombe.pk: 2}
    assert "Pilau: only 1 portion left." in page(visitor, BASKET)


def test_a_dish_taken_off_its_day_is_told_until_it_is_read(visitor, isombe, now):
    tap(visitor, isombe, 2)
    calendar.take_off(item=isombe, by=f.system(), now=now)
    html = words(page(visitor, BASKET))
    assert "Taken off the menu since, and out of your basket: 2 × Isombe, Lunch today" in html
    assert "Your basket is empty" in html
    visitor.post("/basket/lost/")
    assert "Taken off" not in page(visitor, BASKET)


def test_a_note_is_kept_and_its_limit_told(visitor, isombe):
    tap(visitor, isombe, 1)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "no onions"})
    assert "“no onions”" in page(visitor, BASKET)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "x" * 141})
    assert CartLine.objects.get().note == "no onions"
    assert "at most 140 characters" in page(visitor, BASKET)


def test_markup_in_a_note_is_text(visitor, isombe):
    tap(visitor, isombe, 1)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "<script>alert(1)</script>"})
    assert "<script>alert" not in page(visitor, BASKET)


@pytest.mark.parametrize(("name", "data"), [("note", {"note": "x"}), ("price", {"price": 1}), ("swap", {"alternative": 1})])
@pytest.mark.parametrize("item", ["", "x", "999999", "9" * 30])
def test_a_change_of_no_dish_is_not_found(visitor, name, data, item):
    assert visitor.post(f"/basket/{name}/", {"item": item, **data}).status_code == 404


def test_changes_of_a_basket_that_is_not_there_do_nothing(visitor, isombe):
    for name, data in (("note", {"note": "x"}), ("price", {"price": 1800}), ("swap", {"alternative": isombe.pk}), ("lost", {})):
        assert visitor.post(f"/basket/{name}/", {"item": isombe.pk, **data}).status_code == 302
    assert not Cart.objects.exists()


def test_nobody_changes_the_basket_of_another(visitor, isombe, now):
    owner = f.person()
    cart = carts.find_or_create(user=owner, token=None, site=f.site(), now=now)
    carts.set_quantity(cart=cart, item=isombe, quantity=2, now=now, note="mine")
    session = visitor.session
    session["basket"] = str(cart.token)
    session.save()
    tap(visitor, isombe, 0)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "theirs"})
    line = cart.lines.get()
    assert (line.quantity, line.note) == (2, "mine")
    assert "Your basket is empty" in page(visitor, BASKET)


def test_the_basket_page_takes_few_queries(isombe, now, django_assert_max_num_queries):
    client = sign_in(f.person())
    cart = carts.find_or_create(user=client.user, token=None, site=f.site(), now=now)
    for item in (isombe, f.menu_item(), f.menu_item(), f.menu_item()):
        carts.set_quantity(cart=cart, item=item, quantity=1, now=now)
    client.get("/basket/")
    with django_assert_max_num_queries(6):
        client.get("/basket/")


def test_a_very_long_name_and_note_stay_whole(visitor, isombe):
    isombe.dish.name_en = "Isombe " * 17
    isombe.dish.save()
    tap(visitor, isombe, 1)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "o" * 140})
    html = page(visitor, BASKET)
    assert ("Isombe " * 17).strip() in html
    assert "o" * 140 in html


def test_the_urls_of_the_basket_are_the_named_ones():
    assert reverse("customer_portal:basket") == "/basket/"
    assert reverse("customer_portal:basket-set") == "/basket/set/"
