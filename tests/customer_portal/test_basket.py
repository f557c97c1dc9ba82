"""The basket and every tap that changes it, at 8:00 on a Wednesday."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.menu.actions import calendar, dishes, portions, strikes
from core.orders.actions import carts
from core.orders.models import Cart, CartLine
from tests import factories as f
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def isombe():
    f.slot()
    return f.menu_item(of=f.dish(key="isombe", name="Isombe", price=1800))


@pytest.fixture
def visitor(isombe):
    return Client()


def tap(client, item, quantity, *, price="", **more):
    return client.post("/basket/set/", {"portions": f"{item.pk}:{quantity}:{price}", "next": "/?meal=2026-11-25-lunch", **more})


def htmx_tap(client, item, quantity, *, target=""):
    headers = {"HX-Request": "true", "HX-Target": target or f"dish-{item.pk}"}
    return client.post("/basket/set/", {"portions": f"{item.pk}:{quantity}:{item.price}"}, headers=headers)


def basket(client):
    response = client.get("/basket/")
    assert response.status_code == 200
    return re.sub(r"[ \n]+", " ", response.content.decode())


def words(html):
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def portions_in_baskets():
    return {line.item_id: line.quantity for line in CartLine.objects.all()}


# --- taps without script -------------------------------------------------------------------------------------


def test_a_guest_fills_a_basket_and_is_sent_back_to_the_dish(visitor, isombe):
    response = tap(visitor, isombe, 1)
    assert (response.status_code, response["Location"]) == (302, f"/?meal=2026-11-25-lunch#dish-{isombe.pk}")
    assert portions_in_baskets() == {isombe.pk: 1}
    assert words(basket(visitor)).count("Isombe") >= 1


def test_the_same_tap_twice_is_one(visitor, isombe):
    tap(visitor, isombe, 1)
    tap(visitor, isombe, 1)
    assert portions_in_baskets() == {isombe.pk: 1}
    assert Cart.objects.count() == 1


def test_two_guests_have_two_baskets(visitor, isombe):
    other = Client()
    tap(visitor, isombe, 1)
    assert "Your basket is empty" in basket(other)
    tap(other, isombe, 2)
    assert Cart.objects.count() == 2


def test_taking_the_last_one_away_empties_it(visitor, isombe):
    tap(visitor, isombe, 1)
    tap(visitor, isombe, 0)
    assert "Your basket is empty" in basket(visitor)


def test_taking_out_of_no_basket_makes_none(visitor, isombe):
    tap(visitor, isombe, 0)
    assert not Cart.objects.exists()


def test_a_refused_tap_says_why_and_keeps_the_basket(visitor, isombe, now):
    tap(visitor, isombe, 1)
    portions.take(wanted={isombe.pk: 19}, by=f.system(), now=now)
    tap(visitor, isombe, 2)
    assert portions_in_baskets() == {isombe.pk: 1}
    assert "Isombe: only 1 portion left." in words(basket(visitor))


@pytest.mark.parametrize("text", ["", "x", "1", "1:x:1", "0:1:1", "1:-1:1", "99999999999:1:1", "1:99999999999:1", "1:1:-5", "1:1:x"])
def test_a_tap_that_says_nothing_sensible_is_not_found_and_changes_nothing(visitor, text):
    assert visitor.post("/basket/set/", {"portions": text}).status_code == 404
    assert not Cart.objects.exists()


def test_a_dish_of_no_day_is_not_found(visitor):
    assert visitor.post("/basket/set/", {"portions": "999999:1:1"}).status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", ""])
def test_no_other_host_is_gone_to(visitor, isombe, elsewhere):
    assert tap(visitor, isombe, 1, next=elsewhere)["Location"] == f"/basket/#dish-{isombe.pk}"


@pytest.mark.parametrize("name", ["set", "note", "price", "swap", "lost"])
def test_the_basket_is_changed_by_post_alone(visitor, name):
    assert visitor.get(f"/basket/{name}/").status_code == 405


def test_a_tap_needs_its_pages_token(isombe):
    client = Client(enforce_csrf_checks=True)
    assert tap(client, isombe, 1).status_code == 403
    assert not Cart.objects.exists()


# --- taps with script --------------------------------------------------------------------------------------------


def test_a_tap_on_the_menu_answers_with_the_bar_and_the_panel(visitor, isombe):
    response = htmx_tap(visitor, isombe, 2)
    html = response.content.decode()
    assert response.status_code == 200
    assert '<div id="basket-bar" hx-swap-oob="true">' in html
    assert "RWF\xa03,600" in html
    assert '<aside class="basket-panel" id="basket-panel"' in html
    assert "dish-row" not in html, "the row shows the number already"


def test_a_refused_tap_on_the_menu_brings_the_row_as_it_is_now(visitor, isombe, now):
    htmx_tap(visitor, isombe, 1)
    portions.take(wanted={isombe.pk: 20}, by=f.system(), now=now)
    response = htmx_tap(visitor, isombe, 2)
    html = response.content.decode()
    assert (response.status_code, response["X-Piece"]) == (409, "yes")
    assert f'id="dish-{isombe.pk}" hx-swap-oob="true"' in html
    assert "Sold out" in html
    assert "Isombe is sold out." in html
    assert "<output>1</output>" in html


def test_a_refused_tap_on_a_dish_that_left_the_menu_is_told_in_a_toast(visitor, isombe, now):
    pilau = f.menu_item(of=f.dish(name="Pilau"))
    htmx_tap(visitor, pilau, 1)
    dishes.archive(dish=isombe.dish, by=f.system(), now=now)
    html = htmx_tap(visitor, isombe, 1).content.decode()
    assert "Isombe is no longer on the menu." in html
    assert 'hx-swap-oob="beforeend:[data-toasts]"' in html


def test_a_tap_on_a_meal_that_left_the_menu_draws_the_page_again(visitor, isombe, now):
    calendar.set_published(menu_day=isombe.menu_day, is_published=False, by=f.system(), now=now)
    response = htmx_tap(visitor, isombe, 1)
    assert (response.status_code, response["HX-Refresh"]) == (409, "true")


def test_a_tap_in_the_basket_answers_with_the_sums(visitor, isombe):
    htmx_tap(visitor, isombe, 1)
    html = htmx_tap(visitor, isombe, 3, target="basket").content.decode()
    assert '<b id="sum-2026-11-25-lunch" hx-swap-oob="true">RWF\xa05,400</b>' in html
    assert f'id="amount-{isombe.pk}" hx-swap-oob="true">5,400</b>' in html
    assert 'id="basket"' not in html


def test_taking_the_last_one_away_in_the_basket_draws_it_again(visitor, isombe):
    htmx_tap(visitor, isombe, 1)
    html = htmx_tap(visitor, isombe, 0, target="basket").content.decode()
    assert '<div class="basket" id="basket" hx-swap-oob="true">' in html
    assert "Your basket is empty" in html


def test_a_refused_tap_in_the_basket_draws_it_again_and_says_why(visitor, isombe, now):
    htmx_tap(visitor, isombe, 2)
    portions.take(wanted={isombe.pk: 18}, by=f.system(), now=now)
    response = htmx_tap(visitor, isombe, 3, target="basket")
    html = response.content.decode()
    assert response.status_code == 409
    assert 'id="basket" hx-swap-oob="true"' in html
    assert "Isombe: only 2 portions left." in html


# --- what the page says ---------------------------------------------------------------------------------------------


def test_lines_stand_by_meal_each_with_its_sum_and_its_own_checkout(visitor, isombe):
    f.slot(period="dinner", starts="18:00", ends="19:00", cut_off="15:00")
    pilau = f.menu_item(of=f.dish(name="Pilau", price=3000), period="dinner")
    tap(visitor, isombe, 2)
    tap(visitor, pilau, 1)
    html = basket(visitor)
    assert re.findall(r'<h2 id="m-([\w-]+)">([^<]+)</h2>', html) == [
        ("2026-11-25-lunch", "Lunch today"),
        ("2026-11-25-dinner", "Dinner today"),
    ]
    assert re.findall(r'id="sum-[\w-]+">([^<]+)<', html) == ["RWF\xa03,600", "RWF\xa03,000"]
    assert '<a class="button button--wide" href="/checkout/?meal=2026-11-25-lunch">Check out lunch today</a>' in html
    assert '<a class="button button--wide" href="/checkout/?meal=2026-11-25-dinner">Check out dinner today</a>' in html


def test_a_changed_price_is_told_and_taken_with_one_tap(visitor, isombe):
    tap(visitor, isombe, 1, price=1500)
    html = basket(visitor)
    assert "Isombe now costs RWF 1,800 instead of RWF 1,500." in html
    assert "1 dish to settle above, then check out." in html
    assert "/checkout/" not in html
    assert "Take it for RWF\xa01,800" in html
    visitor.post("/basket/price/", {"item": isombe.pk, "price": 1800})
    assert "/checkout/?meal=2026-11-25-lunch" in basket(visitor)


def test_a_price_that_changed_once_more_is_asked_again(visitor, isombe):
    tap(visitor, isombe, 1, price=1500)
    visitor.post("/basket/price/", {"item": isombe.pk, "price": 1700})
    assert CartLine.objects.get().seen_price == 1500
    assert "The price of Isombe has changed once more." in basket(visitor)


def test_a_dish_that_ran_out_offers_the_nearest_one_tap_away(visitor, isombe, now):
    pilau = f.menu_item(of=f.dish(name="Pilau", price=2000))
    tap(visitor, isombe, 2)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "no onions"})
    portions.take(wanted={isombe.pk: 20}, by=f.system(), now=now)
    html = basket(visitor)
    assert "Isombe is sold out." in html
    assert "Take Pilau instead, RWF\xa02,000" in html
    visitor.post("/basket/swap/", {"item": isombe.pk, "alternative": pilau.pk})
    line = CartLine.objects.get()
    assert (line.item, line.quantity, line.note) == (pilau, 2, "no onions")
    assert "Pilau is in your basket instead." in basket(visitor)


def test_too_few_left_offers_those_that_are(visitor, isombe, now):
    tap(visitor, isombe, 5)
    portions.take(wanted={isombe.pk: 18}, by=f.system(), now=now)
    html = basket(visitor)
    assert "Isombe: only 2 portions left." in html
    assert f'name="portions" value="{isombe.pk}:2:"' in html
    tap(visitor, isombe, 2)
    assert "/checkout/" in basket(visitor)


def test_a_struck_off_dish_can_be_taken_out(visitor, isombe, now):
    tap(visitor, isombe, 1)
    strikes.strike_off(dish=isombe.dish, site=f.site(), until=now + timedelta(hours=1), reason="No gas", by=f.system(), now=now)
    html = basket(visitor)
    assert "Isombe is struck off for now." in html
    assert f'name="portions" value="{isombe.pk}:0:"' in html
    assert "data-stepper" not in html


def test_past_the_cut_off_each_dish_goes_to_its_next_meal(visitor, isombe, clock):
    f.slot(period="dinner", starts="18:00", ends="19:00", cut_off="15:00")
    dinner = f.menu_item(of=isombe.dish, period="dinner")
    tap(visitor, isombe, 2)
    clock.shift(timedelta(hours=3))
    html = basket(visitor)
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
    assert "Pilau: only 1 portion left." in basket(visitor)


def test_a_dish_taken_off_its_day_is_told_until_it_is_read(visitor, isombe, now):
    tap(visitor, isombe, 2)
    calendar.take_off(item=isombe, by=f.system(), now=now)
    html = words(basket(visitor))
    assert "Taken off the menu since, and out of your basket: 2 × Isombe, Lunch today" in html
    assert "Your basket is empty" in html
    visitor.post("/basket/lost/")
    assert "Taken off" not in basket(visitor)


def test_a_note_is_kept_and_its_limit_told(visitor, isombe):
    tap(visitor, isombe, 1)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "no onions"})
    assert "“no onions”" in basket(visitor)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "x" * 141})
    assert CartLine.objects.get().note == "no onions"
    assert "at most 140 characters" in basket(visitor)


def test_markup_in_a_note_is_text(visitor, isombe):
    tap(visitor, isombe, 1)
    visitor.post("/basket/note/", {"item": isombe.pk, "note": "<script>alert(1)</script>"})
    assert "<script>alert" not in basket(visitor)


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
    assert "Your basket is empty" in basket(visitor)


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
    html = basket(visitor)
    assert ("Isombe " * 17).strip() in html
    assert "o" * 140 in html


def test_the_urls_of_the_basket_are_the_named_ones():
    assert reverse("customer_portal:basket") == "/basket/"
    assert reverse("customer_portal:basket-set") == "/basket/set/"
