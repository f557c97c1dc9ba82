"""86: taking a dish off until a time, and putting it back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.common import clock as kitchen_clock
from core.menu.models import DishStrike, MenuItem
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def cook(sign_in_as):
    f.station()
    return sign_in_as("kitchen_staff")


@pytest.fixture
def rice():
    return f.menu_item(of=f.dish(name="Rice and beans"), portions=20).dish


def strike(client, dish, **answers):
    wish = {"until": "60", "reason": "empty", **answers}
    return client.post(f"/kitchen/hot/dishes/{dish.pk}/strike-off/", wish)


def test_todays_dishes_of_the_station_stand_with_what_is_left(cook, rice):
    f.menu_item(of=f.dish(name="Salad", station_key="cold"))
    f.menu_item(of=f.dish(name="Stew for tomorrow"), day=kitchen_clock.today() + timedelta(days=1))
    MenuItem.objects.filter(dish=rice).update(portions_sold=19)
    f.menu_item(of=rice, period="dinner", portions=30)
    page = " ".join(cook.get("/kitchen/hot/dishes/").text.split())
    assert "Lunch: 1 portion left" in page
    assert "Dinner: 30 portions left" in page
    assert "Salad" not in page
    assert "tomorrow" not in page
    assert "Salad" in cook.get("/kitchen/all/dishes/").text


def test_a_station_without_a_dish_today_says_so(cook):
    assert "No dish of this station is on today’s menu." in cook.get("/kitchen/hot/dishes/").text


@pytest.mark.parametrize(
    ("answers", "until"),
    [
        ({"until": "30"}, "08:30"),
        ({"until": "60"}, "09:00"),
        ({"until": "120"}, "10:00"),
        ({"until": "clock", "clock": "14:15"}, "14:15"),
        ({"until": "day"}, "00:00"),
    ],
)
def test_a_dish_is_taken_off_until_the_chosen_time(answers, until, cook, rice):
    answer = strike(cook, rice, **answers)
    assert (answer.status_code, answer["Location"]) == (302, "/kitchen/hot/dishes/")
    row = DishStrike.objects.get()
    assert (row.dish, row.site, row.struck_by, row.reason) == (rice, cook.user.site, cook.user, "It ran out")
    assert f"{row.until.astimezone(kitchen_clock.KIGALI):%H:%M}" == until
    page = cook.get("/kitchen/hot/dishes/").text
    assert ("off for the rest of the day" if until == "00:00" else f"off until {until}") in page
    assert "Put back" in page


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"reason": "ingredient", "words": "no beans"}, "An ingredient is missing: no beans"),
        ({"reason": "other", "words": "the cook is ill"}, "the cook is ill"),
    ],
)
def test_the_reason_is_what_the_desk_reads(answers, reason, cook, rice):
    strike(cook, rice, **answers)
    assert DishStrike.objects.get().reason == reason


@pytest.mark.parametrize(
    ("answers", "status", "text"),
    [
        ({"until": ""}, 422, "Choose for how long."),
        ({"reason": ""}, 422, "Choose a reason."),
        ({"until": "clock"}, 422, "Write the time as 14:30."),
        ({"until": "clock", "clock": "half past"}, 422, "Write the time as 14:30."),
        ({"reason": "other"}, 422, "Say what it is, so that the desk can answer customers."),
        ({"until": "clock", "clock": "07:59"}, 409, "Choose a time that is still to come."),
        ({"until": "week"}, 422, "Select a valid choice."),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_takes_nothing_off(answers, status, text, cook, rice):
    answer = strike(cook, rice, **{"words": "", **answers})
    assert answer.status_code == status
    assert text in answer.text
    assert not DishStrike.objects.exists()


def test_taking_off_twice_moves_the_end(cook, rice):
    strike(cook, rice, until="30")
    strike(cook, rice, until="120")
    assert f"{DishStrike.objects.get().until.astimezone(kitchen_clock.KIGALI):%H:%M}" == "10:00"


def test_what_is_off_stands_first(cook, rice):
    other = f.menu_item(of=f.dish(name="Zucchini")).dish
    strike(cook, other)
    page = cook.get("/kitchen/hot/dishes/").text
    assert page.index("Zucchini") < page.index("Rice and beans")


def test_a_dish_is_put_back_and_twice_does_no_harm(cook, rice):
    strike(cook, rice)
    for _ in range(2):
        answer = cook.post(f"/kitchen/hot/dishes/{rice.pk}/put-back/")
        assert answer["Location"] == "/kitchen/hot/dishes/"
    assert DishStrike.objects.get().lifted_at is not None
    assert "Put back" not in cook.get("/kitchen/hot/dishes/").text


def test_a_strike_that_is_over_shows_no_more(cook, rice, clock):
    strike(cook, rice, until="30")
    clock.shift(timedelta(minutes=29))
    assert "Put back" in cook.get("/kitchen/hot/dishes/").text
    clock.shift(timedelta(minutes=1))
    assert "Put back" not in cook.get("/kitchen/hot/dishes/").text


def test_a_dish_that_is_not_sold_cannot_be_taken_off(cook):
    assert strike(cook, type("Nothing", (), {"pk": 999999})).status_code == 404


def test_the_list_costs_one_query_for_all_dishes(cook):
    for number in range(12):
        f.menu_item(of=f.dish(name=f"Dish {number}"))
    with CaptureQueriesContext(connection) as captured:
        cook.get("/kitchen/hot/dishes/")
    assert len([query for query in captured if 'FROM "menu_menuitem"' in query["sql"]]) == 1
    assert len([query for query in captured if "menu_" in query["sql"]]) == 2  # and the station
