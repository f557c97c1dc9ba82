"""The page of a dish."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from core.common import clock as kitchen_clock
from core.menu import facts
from core.menu.actions import dishes, portions
from core.nutrition.actions import set_allergens
from core.nutrition.models import Allergen, FoodReference, Tag
from core.orders.models import CartLine
from tests import factories as f
from tests.customer_portal.pages import page, words
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

DISH = "/dishes/isombe/"


@pytest.fixture
def lunch():
    return f.slot()


@pytest.fixture
def isombe(lunch):
    f.ingredient(key="leaves", group="vegetables")
    f.ingredient(key="groundnut", group="nuts_seeds")
    return f.menu_item(of=f.dish(key="isombe", name="Isombe", price=1800, ingredients=["leaves", "groundnut", "rice"]))


def measure(ingredient_key, **per_100g):
    row = f.ingredient(key=ingredient_key)
    row.reference = FoodReference.objects.create(source="USDA SR28", code=ingredient_key, description=ingredient_key, **per_100g)
    row.save()


def know(ingredient_key, now, **states):
    for position, key in enumerate(states):
        Allergen.objects.get_or_create(key=key, defaults={"name_en": key.capitalize(), "position": position})
    set_allergens(ingredient=f.ingredient(key=ingredient_key), states=states, by=f.system(), now=now)


# --- what is in it --------------------------------------------------------------------------------------------


def test_a_dish_tells_its_name_price_parts_texture_and_tags(isombe):
    isombe.dish.tags.add(Tag.objects.create(key="halal", name_en="Halal"))
    isombe.dish.iddsi_texture = 5
    isombe.dish.save()
    html = words(page(None, DISH))
    assert "Isombe RWF 1,800 Halal IDDSI 5: minced and moist" in html
    assert "Groundnut · Leaves · Rice" in html


def test_ingredients_come_by_weight_in_whatever_order_the_database_gives_them(isombe):
    version = isombe.dish.recipe.published
    assert set(version.plate["ingredients"]) == {"leaves", "groundnut", "rice"}
    version.plate = {**version.plate, "ingredients": {"rice": "20.00", "groundnut": "5.00", "leaves": "100.00"}}
    assert [part.name for part in facts.of([version])[version.pk].ingredients] == ["Leaves", "Rice", "Groundnut"]


def test_allergens_are_told_by_what_is_known_with_the_ingredient_that_causes_them(isombe, now):
    know("groundnut", now, peanuts="contains", soybeans="may_contain", fish="free", milk="free")
    know("leaves", now, peanuts="free", soybeans="free", fish="free")
    know("rice", now, peanuts="free", soybeans="free", fish="free", milk="free")
    html = page(None, DISH)
    table = words(re.search(r'<table class="allergens.*?</table>', html)[0])
    assert table == "Contains Peanuts Groundnut May contain Soybeans Groundnut Not known Milk Leaves Verified free 1 allergen Fish"
    assert '<b class="loud">Groundnut</b>' in html


def test_a_recipe_read_today_uses_what_is_known_of_its_ingredients_today(isombe, now):
    know("groundnut", now, peanuts="may_contain")
    assert "Contains" not in words(page(None, DISH))
    know("groundnut", now, peanuts="contains")
    assert "Contains Peanuts Groundnut" in words(page(None, DISH))


def test_a_figure_known_of_every_ingredient_stands_alone(isombe):
    measure("leaves", energy_kcal=40, protein_g="3.7", sodium_mg=10)
    measure("groundnut", energy_kcal=560, protein_g="26.25", sodium_mg=5)
    measure("rice", energy_kcal=365, protein_g="7.1", sodium_mg=5)
    label = words(re.search(r'<section class="label".*?</section>', page(None, DISH))[0])
    assert "Energy 965\xa0kcal Protein 37\xa0g" in label
    assert "Sodium 20\xa0mg" in label
    assert "at least" not in label.replace("“at least”", "")


def test_a_figure_not_known_of_all_lies_between_two_and_tells_the_gap(isombe):
    measure("groundnut", energy_kcal=560, sodium_mg="5.25")
    measure("rice", energy_kcal=365)
    label = words(re.search(r'<section class="label".*?</section>', page(None, DISH))[0])
    assert "Not known for 1 of 3 ingredients: Leaves." in label
    assert "Energy 925–1,825\xa0kcal Protein" in label, "the gap is that of the line on top"
    assert "Sodium not known for 2 of 3 ingredients 5.2–78,685\xa0mg" in label.replace("5.3", "5.2")
    assert "Iron not known" in label


def test_a_dish_without_a_published_recipe_says_that_nobody_knows(isombe):
    recipe = isombe.dish.recipe
    recipe.published = None
    recipe.save()
    html = page(None, DISH)
    assert "What is in this dish is not written down yet." in html
    assert "Nutrition" not in html


# --- when ------------------------------------------------------------------------------------------------------


def test_the_meal_asked_for_is_shown_with_its_own_price_and_the_others_are_linked(isombe, now):
    tomorrow = kitchen_clock.today(at=now) + timedelta(1)
    f.slot(day=tomorrow)
    f.menu_item(of=isombe.dish, day=tomorrow, price_override=2000)
    html = page(None, "/dishes/isombe/?meal=2026-11-26-lunch")
    assert "2,000" in html
    assert "Lunch, Thu 26 Nov" in html
    assert '<a href="?meal=2026-11-25-lunch">Lunch today</a>' in html


def test_past_the_cut_off_the_page_says_so_and_has_no_button(isombe, clock):
    clock.shift(timedelta(hours=3))
    html = page(None, DISH)
    assert "Too late for lunch today: orders ended 10:00." in words(html)
    assert "Put in the basket" not in html


def test_a_dish_that_is_on_no_menu_can_still_be_read(lunch):
    f.dish(key="isombe", name="Isombe")
    html = page(None, DISH)
    assert "Not on the menu in the coming days." in html
    assert "Put in the basket" not in html


def test_a_sold_out_dish_says_so_and_has_no_button(isombe, now):
    portions.take(wanted={isombe.pk: 20}, by=f.system(), now=now)
    html = page(None, DISH)
    assert "Sold out" in html
    assert "Put in the basket" not in html


def test_an_archived_or_unknown_dish_is_not_found(isombe, now):
    dishes.archive(dish=isombe.dish, by=f.system(), now=now)
    page(None, DISH, status=404)
    page(None, "/dishes/none/", status=404)


def test_a_dish_page_takes_eleven_queries(isombe, django_assert_num_queries):
    client = sign_in(f.person())
    client.get("/dishes/isombe/")
    with django_assert_num_queries(11):
        client.get("/dishes/isombe/")


# --- into the basket ---------------------------------------------------------------------------------------------


def put(client, **more):
    return client.post("/dishes/isombe/?meal=2026-11-25-lunch", {"quantity": 2, "note": "no onions", "price": 1800, **more})


def test_portions_with_a_note_go_into_the_basket_and_back_to_the_menu(isombe):
    client = Client()
    response = put(client)
    assert (response.status_code, response["Location"]) == (302, f"/?meal=2026-11-25-lunch#dish-{isombe.pk}")
    line = CartLine.objects.get()
    assert (line.quantity, line.note, line.seen_price) == (2, "no onions", 1800)
    assert "Isombe: 2 portions in your basket." in page(client, "/")


def test_what_is_in_the_basket_is_shown_and_changed_not_added(isombe):
    client = Client()
    put(client)
    html = page(client, DISH)
    assert re.search(r'name="quantity" value="2"', html)
    assert 'value="no onions"' in html
    assert "Change in the basket" in html
    put(client, quantity=1, note="")
    line = CartLine.objects.get()
    assert (line.quantity, line.note) == (1, "")


@pytest.mark.parametrize("quantity", ["", "0", "-1", "two", "1.5", "99999999999999999999"])
def test_a_number_that_is_none_is_told_beside_the_field_and_nothing_is_lost(isombe, quantity):
    client = Client()
    response = put(client, quantity=quantity)
    assert response.status_code in (409, 422)
    html = response.content.decode()
    assert '<a href="#id_quantity">' in html
    assert 'value="no onions"' in html
    assert not CartLine.objects.exists()


def test_a_note_too_long_is_told_with_the_limit(isombe):
    response = put(Client(), note="x" * 141)
    assert response.status_code == 422
    assert "at most 140 characters" in response.content.decode()
    assert not CartLine.objects.exists()


def test_more_than_is_left_is_told_with_what_is_left(isombe, now):
    portions.take(wanted={isombe.pk: 18}, by=f.system(), now=now)
    response = put(Client(), quantity=3)
    assert response.status_code == 409
    assert "Isombe: only 2 portions left." in response.content.decode()
    assert not CartLine.objects.exists()
