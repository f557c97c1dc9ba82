"""The engine: what is new, changed, the same or refused; all or nothing; one history row a change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from backoffice.spreadsheets import sheets
from backoffice.spreadsheets.tables import FileRefused
from core.common.models import Site
from core.menu.models import Category, Station
from core.nutrition.models import Allergen, FoodReference, Ingredient, IngredientAllergen
from core.zones.models import Sector, Zone, ZoneFee
from tests import factories as make
from tests.backoffice.spreadsheets.files import bring_in, cells, totals
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

HEAD = ["key", "name_en", "position"]


def reasons(row: object) -> list[tuple[str, str, str]]:
    history = row.history.order_by("history_id")
    return [(entry.history_type, str(entry.history_user), entry.history_change_reason) for entry in history]


def test_rows_are_added_changed_and_left_alone():
    bring_in("categories", [HEAD, ["lunch", "Lunch", 1], ["dinner", "Dinner", 2]])
    plan = bring_in("categories", [HEAD, ["lunch", "Midday meal", 1], ["dinner", "Dinner", 2], ["snacks", "Snacks", 3]])
    assert totals(plan) == (1, 1, 1, 0)
    assert [row.changed for row in plan.changed] == [["name_en"]]
    assert list(Category.objects.order_by("position").values_list("key", "name_en")) == [
        ("lunch", "Midday meal"),
        ("dinner", "Dinner"),
        ("snacks", "Snacks"),
    ]


def test_each_changed_row_has_one_history_row_that_names_the_file():
    clerk = make.person(role="head_chef", name="Callixte")
    for name in ("Lunch", "Lunch", "Midday meal"):
        bring_in("categories", [HEAD, ["lunch", name, 1], ["dinner", "Dinner", 2]], by=clerk, source="menu.xlsx")
    why = "Import menu.xlsx"
    assert reasons(Category.objects.get(key="lunch")) == [("+", "Callixte", why), ("~", "Callixte", why)]
    assert reasons(Category.objects.get(key="dinner")) == [("+", "Callixte", why)]
    lunch = Category.objects.get(key="lunch").history.order_by("history_id")
    assert [entry.name_en for entry in lunch] == ["Lunch", "Midday meal"]


def test_the_same_file_a_second_time_writes_nothing():
    rows = [HEAD, ["lunch", "Lunch", 1], ["dinner", "Dinner", 2]]
    bring_in("categories", rows)
    with nothing_changed():
        assert totals(bring_in("categories", rows)) == (0, 0, 2, 0)


def test_one_wrong_cell_and_nothing_is_written():
    make.system()
    with nothing_changed():
        plan = bring_in("categories", [HEAD, ["lunch", "Lunch", 1], ["dinner", "Dinner", "second"], ["two words", "", 3]])
    assert (totals(plan), plan.is_written) == ((1, 0, 0, 2), False)
    assert cells(plan) == [
        ("C3", "second", "Whole figures, 0 to 32767."),
        ("A4", "two words", "Only letters a to z, digits, _ and -, without spaces."),
        ("B4", "", "This cell cannot be empty."),
    ]


def test_somebody_may_decide_to_leave_the_refused_rows_out():
    plan = bring_in("categories", [HEAD, ["lunch", "Lunch", 1], ["dinner", "Dinner", "second"]], leave_out_refused=True)
    assert (totals(plan), plan.is_written) == ((1, 0, 0, 1), True)
    assert list(Category.objects.values_list("key", flat=True)) == ["lunch"]


def test_a_preview_writes_nothing():
    make.system()
    with nothing_changed():
        assert totals(bring_in("categories", [HEAD, ["lunch", "Lunch", 1]], dry_run=True)) == (1, 0, 0, 0)


def test_columns_that_are_left_out_stay_as_they_are():
    bring_in("categories", [[*HEAD, "name_rw"], ["lunch", "Lunch", 1, "Ifunguro rya saa sita"]])
    bring_in("categories", [["key", "position"], ["lunch", 5]])
    assert Category.objects.values_list("name_en", "name_rw", "position").get() == ("Lunch", "Ifunguro rya saa sita", 5)


def test_a_new_row_says_which_columns_it_needs():
    plan = bring_in("categories", [["key", "position"], ["lunch", 5]])
    assert cells(plan) == [("2", None, "A new row needs these columns as well: name_en.")]


def test_an_empty_cell_empties_or_means_the_default():
    bring_in("stations", [["key", "name_en", "name_rw", "is_active"], ["hot", "Hot", "Ibishyushye", "no"]])
    bring_in("stations", [["key", "name_en", "name_rw", "is_active"], ["hot", "Hot", "", ""]])
    assert Station.objects.values_list("name_rw", "is_active").get() == ("", True)


def test_two_rows_about_the_same_thing_are_refused():
    plan = bring_in("categories", [HEAD, ["lunch", "Lunch", 1], ["dinner", "Dinner", 2], ["lunch", "Midday", 3]])
    assert cells(plan) == [("A4", "lunch", "The same as row 2. Keep one of them.")]


def test_rows_that_were_changed_since_they_were_looked_at_are_not_written_over():
    rows = [HEAD, ["lunch", "Midday meal", 1]]
    bring_in("categories", [HEAD, ["lunch", "Lunch", 1]])
    seen = bring_in("categories", rows, dry_run=True).digest()
    bring_in("categories", [HEAD, ["lunch", "Noon", 1]])
    with nothing_changed():
        plan = bring_in("categories", rows, seen=seen)
    assert (plan.is_stale, plan.is_written) == (True, False)
    assert plan.changed[0].before["name_en"] == "Noon"
    assert bring_in("categories", rows, seen=plan.digest()).is_written


def test_only_new_leaves_rows_alone_that_are_there():
    bring_in("categories", [HEAD, ["lunch", "Lunch", 1]])
    plan = bring_in("categories", [HEAD, ["lunch", "Other", 9], ["dinner", "Dinner", 2]], only_new=True)
    assert totals(plan) == (1, 0, 1, 0)
    assert Category.objects.get(key="lunch").name_en == "Lunch"


# --- headers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [["Key", "Name, English", "Position"], ["KEY", "name en", " position "]])
def test_headers_may_be_the_labels_in_any_case(headers: list[str]):
    assert totals(bring_in("categories", [headers, ["lunch", "Lunch", 1]])) == (1, 0, 0, 0)


def test_headers_are_known_in_every_language():
    with translation.override("fr"):
        label = str(Category._meta.get_field("position").verbose_name)
    assert totals(bring_in("categories", [["key", "name_en", label], ["lunch", "Lunch", 1]])) == (1, 0, 0, 0)


def test_a_wrong_header_names_the_nearest_right_one_and_where_it_stands():
    with pytest.raises(FileRefused) as caught:
        bring_in("dishes", [["key", "prise", "staff prize", "zzzz", "key", ""], ["a", 1, 2, 3, "b", 4]])
    assert caught.value.text == "The headers do not fit."
    assert caught.value.items[:2] == [
        "B1: no column is called “prise”. Nearest: price.",
        "C1: no column is called “staff prize”. Nearest: staff_price.",
    ]
    assert caught.value.items[2].startswith("D1: no column is called “zzzz”. Possible: key, name_en, ")
    assert caught.value.items[3:] == ["E1: the column key stands there twice.", "Column F has cells but no header."]


def test_a_file_without_its_key_column_is_refused():
    with pytest.raises(FileRefused) as caught:
        bring_in("categories", [["name_en"], ["Lunch"]])
    assert caught.value.items == ["The column key is missing: rows are found by it."]


# --- links --------------------------------------------------------------------------------------------


def test_a_wrong_key_of_another_list_names_the_nearest():
    make.site()
    plan = bring_in("zones", [["key", "name_en", "site", "kind"], ["wards", "Wards", "chubb", "ward"], ["town", "Town", "xyz", "town"]])
    assert cells(plan) == [
        ("C2", "chubb", "No site is called “chubb”. Nearest: chub."),
        ("C3", "xyz", "No site is called “xyz”."),
    ]


def test_several_links_are_kept_as_a_set_in_one_history_row():
    make.site()
    bring_in("sectors", [["code", "province", "district", "name"], ["2409", "South", "Huye", "Ngoma"], [2414, "South", "Huye", "Tumba"]])
    head = ["key", "name_en", "site", "kind", "sectors"]
    bring_in("zones", [head, ["town", "Town", "chub", "town", "2414;2409"]])
    with nothing_changed():
        bring_in("zones", [head, ["town", "Town", "chub", "town", "2409; 2414"]])
    bring_in("zones", [head, ["town", "The town", "chub", "town", 2409]])
    zone = Zone.objects.get(key="town")
    assert [sector.name for sector in zone.sectors.all()] == ["Ngoma"]
    told = [(entry.name_en, {link.sector.name for link in entry.sectors.all()}) for entry in zone.history.order_by("history_id")]
    assert told == [("Town", {"Ngoma", "Tumba"}), ("The town", {"Ngoma"})]


def test_the_steps_of_a_fee_are_found_by_zone_and_beginning():
    make.zone(key="town", kind="town", fee=1000)
    head = ["zone", "order_from", "order_to", "fee", "is_served"]
    plan = bring_in("zone_fees", [head, ["town", 0, 5000, 1000, "yes"], ["town", 5000, "", 0, "yes"]])
    assert totals(plan) == (1, 1, 0, 0)
    assert list(ZoneFee.objects.order_by("order_from").values_list("order_from", "order_to", "fee")) == [(0, 5000, 1000), (5000, None, 0)]


def test_a_window_that_ends_before_it_begins_is_refused_by_the_database_in_words():
    make.site()
    make.system()
    head = ["site", "weekday", "period", "starts", "ends", "cut_off", "capacity"]
    with nothing_changed(), pytest.raises(FileRefused) as caught:
        bring_in("slot_patterns", [head, ["chub", "monday", "lunch", "12:30", "12:00", "10:00", 40]])
    assert caught.value.text == "The rows do not fit together: A window ends after it begins."


# --- ingredients --------------------------------------------------------------------------------------


def allergens(*keys: str) -> None:
    bring_in("allergens", [["key", "name_en"], *([key, key.capitalize()] for key in keys)])


def test_what_is_known_of_allergens_comes_in_with_the_ingredient():
    allergens("gluten", "milk")
    head = ["key", "name_en", "group", "allergen_gluten", "allergen_milk"]
    bring_in("ingredients", [head, ["bread", "Bread", "cereals", "contains", "unknown"]])
    assert list(IngredientAllergen.objects.values_list("allergen__key", "state")) == [("gluten", "contains")]
    plan = bring_in("ingredients", [head, ["bread", "Bread", "cereals", "may contain", "free"]])
    assert plan.changed[0].changed == ["allergen_gluten", "allergen_milk"]
    assert set(IngredientAllergen.objects.values_list("allergen__key", "state")) == {("gluten", "may_contain"), ("milk", "free")}
    assert [h.history_type for h in Ingredient.objects.get().history.all()] == ["+"]
    assert [h.state for h in IngredientAllergen.objects.get(allergen__key="gluten").history.order_by("history_id")] == [
        "contains",
        "may_contain",
    ]


def test_an_allergen_that_is_not_on_the_list_is_refused():
    plan = bring_in("ingredients", [["key", "name_en", "group", "allergen_lupin"], ["bread", "Bread", "cereals", "contains"]])
    assert cells(plan) == [("D2", "contains", "The list of allergens has no “lupin”. Import the allergens first.")]
    assert not Allergen.objects.exists()


def test_the_models_own_rules_are_asked_of_each_row():
    plan = bring_in("ingredients", [["key", "name_en", "group", "unit"], ["rice", "Rice", "cereals", "cup"]])
    assert [problem.text for problem in plan.problems] == ["Say what one cup weighs."]


def test_a_food_row_is_found_by_source_and_code_with_its_zeros():
    head = ["source", "code", "description", "sodium_mg"]
    bring_in("food_composition", [head, ["USDA SR28", 1001, "Butter", 643]])
    bring_in("food_composition", [head, ["USDA SR28", "01001", "Butter, salted", ""]])
    assert FoodReference.objects.values_list("code", "description", "sodium_mg").get() == ("01001", "Butter, salted", None)
    bring_in("ingredients", [["key", "name_en", "group", "reference"], ["butter", "Butter", "dairy", "USDA SR28 01001"]])
    assert Ingredient.objects.get().reference.code == "01001"


def test_a_diet_rule_without_its_figure_is_refused():
    bring_in("diets", [["key", "name_en", "kind"], ["renal", "Renal", "therapeutic"]])
    head = ["diet", "kind", "subject", "value", "unit", "source"]
    plan = bring_in("diet_rules", [head, ["renal", "nutrient_max_per_day", "sodium_mg", "", "mg", "KDOQI 2020"]])
    assert cells(plan) == [("D2", "", "Give the figure that is allowed.")]


# --- cost ---------------------------------------------------------------------------------------------


def statements(rows: int) -> int:
    lines = [["code", "province", "district", "name"], *([f"{n:04}", "South", "Huye", f"Sector {n}"] for n in range(rows))]
    with CaptureQueriesContext(connection) as asked:
        bring_in("sectors", lines)
    return len([query for query in asked.captured_queries if not query["sql"].startswith("INSERT")])


def test_the_number_of_questions_does_not_grow_with_the_file():
    make.system()
    few = statements(10)
    Sector.objects.all().delete()
    assert statements(400) == few


def test_a_long_file_is_asked_about_in_pieces(monkeypatch):
    monkeypatch.setattr(sheets, "CHUNK", 2)
    rows = [HEAD, *([f"c{n}", f"Category {n}", n] for n in range(5))]
    bring_in("categories", rows)
    assert totals(bring_in("categories", rows)) == (0, 0, 5, 0)


def test_the_librarys_own_way_in_goes_through_the_same_engine():
    from tablib import Dataset

    from backoffice.spreadsheets.common import SiteSheet
    from core.common import clock

    dataset = Dataset(["chub", "CHUB", "Huye", "+250788000100"], headers=["key", "name_en", "town", "phone"])
    plan = SiteSheet().import_data(dataset, by=make.system(), now=clock.now())
    assert totals(plan) == (1, 0, 0, 0)
    assert SiteSheet().export().dict[0]["name_en"] == Site.objects.get().name_en == "CHUB"
