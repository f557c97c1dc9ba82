"""The menu of a meal, at 8:00 on a Wednesday: lunch until 10:00, dinner until 15:00."""

import gzip
import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from core.common import clock as kitchen_clock
from core.menu.actions import calendar, dishes, portions, strikes
from core.orders.actions import carts
from core.slots import actions as slots
from tests import factories as f
from tests.customer_portal.pages import page, words
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

MENU = "/"


@pytest.fixture
def meals():
    """Lunch and dinner of today."""
    f.slot()
    f.slot(period="dinner", starts="18:00", ends="19:00", cut_off="15:00")
    return f.menu_item(of=f.dish(name="Isombe", price=1800)), f.menu_item(of=f.dish(name="Pilau", price=3000), period="dinner")


def row_of(html, name):
    """The row of a dish as text."""
    rows = re.findall(r'<li class="dish-row.*?</li>', html)
    return next(row for row in rows if f">{name}</a>" in row)


# --- which meal --------------------------------------------------------------------------------------------


def test_the_first_meal_that_can_be_ordered_is_shown_with_its_cut_off(meals):
    html = page(None, MENU)
    assert "<h1>Lunch, Wed 25 Nov</h1>" in html
    assert "order by <b>10:00</b>" in html
    assert ">Isombe</a>" in html
    assert ">Pilau</a>" not in html
    assert '<a class="tabs__tab" href="?meal=2026-11-25-lunch" aria-current="page">Lunch</a>' in html


def test_past_the_cut_off_the_next_meal_is_shown_and_why(meals, clock):
    clock.shift(timedelta(hours=3))
    html = page(None, MENU)
    assert "<h1>Dinner, Wed 25 Nov</h1>" in html
    assert "Too late for lunch today: orders ended 10:00. Next comes dinner today." in words(html)


def test_a_meal_past_its_cut_off_can_be_read_but_not_added_to(meals, clock):
    clock.shift(timedelta(hours=3))
    html = page(None, "/?meal=2026-11-25-lunch")
    assert "Too late for lunch today: orders ended 10:00." in words(html)
    assert '<a href="?meal=2026-11-25-dinner">Dinner today: order by 15:00</a>' in html
    assert "data-stepper" not in row_of(html, "Isombe")


def test_a_full_meal_says_so(meals, now):
    slot = f.slot()
    slots.set_capacity(slot=slot, capacity=0, by=f.system(), now=now)
    assert "Every time for lunch today is full. Next comes dinner today." in words(page(None, MENU))
    html = page(None, "/?meal=2026-11-25-lunch")
    assert "Every time of this meal is full." in html
    assert "data-stepper" not in row_of(html, "Isombe")


@pytest.mark.parametrize("asked", ["2026-11-25-breakfast", "2027-01-01-lunch"])
def test_a_meal_that_is_not_planned_leads_to_one_that_is(meals, asked):
    html = page(None, f"/?meal={asked}")
    assert "is not planned. You see Lunch today." in words(html)


@pytest.mark.parametrize("asked", ["", "lunch", "2026-13-40-lunch", "2026-11-25-supper", "<script>", "%00"])
def test_an_address_that_names_no_meal_shows_the_first(meals, asked):
    assert "<h1>Lunch, Wed 25 Nov</h1>" in page(None, f"/?meal={asked}")


def test_days_are_offered_as_far_as_there_is_a_menu(meals, now):
    f.menu_item(day=kitchen_clock.today(at=now) + timedelta(1))
    f.menu_item(day=kitchen_clock.today(at=now) + timedelta(2), period="breakfast")
    html = page(None, MENU)
    days = re.findall(r'<a class="filter-chip" href="\?meal=([\d\w-]+)"( aria-current="page")?>([^<]+)</a>', html)
    assert [(meal, name) for meal, _current, name in days] == [
        ("2026-11-25-lunch", "Today"),
        ("2026-11-26-lunch", "Tomorrow"),
        ("2026-11-27-breakfast", "Fri 27 Nov"),
    ]


def test_without_any_menu_the_kitchen_can_be_called(db):
    f.site()
    html = page(None, MENU)
    assert "There is no menu for the coming days yet" in html
    assert 'href="tel:+250788000100"' in html


