"""What goes out comes in again as it was: every list, every kind of file."""

import pytest

from backoffice.spreadsheets import door, writers
from backoffice.spreadsheets.readers import read
from core.common import clock
from core.menu.models import Category
from core.nutrition.models import Allergen, AllergenState, Diet, DietRule, FoodReference, IngredientAllergen, Tag
from core.slots.models import SlotPattern
from core.zones.models import Sector
from tests import factories as make
from tests.backoffice.spreadsheets.files import bring_in
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> None:
    """A row or two of each kind, with what is awkward: empty cells, links, several, commas, dangerous beginnings."""
    make.system()
    item = make.menu_item(of=make.dish(key="isombe", name='Isombe, "pounded"', ingredients=["rice", "beans"]), price_override=1500)
    item.dish.tags.set([Tag.objects.create(key="vegan", name_en="Vegan"), Tag.objects.create(key="halal", name_en="Halal")])
    make.menu_item(of=make.dish(key="chapati", price=800))
    zone = make.zone()
    zone.sectors.add(Sector.objects.create(code="2409", province="South", district="Huye", name="Ngoma"))
    bread = make.ingredient(key="bread")
    bread.reference = FoodReference.objects.create(source="USDA SR28", code="01001", description="-Butter, 'salted'", sodium_mg="643.5")
    bread.note = "=not a formula"
    bread.save()
    gluten = Allergen.objects.create(key="gluten", name_en="Gluten", position=1)
    IngredientAllergen.objects.create(ingredient=bread, allergen=gluten, state=AllergenState.CONTAINS)
    diet = Diet.objects.create(key="renal", name_en="Renal", kind="therapeutic")
    DietRule.objects.create(diet=diet, kind="nutrient_max_per_day", subject="sodium_mg", value="2300", unit="mg", source="KDOQI 2020")
    DietRule.objects.create(diet=diet, kind="group_forbidden", subject="nuts_seeds", source="house default")
    SlotPattern.objects.create(site=make.site(), weekday=2, period="lunch", starts="12:30", ends="13:00", cut_off="10:00", capacity=40)
    Category.objects.create(key="odd", name_en="'+odd", name_fr="@été")
    make.person(role="order_desk", name="=Diane")
    make.person(role="customer", name="Eric")


@pytest.mark.parametrize("file", [writers.CSV, writers.XLSX])
@pytest.mark.parametrize("kind", sorted(door.SHEETS))
def test_a_list_that_went_out_changes_nothing_when_it_comes_in(house: None, kind: str, file: str):
    sheet = door.SHEETS[kind]()
    lines = sheet.out(sheet.queryset())
    headers = list(sheet.fields)
    content = b"".join(writers.as_csv(headers, lines)) if file == writers.CSV else writers.as_xlsx(headers, lines).read()
    table = read(f"{kind}.{file}", content)
    assert table.lines
    with nothing_changed():
        plan = sheet.import_data(table, by=make.system(), now=clock.now())
    assert (plan.problems, plan.new, plan.changed) == ([], [], [])


def test_text_that_begins_like_a_formula_carries_an_apostrophe_in_both_kinds_of_file():
    lines = [["=1+1", "+250788000100", "-5", "@sum", "'=x", "plain", -5, "\tx"]]
    text = b"".join(writers.as_csv(list("abcdefgh"), lines)).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1,'+250788000100,'-5,'@sum,''=x,plain,-5,'\tx"
    import python_calamine

    workbook = python_calamine.load_workbook(writers.as_xlsx(list("abcdefgh"), lines))
    assert workbook.get_sheet_by_index(0).to_python()[1] == ["'=1+1", "'+250788000100", "'-5", "'@sum", "''=x", "plain", -5.0, "'\tx"]


def test_a_workbook_keeps_its_header_in_sight_and_figures_as_figures():
    rows = [["key", "price"], ["isombe", 1800]]
    table = read("x.xlsx", writers.as_xlsx(rows[0], rows[1:]).read())
    assert (table.headers, table.lines) == (["key", "price"], [(2, ["isombe", 1800])])


def test_a_filtered_list_goes_out_filtered(house: None):
    sheet = door.SHEETS["dishes"]()
    rows = sheet.chosen(sheet.model.objects.filter(price=800))
    assert [line[0] for line in sheet.out(rows)] == ["chapati"]


def test_dishes_of_days_go_out_for_the_days_in_the_list(house: None):
    from core.menu.models import MenuDay

    sheet = door.SHEETS["menu_days"]()
    assert [line[3] for line in sheet.out(sheet.chosen(MenuDay.objects.all()))] == ["isombe", "chapati"]
    assert list(sheet.out(sheet.chosen(MenuDay.objects.filter(period="dinner")))) == []


def test_the_number_of_questions_does_not_grow_with_the_list(house: None, django_assert_num_queries):
    sheet = door.SHEETS["categories"]()
    bring_in("categories", [["key", "name_en"], *([f"c{n}", f"C {n}"] for n in range(200))])
    with django_assert_num_queries(1):
        assert len(list(sheet.out(sheet.queryset()))) == 202
