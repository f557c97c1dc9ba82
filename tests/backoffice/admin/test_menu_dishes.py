"""Dishes on the desk: the list, the form with its verbs, and what each role may do."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.common import clock
from core.menu.actions import dishes, strikes
from core.menu.models import Dish, DishStrike, RecipeVersion
from core.nutrition.actions import set_allergens
from core.nutrition.models import Allergen
from tests import factories as f
from tests.pages import fields, send, text

pytestmark = pytest.mark.django_db
LIST = "admin:menu_dish_changelist"


@pytest.fixture
def chef(sign_in_as):
    return sign_in_as("head_chef")


def page_of(dish):
    return reverse("admin:menu_dish_change", args=[dish.pk])


def verb(name, dish):
    return reverse(f"admin:menu_dish_{name}", args=[dish.pk])


# --- the list -----------------------------------------------------------------------------------------


def test_the_list_names_what_decides(chef, now):
    gluten = Allergen.objects.create(key="gluten", name_en="Gluten")
    dish = f.dish(name="Chapati", price=800, ingredients=["flour"])
    set_allergens(ingredient=f.ingredient(key="flour"), states={"gluten": "contains"}, by=f.system(), now=now)
    f.menu_item(of=dish, portions=12)
    strikes.strike_off(dish=dish, site=f.site(), until=now + timedelta(hours=2), reason="No flour", by=f.system(), now=now)
    words = text(chef.get(reverse(LIST)))
    assert f"Chapati Active Lunch Hot 800 12 {gluten.name} until 10:00" in words


def test_the_list_asks_the_same_for_one_dish_and_for_many(chef, django_assert_max_num_queries):
    for _ in range(6):
        f.menu_item(of=f.dish(ingredients=["rice", "beans"]))
    chef.get(reverse(LIST))
    with django_assert_max_num_queries(14):  # eight for the list, the rest for the session and its person
        chef.get(reverse(LIST))


@pytest.mark.parametrize("term", ["Rice", "umuceri", "riz", "rice_plain"])
def test_a_dish_is_found_by_each_of_its_names(term, chef):
    rice = f.dish(key="rice_plain", name="Rice")
    Dish.objects.filter(pk=rice.pk).update(name_rw="Umuceri", name_fr="Riz")
    f.dish(name="Beans")
    words = text(chef.get(reverse(LIST), {"q": term}))
    assert "Rice" in words
    assert "Beans" not in words


@pytest.mark.parametrize(("asked", "shown"), [("on", {"Rice", "Beans"}), ("out", {"Beans"}), ("struck", {"Tea"})])
def test_views_of_today(asked, shown, chef, now):
    f.menu_item(of=f.dish(name="Rice"))
    f.menu_item(of=f.dish(name="Beans"), portions=0)
    tea = f.dish(name="Tea")
    strikes.strike_off(dish=tea, site=f.site(), until=now + timedelta(hours=2), reason="No tea", by=f.system(), now=now)
    rows = chef.get(reverse(LIST), {"today": asked}).context["cl"].result_list
    assert {row.name for row in rows} == shown


def test_an_empty_list_says_what_belongs_there(chef):
    assert "Everything the kitchen sells by the portion stands here." in text(chef.get(reverse(LIST)))


# --- the page -----------------------------------------------------------------------------------------


def test_the_page_shows_plate_allergens_days_and_recipe(chef, now):
    for key in ("gluten", "sesame"):
        Allergen.objects.create(key=key, name_en=key.capitalize())
    dish = f.dish(ingredients=["flour"])
    set_allergens(ingredient=f.ingredient(key="flour"), states={"gluten": "contains"}, by=f.system(), now=now)
    item = f.menu_item(of=dish, portions=12, day=clock.today() + timedelta(days=1))
    response = chef.get(page_of(dish))
    words = text(response)
    assert 'src="data:image/svg+xml;base64,' in response.content.decode()
    assert "Cereals 100 g 100 %" in words
    assert "Gluten contains: Flour 1 is not known" in words
    assert reverse("admin:menu_menuday_change", args=[item.menu_day_id]) in response.content.decode()
    assert "Lunch, Thu 26 Nov 12 of 12 left" in words
    assert "For 1 serving margin 95 % 100 100" in words


def test_a_save_changes_what_was_typed_and_keeps_why(chef):
    dish = f.dish(price=2000)
    answer = send(chef, page_of(dish), "dish_form", price="2500", staff_price="1500", _why="Oil is dearer")
    assert answer.status_code == 302
    dish.refresh_from_db()
    assert (dish.price, dish.staff_price, dish.status) == (2500, 1500, "active")
    last = dish.history.latest()
    assert (last.history_user, last.history_change_reason) == (chef.user, "Oil is dearer")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"staff_price": "2001"}, "staff_price", "The staff price is not above the price."),
        ({"name_en": "x" * 200}, "name_en", "at most 120 characters"),
        ({"price": "-5"}, "price", "greater than or equal to 0"),
        ({"iddsi_texture": "9"}, "iddsi_texture", "less than or equal to 7"),
        ({"at_breakfast": None, "at_lunch": None, "at_dinner": None}, "at_breakfast", "A dish is served at one period at least."),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(change, field, words, chef):
    dish = f.dish(price=2000)
    before = dish.history.count()
    answer = send(chef, page_of(dish), "dish_form", **{"name_rw": "Umuceri mushya"} | change)
    form = answer.context["adminform"].form
    assert list(form.errors) == [field]
    assert words in form.errors[field][0]
    assert fields(answer, "dish_form")["name_rw"] == "Umuceri mushya"
    assert dish.history.count() == before


def test_the_key_is_made_once(chef):
    dish = f.dish(key="rice")
    send(chef, page_of(dish), "dish_form", key="other")
    assert Dish.objects.get(pk=dish.pk).key == "rice"


# --- its verbs ----------------------------------------------------------------------------------------


def test_a_new_dish_is_a_draft_until_its_recipe_is_published(chef):
    station, category = f.station(), f.dish().category
    new = {"name_en": "Isombe", "key": "isombe", "price": "1800", "category": category.pk, "station": station.pk, "at_lunch": "on"}
    send(chef, reverse("admin:menu_dish_add"), "dish_form", **new)
    dish = Dish.objects.get(key="isombe")
    assert dish.status == "draft"
    offered = text(chef.get(page_of(dish)))
    assert "Write the recipe" in offered
    assert "Activate" not in offered

    answer = chef.post(verb("activate", dish), {"reason": ""}, headers={"HX-Request": "true"})
    assert "has no published recipe" in text(answer)
    answer = chef.post(verb("write_recipe", dish))
    draft = RecipeVersion.objects.get(recipe__dish=dish)
    assert answer["Location"] == reverse("admin:menu_recipeversion_change", args=[draft.pk])


def test_an_archived_dish_is_kept_as_it_was(chef):
    dish = f.dish(price=2000)
    chef.post(verb("archive", dish), {"reason": "Nobody buys it"})
    dish.refresh_from_db()
    assert (dish.status, dish.history.latest().history_change_reason) == ("archived", "Nobody buys it")
    assert chef.post(page_of(dish), {"price": "1"}).status_code == 403
    chef.post(verb("activate", dish), {"reason": ""})
    dish.refresh_from_db()
    assert (dish.status, dish.price) == ("active", 2000)


def test_a_dish_is_struck_off_until_the_end_of_the_day_and_put_back(chef):
    dish = f.dish()
    chef.post(verb("strike_off", dish), {"span": "today", "reason": "Burnt"})
    strike = DishStrike.objects.get(dish=dish)
    assert (strike.until.astimezone(clock.KIGALI).strftime("%d %H:%M"), strike.reason, strike.struck_by) == ("25 23:59", "Burnt", chef.user)
    assert "Put back" in text(chef.get(page_of(dish)))
    chef.post(verb("put_back", dish))
    assert Dish.objects.with_today(site=f.site(), day=clock.today(), now=clock.now()).get(pk=dish.pk).struck_until is None


@pytest.mark.parametrize(
    ("answers", "words"),
    [({"span": "1", "reason": ""}, "This field is required"), ({"span": "1", "day": "2026-11-24", "reason": "x"}, "still to come")],
)
def test_a_strike_without_a_reason_or_in_the_past_is_refused_in_the_dialog(answers, words, chef):
    dish = f.dish()
    answer = chef.post(verb("strike_off", dish), answers, headers={"HX-Request": "true"})
    assert words in text(answer)
    assert not DishStrike.objects.exists()


def photo(kind="JPEG", size=(900, 600)):
    out = BytesIO()
    Image.new("RGB", size, "#B34D14").save(out, kind)
    return out.getvalue()


def test_a_photo_is_set_shown_and_removed(chef):
    dish = f.dish()
    chef.post(verb("set_photo", dish), {"photo": SimpleUploadedFile("lunch.jpg", photo())})
    dish.refresh_from_db()
    assert dish.photo.name.endswith(".webp")
    assert dish.photo.url in chef.get(page_of(dish)).content.decode()
    chef.post(verb("remove_photo", dish), {"reason": "Too dark"})
    dish.refresh_from_db()
    assert not dish.photo


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 no photo", "This file is not a photo"),
        (b"\xff\xd8\xff broken", "damaged"),
        (b"x" * (12 * 1024 * 1024 + 1), "the limit is 12 MB"),
    ],
)
def test_what_is_no_photo_is_refused_with_the_limit(content, words, chef):
    dish = f.dish()
    answer = chef.post(verb("set_photo", dish), {"photo": SimpleUploadedFile("lunch.jpg", content)}, headers={"HX-Request": "true"})
    assert words in text(answer)
    dish.refresh_from_db()
    assert not dish.photo
    assert not dish.thumbnail


# --- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees", "changes", "strikes_off"),
    [
        ("head_chef", True, True, True),
        ("operations_manager", True, True, True),
        ("nutritionist", True, False, False),
        ("nurse", True, False, False),
        ("order_desk", True, False, False),
        ("dispatcher", False, False, False),
    ],
)
def test_who_sees_and_changes_dishes(role, sees, changes, strikes_off, sign_in_as):
    dish = f.dish(price=2000)
    person = sign_in_as(role)
    assert person.get(reverse(LIST)).status_code == (200 if sees else 403)
    assert person.get(page_of(dish)).status_code == (200 if sees else 403)
    assert person.post(page_of(dish), {"price": "1"}).status_code == (200 if changes else 403)
    assert person.post(verb("archive", dish), {}).status_code == (200 if changes else 403)
    assert person.post(verb("strike_off", dish), {"span": "1", "reason": "x"}).status_code == (302 if strikes_off else 403)
    dish.refresh_from_db()
    assert (dish.price, dish.status) == (2000, "active")
    assert DishStrike.objects.exists() is strikes_off


def test_a_nurse_reads_allergens_and_no_recipe(sign_in_as):
    Allergen.objects.create(key="milk", name_en="Milk")
    words = text(sign_in_as("nurse").get(page_of(f.dish())))
    assert "1 is not known" in words
    assert "Open the recipe" not in words


def test_a_verb_pressed_while_a_form_is_open_is_not_undone_by_its_save(chef, now):
    """The form holds no state: what a verb has done meanwhile stays."""
    dish = f.dish(price=2000)
    sent = fields(chef.get(page_of(dish)), "dish_form")
    strikes.strike_off(dish=dish, site=f.site(), until=now + timedelta(hours=1), reason="x", by=f.system(), now=now)
    dishes.archive(dish=dish, by=f.system(), now=now)
    assert chef.post(page_of(dish), sent | {"price": "2100"}).status_code == 403
    dish.refresh_from_db()
    assert (dish.status, dish.price) == ("archived", 2000)