def test_even_without_a_kitchen_there_is_a_page(db):
    assert "There is no menu for the coming days yet" in page(None, MENU)


def test_with_everything_closed_the_last_meal_stays_readable(meals, clock):
    clock.shift(timedelta(hours=10))
    html = page(None, MENU)
    assert "<h1>Dinner, Wed 25 Nov</h1>" in html
    assert "Too late for dinner today: orders ended 15:00." in words(html)


# --- rows ---------------------------------------------------------------------------------------------------


def test_a_row_has_name_line_price_and_a_plus(meals):
    html = row_of(page(None, MENU), "Isombe")
    assert words(html) == "Isombe RWF 1,800 0"
    assert 'aria-label="Add: Isombe"' in html
    assert 'alt="all cereal"' in html


def test_portions_left_are_told_when_few(meals, now):
    isombe, _pilau = meals
    assert "left" not in words(row_of(page(None, MENU), "Isombe"))
    portions.take(wanted={isombe.pk: 11}, by=f.system(), now=now)
    assert "9 left" in words(row_of(page(None, MENU), "Isombe"))


def test_a_sold_out_dish_stays_with_the_word_and_without_a_plus(meals, now):
    isombe, _pilau = meals
    portions.take(wanted={isombe.pk: 20}, by=f.system(), now=now)
    html = row_of(page(None, MENU), "Isombe")
    assert "Sold out" in html
    assert "<button" not in html


def test_a_struck_off_dish_says_until_when(meals, now):
    isombe, _pilau = meals
    strikes.strike_off(dish=isombe.dish, site=f.site(), until=now + timedelta(hours=1), reason="No gas", by=f.system(), now=now)
    html = row_of(page(None, MENU), "Isombe")
    assert "Not available until 09:00" in html
    assert "<button" not in html


def test_what_can_be_had_stands_before_what_cannot_and_the_kitchens_pick_first(meals, now):
    isombe, _pilau = meals
    pick = f.dish(name="Zebra stew")
    pick.is_featured = True
    pick.save()
    f.menu_item(of=pick)
    f.menu_item(of=f.dish(name="Akabenz"))
    portions.take(wanted={isombe.pk: 20}, by=f.system(), now=now)
    html = page(None, MENU)
    assert re.findall(r'dish-row__name"><a [^>]+>([^<]+)<', html) == ["Zebra stew", "Akabenz", "Isombe"]
    assert "Kitchen’s pick" in row_of(html, "Zebra stew")


def test_dishes_are_grouped_by_category(meals):
    f.menu_item(of=f.dish(name="Tea", category="beverages"))
    assert re.findall(r'class="section-line"[^>]*>([^<]+)<', page(None, MENU)) == ["Lunch", "Beverages"]


def test_archived_dishes_and_hidden_days_are_not_shown(meals, now):
    isombe, pilau = meals
    dishes.archive(dish=isombe.dish, by=f.system(), now=now)
    calendar.set_published(menu_day=pilau.menu_day, is_published=False, by=f.system(), now=now)
    assert "There is no menu for the coming days yet" in page(None, MENU)


def test_an_edited_price_shows_at_once(meals):
    client = Client()
    assert "1,800" in row_of(page(client, MENU), "Isombe")
    isombe, _pilau = meals
    isombe.dish.price = 1950
    isombe.dish.save()
    assert "1,950" in row_of(page(client, MENU), "Isombe")


def test_names_are_in_the_readers_language_and_thousands_as_they_write_them(meals):
    isombe, _pilau = meals
    isombe.dish.name_fr = "Isombe et pâte"
    isombe.dish.save()
    client = Client()
    client.post(reverse("set_language"), {"language": "fr"})
    assert "1\u202f800" in row_of(page(client, MENU), "Isombe et pâte")


def test_markup_in_a_name_is_text(meals):
    f.menu_item(of=f.dish(name="<b>Rice</b> & 'beans'"))
    assert "&lt;b&gt;Rice&lt;/b&gt; &amp; &#x27;beans&#x27;" in page(None, MENU)


def test_a_dish_without_a_published_recipe_still_has_a_row(meals):
    isombe, _pilau = meals
    recipe = isombe.dish.recipe
    recipe.published = None
    recipe.save()
    assert "plate--none" in row_of(page(None, MENU), "Isombe")


