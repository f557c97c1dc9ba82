"""Recipes: what is published stays, what differs becomes the next version."""

from decimal import Decimal

import pytest

from backoffice.spreadsheets.recipes import RecipeSheet
from core.menu.models import Recipe, RecipeVersion
from tests import factories as make
from tests.backoffice.spreadsheets.files import bring_in, cells, totals
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

HEAD = ["recipe", "name_en", "dish", "servings", "yield_grams", "line_no", "ingredient", "part", "grams", "note"]
RICE = ["rice_boiled", "Boiled rice", "", "", 2800, 1, "rice", "", 1000, ""]
WATER = ["rice_boiled", "", "", "", "", 2, "water", "", 1900, ""]
PLATE = ["rice_beans", "Rice and beans", "", 10, "", 1, "", "rice_boiled", 2000, "hot"]
BEANS = ["rice_beans", "", "", "", "", 2, "beans", "", "500", ""]


@pytest.fixture(autouse=True)
def food(db: None) -> None:
    for key, group in (("rice", "cereals"), ("water", "beverages"), ("beans", "legumes"), ("salt", "condiments")):
        make.ingredient(key=key, group=group)


def lines(version: RecipeVersion) -> list[tuple[int, str, Decimal]]:
    return [(line.line_no, (line.ingredient or line.sub_recipe).key, line.grams) for line in version.lines.order_by("line_no")]


def test_a_recipe_and_its_part_are_published_from_one_file_in_any_order():
    plan = bring_in("recipes", [HEAD, BEANS, PLATE, WATER, RICE])
    assert (totals(plan), plan.is_written) == ((4, 0, 0, 0), True)
    plate = Recipe.objects.get(key="rice_beans")
    assert (plate.name_en, plate.published.number, plate.published.servings) == ("Rice and beans", 1, 10)
    assert lines(plate.published) == [(1, "rice_boiled", Decimal("2000.00")), (2, "beans", Decimal("500.00"))]
    assert Recipe.objects.get(key="rice_boiled").published.yield_grams == 2800


def test_a_file_that_says_what_is_published_changes_nothing():
    bring_in("recipes", [HEAD, RICE, WATER, PLATE, BEANS])
    with nothing_changed():
        assert totals(bring_in("recipes", [HEAD, RICE, WATER, PLATE, BEANS])) == (0, 0, 4, 0)


def test_what_differs_becomes_the_next_version_and_the_one_before_stays_as_it_was():
    bring_in("recipes", [HEAD, RICE, WATER, PLATE, BEANS])
    plan = bring_in("recipes", [HEAD, PLATE, [*BEANS[:8], 600, ""]])
    assert totals(plan) == (0, 1, 1, 0)
    assert plan.changed[0].changed == ["grams"]
    recipe = Recipe.objects.get(key="rice_beans")
    assert [(v.number, v.status, lines(v)[1][2]) for v in recipe.versions.order_by("number")] == [
        (1, "retired", Decimal("500.00")),
        (2, "published", Decimal("600.00")),
    ]
    assert Recipe.objects.get(key="rice_boiled").versions.count() == 1


def test_a_line_that_is_not_in_the_file_is_taken_out_and_the_preview_says_so():
    bring_in("recipes", [HEAD, RICE, WATER])
    plan = bring_in("recipes", [HEAD, RICE], dry_run=True)
    assert (totals(plan), plan.changed[0].note) == ((0, 1, 0, 0), "Taken out: lines 2.")
    bring_in("recipes", [HEAD, RICE])
    assert lines(Recipe.objects.get().published) == [(1, "rice", Decimal("1000.00"))]


def test_without_publishing_the_change_waits_as_a_draft():
    bring_in("recipes", [HEAD, RICE, WATER])
    rows = [HEAD, RICE, [*WATER[:8], 2000, ""]]
    bring_in("recipes", rows, publish=False)
    recipe = Recipe.objects.get()
    assert (recipe.published.number, [(v.number, v.status) for v in recipe.versions.order_by("number")]) == (
        1,
        [(1, "published"), (2, "draft")],
    )
    with nothing_changed():
        bring_in("recipes", rows, publish=False)


def test_an_open_draft_is_named_before_it_is_written_over():
    bring_in("recipes", [HEAD, RICE, WATER])
    bring_in("recipes", [HEAD, RICE, [*WATER[:8], 2000, ""]], publish=False)
    plan = bring_in("recipes", [HEAD, RICE, [*WATER[:8], 2100, ""]], dry_run=True)
    assert [row.note for row in plan.rows] == ["Takes the place of the open draft, version 2.", ""]


def test_a_recipe_that_would_contain_itself_is_refused_with_the_way_round():
    make.system()
    a = ["a", "Part A", "", "", 100, 1, "", "b", 10, ""]
    b = ["b", "Part B", "", "", 100, 1, "", "a", 10, ""]
    with nothing_changed():
        plan = bring_in("recipes", [HEAD, a, b])
    assert not plan.is_written
    assert {problem.address for problem in plan.problems} <= {"A2", "A3"}
    assert plan.problems


@pytest.mark.parametrize(
    ("row", "address", "words"),
    [
        (["x", "X", "", 10, "", 1, "rice", "rice_boiled", 10, ""], "G6", "A line is either an ingredient or a part: fill one of the two."),
        (["x", "X", "", 10, "", 1, "", "", 10, ""], "G6", "A line is either an ingredient or a part: fill one of the two."),
        (["x", "X", "", 10, "", 1, "", "nowhere", 10, ""], "H6", "No recipe is called “nowhere”, here or in the file."),
        (["x", "X", "", 10, "", 1, "rise", "", 10, ""], "G6", "No ingredient is called “rise”. Nearest: rice."),
        (["x", "X", "", 10, "", 1, "rice", "", 0, ""], "I6", "A figure from 0.01 to 9999999.99."),
        (["x", "X", "", 10, "", 1, "rice", "", "", ""], "I6", "This cell cannot be empty."),
        (
            ["x", "X", "", 10, 500, 1, "rice", "", 10, ""],
            "D6",
            "A dish has servings, a part has a cooked yield; give one of them, above 0.",
        ),
        (["x", "", "", 10, "", 1, "rice", "", 10, ""], "B6", "A new recipe needs its name."),
        (["x", "X", "none", 10, "", 1, "rice", "", 10, ""], "C6", "No dish is called “none”."),
        (["rice_beans", "Other name", "", "", "", 3, "salt", "", 10, ""], "B6", "Row 4 of the same recipe says otherwise."),
        (["rice_beans", "", "", "", "", 2, "salt", "", 10, ""], "A6", "The same as row 5. Keep one of them."),
    ],
)
def test_a_wrong_line_is_refused_at_its_cell_and_nothing_is_written(row: list, address: str, words: str):
    make.system()
    with nothing_changed():
        plan = bring_in("recipes", [HEAD, RICE, WATER, PLATE, BEANS, row])
    assert (address, words) in [(problem.address, problem.text) for problem in plan.problems]
    assert not plan.is_written


def test_a_file_of_recipes_needs_the_columns_of_a_line():
    plan = bring_in("recipes", [["recipe", "line_no"], ["x", 1]])
    assert ("2", None, "The columns ingredient, part and grams belong into every file of recipes.") in cells(plan)


def test_recipes_go_out_as_they_came_in():
    rows = [HEAD, RICE, WATER, PLATE, BEANS]
    bring_in("recipes", rows)
    sheet = RecipeSheet()
    out = [list(sheet.fields), *sheet.out(sheet.queryset())]
    assert len(out) == 5
    with nothing_changed():
        assert totals(bring_in("recipes", out)) == (0, 0, 4, 0)
