"""The same table out of every kind of file."""

from datetime import date, time

import pytest

from backoffice.spreadsheets.readers import read
from backoffice.spreadsheets.tables import FileRefused, Table, address, letters
from backoffice.spreadsheets.texts import mask, unmask
from tests.backoffice.spreadsheets import files as f

ROWS = [["key", "price"], ["isombe", 1800], ["chapati", 800]]


@pytest.mark.parametrize(
    "content",
    [
        f.csv_bytes(ROWS),
        f.csv_bytes(ROWS, encoding="utf-8-sig"),
        f.csv_bytes(ROWS, encoding="utf-16"),
        f.csv_bytes(ROWS, delimiter=";"),
        f.csv_bytes(ROWS, delimiter="\t"),
    ],
    ids=["utf-8", "with a mark", "utf-16", "semicolons", "tabs"],
)
def test_text_is_read_in_the_ways_programs_write_it(content: bytes):
    table = read("menu.csv", content)
    assert (table.headers, table.lines) == (["key", "price"], [(2, ["isombe", "1800"]), (3, ["chapati", "800"])])


@pytest.mark.parametrize(("name", "content"), [("menu.xlsx", f.xlsx_bytes(ROWS)), ("menu.ods", f.ods_bytes(ROWS))])
def test_a_workbook_gives_whole_figures_and_not_fractions(name: str, content: bytes):
    table = read(name, content)
    assert (table.headers, table.lines) == (["key", "price"], [(2, ["isombe", 1800]), (3, ["chapati", 800])])
    assert type(table.lines[0][1][1]) is int


def test_days_and_times_of_a_workbook_stay_days_and_times():
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["date", "starts"])
        sheet.write_datetime(1, 0, date(2026, 11, 25), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(1, 1, time(12, 30), book.add_format({"num_format": "hh:mm"}))
    assert read("x.xlsx", out.getvalue()).lines == [(2, [date(2026, 11, 25), time(12, 30)])]


def test_blank_lines_are_left_out_and_still_counted():
    table = read("x.csv", b"\n\nkey,price\n\na,1\n,\nb,2\n")
    assert (table.header_row, table.lines) == (3, [(5, ["a", "1"]), (7, ["b", "2"])])


def test_a_table_that_does_not_begin_in_the_first_cell_keeps_its_addresses():
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write("C4", "key")
    table = read("x.xlsx", out.getvalue())
    assert (table.header_row, table.headers) == (4, ["", "", "key"])


def test_the_first_sheet_is_read_whatever_stands_in_the_others():
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Dishes").write_row(0, 0, ["key"])
        book.add_worksheet("Sums").write_formula("A1", "=1+1")
    assert read("x.xlsx", out.getvalue()).headers == ["key"]


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_a_spreadsheet_program_does(place: int, name: str):
    assert letters(place) == name


def test_an_address_counts_rows_from_one():
    assert address(3, 17) == "D17"


@pytest.mark.parametrize("text", ["=1", "+250788", "-5", "@a", "\t=1", "\r1", "'=1", "''+", "'", "plain", "", "don't", "'quoted'"])
def test_what_is_masked_on_the_way_out_comes_back_as_it_was(text: str):
    assert unmask(mask(text)) == text
    assert mask(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_a_file_without_a_header_says_so():
    with pytest.raises(FileRefused, match="The file has no header: the first line names the columns"):
        read("x.csv", b"\n , \n")


def test_a_table_is_made_of_lines_too():
    assert Table.of(iter([["a"], ["1"]])).lines == [(2, ["1"])]
