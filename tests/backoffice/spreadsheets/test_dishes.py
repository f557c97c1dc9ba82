"""Dishes: their states move through the domain's actions."""

import pytest

from core.menu.models import Dish
from tests import factories as make
from tests.backoffice.spreadsheets.files import bring_in, cells, totals
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

HEAD = ["key", "name_en", "category", "station", "price", "periods"]


def sorted_menu() -> None:
    bring_in("categories", [["key", "name_en"], ["lunch", "Lunch"]])
    bring_in("stations", [["key", "name_en"], ["hot", "Hot"]])


def test_a_new_dish_begins_as_a_draft_served_when_it_says():
    sorted_menu()
    bring_in("tags", [["key", "name_en"], ["vegan", "Vegan"], ["halal", "Halal"]])
    bring_in("dishes", [[*HEAD, "tags"], ["isombe", "Isombe", "lunch", "hot", 1800, "lunch;dinner", "vegan;halal"]])
    dish = Dish.objects.get()
    assert (dish.status, dish.periods, dish.price) == ("draft", ["lunch", "dinner"], 1800)
    assert {tag.key for tag in dish.tags.all()} == {"vegan", "halal"}
    assert [{link.tag.key for link in entry.tags.all()} for entry in dish.history.all()] == [{"vegan", "halal"}]


def test_a_dish_without_a_published_recipe_does_not_become_active():
    sorted_menu()
    make.system()
    with nothing_changed():
        plan = bring_in("dishes", [[*HEAD, "status"], ["isombe", "Isombe", "lunch", "hot", 1800, "lunch", "active"]])
    assert cells(plan) == [
        ("G2", "active", "Isombe has no published recipe. Publish one first, so that its allergens are known."),
    ]


def test_a_preview_tells_of_a_refusal_that_only_the_action_knows():
    sorted_menu()
    plan = bring_in("dishes", [[*HEAD, "status"], ["isombe", "Isombe", "lunch", "hot", 1800, "lunch", "active"]], dry_run=True)
    assert [problem.address for problem in plan.problems] == ["G2"]


def test_a_dish_is_archived_with_its_reason_and_an_audit_event():
    dish = make.dish(key="isombe")
    bring_in("dishes", [["key", "status"], ["isombe", "archived"]], source="menu.csv")
    last = dish.history.order_by("-history_id").first()
    assert (last.status, last.history_change_reason) == ("archived", "Import menu.csv")


def test_a_dish_does_not_go_back_to_being_a_draft():
    make.dish(key="isombe")
    with nothing_changed():
        plan = bring_in("dishes", [["key", "status"], ["isombe", "draft"]])
    assert cells(plan) == [("B2", "draft", "It is active and cannot become draft. Possible from here: archived.")]


def test_a_price_and_a_state_change_as_two_steps_of_one_import():
    dish = make.dish(key="isombe", price=1800)
    before = dish.history.count()
    plan = bring_in("dishes", [["key", "price", "status"], ["isombe", "2,000", "archived"]])
    assert totals(plan) == (0, 1, 0, 0)
    steps = list(dish.history.order_by("history_id"))[before:]
    assert [(step.price, step.status) for step in steps] == [(2000, "active"), (2000, "archived")]


def test_leaving_out_a_dish_that_its_action_refuses_keeps_the_others():
    make.dish(key="isombe", price=1800)
    make.dish(key="chapati", price=800)
    rows = [["key", "price", "status"], ["isombe", 1900, "draft"], ["chapati", 900, "active"]]
    assert not bring_in("dishes", rows).is_written
    plan = bring_in("dishes", rows, leave_out_refused=True)
    assert (totals(plan), plan.is_written) == ((0, 1, 0, 1), True)
    assert dict(Dish.objects.values_list("key", "price")) == {"isombe": 1800, "chapati": 900}


def test_a_staff_price_above_the_price_is_refused():
    make.dish(key="isombe", price=1800)
    plan = bring_in("dishes", [["key", "price", "staff_price"], ["isombe", 1000, 1400]])
    assert cells(plan) == [("C2", 1400, "The staff price is not above the price.")]


def test_a_dish_is_served_at_one_period_at_least():
    make.dish(key="isombe")
    assert cells(bring_in("dishes", [["key", "periods"], ["isombe", ""]])) == [("B2", "", "This cell cannot be empty.")]
