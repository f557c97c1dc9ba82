"""History in words: what a person reads of what the database kept."""

from datetime import timedelta

import pytest

from backoffice import changes
from core.common.history import acting
from core.menu.models import Category
from core.nutrition.models import Tag
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def dish(clock):
    row = f.dish(name="Isombe with cassava ubugali", price=1500)
    clock.shift(timedelta(days=1))
    return row


@pytest.fixture
def chef():
    return f.person(role="head_chef", name="Eric Niyonzima")


def newest(row, parts=()):
    return changes.Story(row, parts).steps()[0]


def facts(step):
    return [(change.name, change.was, change.now) for line in step.lines for change in line.changes]


def test_a_change_says_who_what_and_why(dish, chef):
    with acting(by=chef, why="Groundnut flour rose to 2,800 a kilo"):
        dish.price = 1800
        dish.save()
    step = newest(dish)
    assert (step.who, step.why) == ("Eric Niyonzima", "Groundnut flour rose to 2,800 a kilo")
    assert facts(step) == [("Price, RWF", "1,500", "1,800")]


def test_related_rows_are_named(dish, chef):
    dinner = Category.objects.create(key="dinner", name_en="Dinner")
    with acting(by=chef):
        dish.category = dinner
        dish.save()
    assert facts(newest(dish)) == [("Category", "Lunch", "Dinner")]


def test_choices_and_yes_or_no_are_said_as_on_the_screen(dish, chef):
    with acting(by=chef):
        dish.tax_class, dish.at_dinner = "exempt", False
        dish.save()
    assert facts(newest(dish)) == [("Tax class", "standard rate", "exempt"), ("At dinner", "yes", "no")]


def test_a_list_says_only_what_came_and_went(dish, chef):
    halal, vegan, soft = (Tag.objects.create(key=key, name_en=key) for key in ("halal", "vegan", "soft"))
    with acting(by=chef):
        dish.tags.set([halal, vegan])
    with acting(by=chef):
        dish.tags.set([halal, soft])
    assert facts(newest(dish)) == [("Tags", "vegan", "soft")]


def test_a_value_that_was_not_there_before_has_no_words_before(dish, chef):
    with acting(by=chef):
        dish.staff_price = 1200
        dish.save()
    assert facts(newest(dish)) == [("Staff price, RWF", "", "1,200")]


def test_a_save_that_changes_nothing_is_no_step(dish, chef):
    before = len(changes.Story(dish).steps())
    with acting(by=chef):
        dish.save()
    assert len(changes.Story(dish).steps()) == before


def test_everything_one_request_did_is_one_step(dish, chef):
    with acting(by=chef, request_id="one-request"):
        dish.price = 1800
        dish.save()
        dish.prep_minutes = 120
        dish.save()
    step = newest(dish)
    assert facts(step) == [("Price, RWF", "1,500", "1,800"), ("Minutes to make", "30", "120")]


def test_the_first_step_is_that_it_was_made(dish):
    first = changes.Story(dish).steps()[-1]
    assert [line.kind for line in first.lines][-1] == "+"


def test_changes_of_parts_belong_to_the_record(chef, clock):
    item = f.menu_item(portions=20)
    clock.shift(timedelta(hours=1))
    with acting(by=chef):
        item.portions_planned = 35
        item.save()
    step = newest(item.menu_day, parts=("items",))
    assert [line.about for line in step.lines] == [f"Dish of a day: {item}"]
    assert facts(step) == [("Portions planned", "20", "35")]


def test_two_versions_side_by_side_say_what_differs_and_what_stayed(dish, chef):
    with acting(by=chef):
        dish.price = 1800
        dish.save()
    with acting(by=chef):
        dish.price, dish.prep_minutes = 1900, 45
        dish.save()
    story = changes.Story(dish)
    changed, kept = story.compare(story.versions[0], story.versions[-1])
    assert {change.name: (change.was, change.now) for change in changed}["Price, RWF"] == ("1,500", "1,900")
    assert ("Category", "Lunch") in kept
    assert "Price, RWF" not in dict(kept)


def test_computed_json_is_not_read_out_to_people(chef):
    story = changes.Story(f.dish().recipe.published)
    assert "Plate" not in dict(story.compare(story.versions[-1], story.versions[-1])[1])


def test_reading_a_long_history_takes_few_queries(dish, chef, django_assert_max_num_queries):
    for price in range(1600, 1640):
        with acting(by=chef):
            dish.price = price
            dish.save()
    with django_assert_max_num_queries(8):
        assert len(changes.Story(dish).steps()) >= 41


def test_parts_name_themselves_without_a_query_each(chef, django_assert_num_queries):
    """A dish of a day is named by its dish and its day: both are read for all records at once."""
    day = f.menu_item().menu_day
    story = changes.Story(day, ["items"])
    with django_assert_num_queries(0):
        [step] = story.steps()
    several = [f.menu_item() for _ in range(4)]
    with django_assert_num_queries(5):  # the day's records, the items', and the sites, days and dishes they name
        steps = changes.Story(day, ["items"]).steps()
    assert [line.about for line in steps[0].lines] == [f"Dish of a day: {several[-1].dish} · {day}"]
    assert [line.about for line in step.lines if line.about]
