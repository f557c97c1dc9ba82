"""The pages: choose a file, see what it changes, confirm; take a list away."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from backoffice.spreadsheets import guards
from core.menu.models import Category, Dish, Recipe
from core.zones.models import ZoneFee
from tests import factories as make
from tests.backoffice.spreadsheets import files as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

ROWS = [["key", "name_en", "position"], ["lunch", "Lunch", 1], ["dinner", "Dinner", 2]]


@pytest.fixture(autouse=True)
def var(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def manager(sign_in_as) -> Client:
    return sign_in_as("operations_manager", name="Beata")


def url(page: str, model: str = "menu_category") -> str:
    return reverse(f"admin:{model}_{page}")


def send(client: Client, rows: list, *, name: str = "menu.csv", model: str = "menu_category", **data: object):
    content = rows if isinstance(rows, bytes) else f.csv_bytes(rows)
    return client.post(url("import", model), {"file": SimpleUploadedFile(name, content), **data})


def confirm(client: Client, preview, *, do: str = "import", model: str = "menu_category", **change: str):
    carried = preview.context["confirm"].initial
    return client.post(url("process_import", model), {**carried, "do": do, **change})


def test_a_file_is_previewed_and_then_written(manager: Client):
    with nothing_changed():
        preview = send(manager, ROWS)
    assert "2 new, 0 changed" in preview.content.decode()
    assert "Import 2 rows" in preview.content.decode()
    response = confirm(manager, preview)
    assert response.url == url("changelist")
    assert list(Category.objects.order_by("position").values_list("name_en", flat=True)) == ["Lunch", "Dinner"]
    entry = Category.objects.get(key="lunch").history.get()
    assert (entry.history_user, entry.history_change_reason) == (manager.user, "Import menu.csv")
    assert "2 rows added" in manager.get(response.url).content.decode()


def test_the_kept_file_is_gone_when_it_is_done_with(manager: Client, var: Path):
    preview = send(manager, ROWS)
    assert len(list(var.iterdir())) == 1
    confirm(manager, preview)
    assert list(var.iterdir()) == []


def test_a_second_press_of_confirm_adds_nothing(manager: Client):
    preview = send(manager, ROWS)
    confirm(manager, preview)
    with nothing_changed():
        response = confirm(manager, preview)
    assert response.url == url("import")
    assert "The file is no longer kept here. Choose it again." in manager.get(response.url).content.decode()


def test_a_change_is_shown_cell_by_cell(manager: Client):
    Category.objects.create(key="lunch", name_en="Midday meal", position=1)
    text = send(manager, ROWS).content.decode()
    assert "1 new, 1 changed" in text
    assert "<del>Midday meal</del> <ins>Lunch</ins>" in text


def test_refused_cells_come_first_with_their_addresses_and_hold_everything_back(manager: Client):
    rows = [*ROWS, ["snacks", "Snacks", "third"]]
    preview = send(manager, rows)
    text = preview.content.decode()
    assert "1 refused" in text
    assert '<span class="bad">third<small>C4: Whole figures, 0 to 32767.</small></span>' in text
    assert text.index("C4: ") < text.index("Lunch")
    assert "Import 2 rows<" not in text
    with nothing_changed():
        again = confirm(manager, preview)
    assert again.status_code == 200
    assert "1 refused" in again.content.decode()


def test_leaving_the_refused_rows_out_is_a_decision_of_its_own(manager: Client):
    preview = send(manager, [*ROWS, ["snacks", "Snacks", "third"]])
    assert "Leave them out, import 2 rows" in preview.content.decode()
    response = confirm(manager, preview, do="leave_out")
    assert set(Category.objects.values_list("key", flat=True)) == {"lunch", "dinner"}
    assert "2 rows added, 1 row left out" in manager.get(response.url).content.decode()


def test_the_refused_rows_can_be_downloaded_with_their_reasons(manager: Client):
    from backoffice.spreadsheets.readers import read

    preview = send(manager, [*ROWS, ["snacks", "Snacks", "third"]])
    with nothing_changed():
        response = confirm(manager, preview, do="download")
    table = read("refused.xlsx", b"".join(response.streaming_content))
    assert response["Content-Disposition"] == 'attachment; filename="category-refused-2026-11-25.xlsx"'
    assert table.headers == ["key", "name_en", "position", "why"]
    assert table.lines == [(2, ["snacks", "Snacks", "third", "C4: Whole figures, 0 to 32767."])]


def test_rows_changed_since_the_preview_are_shown_again_and_not_written_over(manager: Client):
    row = Category.objects.create(key="lunch", name_en="Midday meal", position=1)
    preview = send(manager, ROWS)
    Category.objects.filter(pk=row.pk).update(name_en="Noon")
    with nothing_changed():
        again = confirm(manager, preview)
    text = again.content.decode()
    assert "Rows were changed since you looked." in text
    assert "<del>Noon</del> <ins>Lunch</ins>" in text
    confirm(manager, again)
    assert Category.objects.get(key="lunch").name_en == "Lunch"


def test_a_file_that_changes_nothing_says_so(manager: Client):
    confirm(manager, send(manager, ROWS))
    assert "Nothing would change" in send(manager, ROWS).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("menu.csv", b"kez,name_en\na,b\n", "A1: no column is called “kez”. Nearest: key."),
        ("menu.pdf", b"%PDF-1.7", "Files ending in .pdf are not read."),
        ("menu.xlsx", b"key\na\n", "The name ends in .xlsx, but the file is something else."),
        ("menu.csv", b"key,name_en\na,=1+1\n", "B2 holds a formula."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(manager: Client, var: Path, name: str, content: bytes, words: str):
    with nothing_changed():
        response = send(manager, content, name=name)
    assert any(words in error for error in response.context["form"].errors["file"])
    assert not var.exists() or list(var.iterdir()) == []


def test_an_upload_that_is_too_large_is_refused_with_the_limit(manager: Client, monkeypatch):
    monkeypatch.setattr(guards, "MOST_BYTES", 10)
    response = send(manager, ROWS)
    assert response.context["form"].errors["file"] == ["The file has 1 MB. At most 0 MB are read."]


def test_nobody_confirms_what_somebody_else_has_chosen(manager: Client, sign_in_as):
    preview = send(manager, ROWS)
    other = sign_in_as("operations_manager")
    with nothing_changed():
        response = confirm(other, preview)
    assert response.url == url("import")


@pytest.mark.parametrize("change", [{"token": "x"}, {"asked": "x"}, {"token": ""}])
def test_a_preview_that_was_tampered_with_is_refused(manager: Client, change: dict):
    preview = send(manager, ROWS)
    with nothing_changed():
        assert confirm(manager, preview, **change).url == url("import")


def test_yesterdays_files_are_removed(manager: Client, var: Path, clock):
    import os
    import time

    send(manager, ROWS)
    (old,) = var.iterdir()
    os.utime(old, (time.time() - 25 * 60 * 60,) * 2)
    send(manager, ROWS)
    assert old not in list(var.iterdir())


@pytest.mark.parametrize(("role", "may"), [("operations_manager", True), ("nurse", False), ("order_desk", False)])
def test_importing_needs_the_right_to_change(sign_in_as, role: str, may: bool):
    client = sign_in_as(role)
    assert client.get(url("import")).status_code == (200 if may else 403)
    assert client.post(url("process_import"), {}).status_code == (302 if may else 403)


def test_only_a_post_confirms(manager: Client):
    assert manager.get(url("process_import")).status_code == 405


def test_the_form_lists_the_columns_and_gives_an_empty_file(manager: Client):
    from backoffice.spreadsheets.readers import read

    text = manager.get(url("import")).content.decode()
    assert "<code>name_rw</code>" in text
    content = b"".join(manager.get(url("import"), {"empty": "CategorySheet"}).streaming_content)
    assert read("x.xlsx", content).headers == ["key", "name_en", "name_rw", "name_fr", "position"]


def test_a_page_with_two_lists_asks_which_one_the_file_is(manager: Client):
    make.zone(key="town", kind="town", fee=1000)
    rows = [["zone", "order_from", "fee"], ["town", 0, 1500]]
    preview = send(manager, rows, model="zones_zone", sheet="ZoneFeeSheet")
    confirm(manager, preview, model="zones_zone")
    assert ZoneFee.objects.get().fee == 1500


def test_recipes_may_wait_as_drafts(manager: Client):
    make.ingredient(key="rice")
    rows = [
        ["recipe", "name_en", "yield_grams", "line_no", "ingredient", "part", "grams"],
        ["rice_boiled", "Rice", 2800, 1, "rice", "", 1000],
    ]
    confirm(manager, send(manager, rows, model="menu_recipe"), model="menu_recipe")
    recipe = Recipe.objects.get()
    assert (recipe.published, recipe.versions.get().status) == (None, "draft")
    rows[1][-1] = 1100
    confirm(manager, send(manager, rows, model="menu_recipe", switch_publish="on"), model="menu_recipe")
    recipe.refresh_from_db()
    assert recipe.published.lines.get().grams == 1100


def test_a_long_file_is_previewed_by_its_first_rows(manager: Client, monkeypatch):
    from backoffice.spreadsheets import preview

    monkeypatch.setattr(preview, "MOST_ROWS", 2)
    rows = [ROWS[0], *([f"c{n}", f"Category {n}", n] for n in range(5))]
    text = send(manager, rows).content.decode()
    assert "3 more rows like these" in text
    assert "Category 1" in text
    assert "Category 2" not in text


# --- out ----------------------------------------------------------------------------------------------


def export(client: Client, model: str = "menu_category", query: str = "", **data: str) -> bytes:
    response = client.post(f"{url('export', model)}{query}", {"kind": "csv", **data})
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_list_is_exported_as_it_is_filtered(manager: Client):
    make.dish(key="isombe", price=1800)
    make.dish(key="chapati", price=800)
    Dish.objects.filter(key="chapati").update(status="archived")
    text = export(manager, "menu_dish", "?status__exact=archived").decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["key", "chapati"]


def test_the_page_says_how_many_rows_go_out(manager: Client):
    Category.objects.create(key="lunch", name_en="Lunch")
    assert "1 row." in manager.get(url("export")).content.decode()


def test_a_workbook_is_sent_with_its_name_and_kind(manager: Client):
    response = manager.post(url("export"), {"kind": "xlsx"})
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"] == 'attachment; filename="category-2026-11-25.xlsx"'
    assert io.BytesIO(b"".join(response.streaming_content)).read(2) == b"PK"


def test_only_a_list_that_comes_in_again_says_that_it_does(sign_in_as):
    words = "import the file again"
    assert words in sign_in_as("operations_manager").get(url("export")).content.decode()
    assert words not in sign_in_as("finance").get(url("export", "orders_order")).content.decode()


@pytest.mark.parametrize(("role", "may"), [("finance", True), ("operations_manager", True), ("order_desk", False), ("courier", False)])
def test_orders_go_out_for_those_who_may_export_them(sign_in_as, role: str, may: bool):
    assert sign_in_as(role).get(url("export", "orders_order")).status_code == (200 if may else 403)


def test_orders_are_exported_with_their_dishes(sign_in_as):
    order = make.placed_order(items=[make.menu_item(of=make.dish(name="Rice"))])
    text = export(sign_in_as("finance"), "orders_order").decode("utf-8-sig")
    assert order.number in text
    assert "1 × Rice" in text
