"""Every tap that puts a dish into the basket or takes it out, with script and without it; at 8:00 on a Wednesday."""

import pytest
from django.test import Client

from core.menu.actions import calendar, dishes, portions
from core.orders.models import Cart, CartLine
from tests import factories as f
from tests.customer_portal.pages import htmx_tap, page, tap, words

pytestmark = pytest.mark.django_db

BASKET = "/basket/"


def portions_in_baskets():
    return {line.item_id: line.quantity for line in CartLine.objects.all()}


# --- taps without script -------------------------------------------------------------------------------------


def test_a_guest_fills_a_basket_and_is_sent_back_to_the_dish(visitor, isombe):
    response = tap(visitor, isombe, 1)
    assert (response.status_code, response["Location"]) == (302, f"/?meal=2026-11-25-lunch#dish-{isombe.pk}")
    assert portions_in_baskets() == {isombe.pk: 1}
    assert words(page(visitor, BASKET)).count("Isombe") >= 1


def test_the_same_tap_twice_is_one(visitor, isombe):
    tap(visitor, isombe, 1)
    tap(visitor, isombe, 1)
    assert portions_in_baskets() == {isombe.pk: 1}
    assert Cart.objects.count() == 1


def test_two_guests_have_two_baskets(visitor, isombe):
    other = Client()
    tap(visitor, isombe, 1)
    assert "Your basket is empty" in page(other, BASKET)
    tap(other, isombe, 2)
    assert Cart.objects.count() == 2


def test_taking_the_last_one_away_empties_it(visitor, isombe):
    tap(visitor, isombe, 1)
    tap(visitor, isombe, 0)
    assert "Your basket is empty" in page(visitor, BASKET)


def test_taking_out_of_no_basket_makes_none(visitor, isombe):
    tap(visitor, isombe, 0)
    assert not Cart.objects.exists()


def test_a_refused_tap_says_why_and_keeps_the_basket(visitor, isombe, now):
    tap(visitor, isombe, 1)
    portions.take(wanted={isombe.pk: 19}, by=f.system(), now=now)
    tap(visitor, isombe, 2)
    assert portions_in_baskets() == {isombe.pk: 1}
    assert "Isombe: only 1 portion left." in words(page(visitor, BASKET))


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