# --- the basket beside it -------------------------------------------------------------------------------------


def test_the_basket_bar_counts_everything_and_the_panel_tells_this_meal(meals, now):
    isombe, pilau = meals
    client = sign_in(f.person())
    cart = carts.find_or_create(user=client.user, token=None, site=f.site(), now=now)
    carts.set_quantity(cart=cart, item=isombe, quantity=2, now=now)
    carts.set_quantity(cart=cart, item=pilau, quantity=1, now=now)
    html = page(client, MENU)
    bar = words(re.search(r'<div id="basket-bar">.*?</nav>', html)[0])
    panel = words(re.search(r"<aside.*?</aside>", html)[0])
    assert bar == "3 Basket Order by 10:00 RWF\xa06,600"
    assert "2 × Isombe 3,600" in panel
    assert "Total so far 3,600" in panel
    assert "and 1 dish for another meal" in panel
    assert 'href="/checkout/?meal=2026-11-25-lunch">Check out lunch</a>' in html
    assert "<output>2</output>" in row_of(html, "Isombe")


def test_the_panel_leads_to_the_basket_when_something_in_it_cannot_be_had(meals, now):
    isombe, _pilau = meals
    client = sign_in(f.person())
    cart = carts.find_or_create(user=client.user, token=None, site=f.site(), now=now)
    carts.set_quantity(cart=cart, item=isombe, quantity=2, now=now)
    portions.take(wanted={isombe.pk: 19}, by=f.system(), now=now)
    panel = re.search(r"<aside.*?</aside>", page(client, MENU))[0]
    assert "/checkout/" not in panel
    assert "Some of it cannot be had any more." in panel


def test_an_empty_basket_has_no_bar(meals):
    assert "basket-bar__link" not in page(None, MENU)


# --- what it costs -----------------------------------------------------------------------------------------------


def fill(number):
    f.slot()
    tomorrow = kitchen_clock.today() + timedelta(1)
    for n in range(number):
        dish = f.dish(name=f"A dish with a rather long name, number {n}", category=("lunch", "snacks", "beverages")[n % 3])
        dish.description_en = f"Cooked slowly with greens, groundnut and a little palm oil, served hot; number {n} of the day."
        dish.save()
        f.menu_item(of=dish)
        if n % 5 == 0:
            f.menu_item(of=dish, day=tomorrow)
            f.menu_item(of=dish, period="dinner")


def test_a_signed_in_menu_takes_four_queries_session_and_person_among_them(django_assert_num_queries, now):
    fill(12)
    client = sign_in(f.person())
    cart = carts.find_or_create(user=client.user, token=None, site=f.site(), now=now)
    carts.set_quantity(cart=cart, item=f.menu_item(), quantity=2, now=now)
    client.get(MENU)
    with django_assert_num_queries(4):
        assert "<output>2</output>" in client.get(MENU).content.decode()


def test_a_strangers_menu_takes_two_queries(django_assert_num_queries):
    fill(6)
    with django_assert_num_queries(2):
        Client().get(MENU)


def weight(html):
    """Bytes over the line: the page, and every stylesheet, script and sprite it names, compressed as they are served."""
    named = set(re.findall(r'(?:href|src)="/static/([^"#]+\.(?:css|js))"', html)) | set(re.findall(r'href="/static/([^"#]+\.svg)#', html))
    sizes = {name: len(gzip.compress(open(finders.find(name), "rb").read())) for name in named}  # noqa: SIM115
    return {"page": len(gzip.compress(html.encode(), 6)), **sizes}


def test_a_cold_menu_of_forty_dishes_weighs_at_most_sixty_kilobytes(db):
    fill(40)
    sizes = weight(Client().get(MENU).content.decode())
    assert {"portal/vendor/portal.js", "house/tokens.css", "portal/menu.css", "house/icons.svg"} <= sizes.keys()
    assert sum(sizes.values()) <= 60 * 1024, sizes


def test_the_menu_asks_nothing_of_another_host_and_runs_nothing_inline(meals):
    html = page(None, MENU)
    assert not re.search(r'(?:href|src|action)="(?:https?:)?//', html)
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
