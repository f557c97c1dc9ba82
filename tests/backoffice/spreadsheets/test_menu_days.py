"""Menu days: dishes of a service, planned by the domain's action."""

from datetime import date

import pytest

from core.menu.models import MenuItem
from tests import factories as make
from tests.backoffice.spreadsheets.files import bring_in, cells, totals
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

HEAD = ["site", "date", "period", "dish", "portions_planned", "price_override"]


def test_dishes_are_planned_and_those_not_named_stay():
    make.dish(key="isombe", price=1800)
    make.dish(key="chapati", price=800)
    make.site()
    bring_in("menu_days", [HEAD, ["chub", "2026-11-26", "lunch", "isombe", 30, ""]])
    plan = bring_in("menu_days", [HEAD, ["chub", date(2026, 11, 26), "lunch", "chapati", 20, 900]])
    assert totals(plan) == (1, 0, 0, 0)
    items = MenuItem.objects.order_by("pk").values_list("dish__key", "portions_planned", "price_override", "menu_day__is_published")
    assert list(items) == [("isombe", 30, None, True), ("chapati", 20, 900, True)]


def test_portions_change_in_one_history_row_and_the_rest_is_left_alone():
    item = make.menu_item(of=make.dish(key="isombe"), portions=20)
    make.menu_item(of=make.dish(key="chapati"), portions=10)
    rows = [HEAD, ["chub", item.menu_day.date, "lunch", "isombe", 25, ""], ["chub", item.menu_day.date, "lunch", "chapati", 10, ""]]
    assert totals(bring_in("menu_days", rows, source="week.xlsx")) == (0, 1, 1, 0)
    history = item.history.order_by("history_id")
    assert [(step.portions_planned, step.history_change_reason) for step in history][1:] == [(25, "Menu planned")]
    with nothing_changed():
        bring_in("menu_days", rows)


def test_a_dish_that_is_not_served_then_is_refused_at_its_cell():
    make.site()
    dish = make.dish(key="isombe", name="Isombe")
    bring_in("dishes", [["key", "periods"], ["isombe", "lunch"]])
    assert dish.periods
    with nothing_changed():
        plan = bring_in("menu_days", [HEAD, ["chub", "2026-11-26", "breakfast", "isombe", 30, ""]])
    assert cells(plan) == [("D2", "isombe", "Isombe is not served at this meal. Change its periods first.")]


def test_the_same_dish_twice_in_a_service_is_refused():
    make.site()
    make.dish(key="isombe")
    row = ["chub", "2026-11-26", "lunch", "isombe", 30, ""]
    assert cells(bring_in("menu_days", [HEAD, row, row])) == [("A3", "chub", "The same as row 2. Keep one of them.")]
