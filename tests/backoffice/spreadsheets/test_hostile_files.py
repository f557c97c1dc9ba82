"""Files that are not what they say, larger than they look, or hold what nobody should run."""

import io
import zipfile

import pytest

from backoffice.spreadsheets import guards
from backoffice.spreadsheets.readers import read
from backoffice.spreadsheets.tables import FileRefused
from tests.backoffice.spreadsheets import files as f

GOOD = f.xlsx_bytes([["key"], ["a"]])
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


def refusal(name: str, content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(name, content)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("menu.csv", b"", "empty_file"),
        ("menu.csv", b"a" * (10 * 1024 * 1024 + 1), "too_large"),
        ("menu.pdf", b"%PDF-1.7", "wrong_kind"),
        ("menu", b"key\na\n", "wrong_kind"),
        ("menu.xlsm", GOOD, "wrong_kind"),
        ("menu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong_kind"),
        ("menu.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong_kind"),
        ("menu.xlsx", b"key,price\na,1\n", "disguised"),
        ("menu.csv", GOOD, "disguised"),
        ("menu.ods", GOOD, "disguised"),
        ("menu.xlsx", f.ods_bytes([["key"]]), "disguised"),
        ("menu.xlsx", f.zip_bytes({"a.txt": b"hello"}), "disguised"),
        ("menu.csv", PNG, "not_utf8"),
        ("menu.csv", b"key\x00price\n", "disguised"),
        ("menu.csv", "clé\n".encode("latin-1"), "not_utf8"),
        ("menu.csv", b'key,name\na,"never closed\n', "bad_csv"),
        ("menu.xlsx", GOOD[:-40], "disguised"),
        ("menu.xlsx", GOOD[: len(GOOD) // 2], "disguised"),
        ("menu.xlsx", f.changed_member(GOOD, "xl/worksheets/sheet1.xml", lambda text: text[: len(text) // 2]), "damaged"),
        ("menu.xlsx", f.changed_member(GOOD, "xl/workbook.xml", lambda text: b"<workbook/>"), "damaged"),
        ("menu.xlsx", f.changed_member(GOOD, "xl/workbook.xml", lambda text: text.replace(b"UTF-8", b"UTF-9")), "damaged"),
        ("menu.ods", f.changed_member(f.ods_bytes([["key"]]), "content.xml", lambda text: text.replace(b"UTF-8", b"UTF-9")), "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(name: str, content: bytes, code: str):
    assert refusal(name, content).code == code


def test_a_size_is_refused_before_the_file_is_in_memory():
    with pytest.raises(FileRefused, match=r"^The file has 11 MB\. At most 10 MB are read\.$"):
        guards.check_size(10 * 1024 * 1024 + 1)


def test_a_bomb_is_stopped_while_it_unpacks():
    bomb = f.changed_member(GOOD, "xl/styles.xml", lambda text: text + b" " * (60 * 1024 * 1024))
    assert len(bomb) < 200_000
    assert refusal("menu.xlsx", bomb).code == "unpacked_too_large"


def test_a_small_file_may_not_grow_a_hundred_times():
    bomb = f.changed_member(GOOD, "xl/styles.xml", lambda text: text + b" " * (3 * 1024 * 1024))
    assert refusal("menu.xlsx", bomb).text == ("Unpacked, the file is larger than 50 MB or 100 times its size. Split it, or save it again.")


def test_a_size_that_lies_is_found_out():
    """The directory says 10 bytes, the part holds millions."""
    content = f.changed_member(GOOD, "xl/styles.xml", lambda text: b"A" * 5_000_000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("xl/styles.xml")
    size = info.file_size.to_bytes(4, "little")
    lied = content.replace(size, (10).to_bytes(4, "little"))
    assert refusal("menu.xlsx", lied).code in ("damaged", "unpacked_too_large")


def test_a_workbook_of_a_thousand_parts_is_refused():
    many = f.zip_bytes({"xl/workbook.xml": b"<a/>", **{f"xl/{n}.xml": b"<a/>" for n in range(1_001)}})
    assert refusal("menu.xlsx", many).code == "unpacked_too_large"


def test_macros_are_refused():
    with_macro = f.changed_member(GOOD, "[Content_Types].xml", lambda text: text)
    with zipfile.ZipFile(io.BytesIO(with_macro)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert refusal("menu.xlsx", f.zip_bytes({**members, "xl/vbaProject.bin": b"x"})).code == "macros"


def test_entities_are_refused_before_any_parser_sees_them():
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha">]><worksheet>&x;</worksheet>'
    assert refusal("menu.xlsx", f.changed_member(GOOD, "xl/worksheets/sheet1.xml", lambda _text: laughs)).code == "doctype"


def test_a_cell_far_away_is_refused_before_the_space_between_is_set_up():
    far = f.changed_member(GOOD, "xl/worksheets/sheet1.xml", lambda text: text.replace(b'r="A2"', b'r="XFD1048576"'))
    assert refusal("menu.xlsx", far).code == "too_many_rows"
    wide = f.changed_member(GOOD, "xl/worksheets/sheet1.xml", lambda text: text.replace(b'r="A2"', b'r="XFD2"'))
    assert refusal("menu.xlsx", wide).code == "too_wide"


def test_a_repeated_row_of_an_ods_file_counts_as_often_as_it_is_repeated():
    cell = f.ods_cell("key")
    body = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    assert refusal("menu.ods", f.ods_bytes(body=body)).code == "too_many_rows"
    often = 'office:value-type="float" office:value="1" table:number-columns-repeated="16384"'
    wide = f"<table:table-row><table:table-cell {often}/></table:table-row>"
    assert refusal("menu.ods", f.ods_bytes(body=wide)).code == "too_wide"


def test_empty_repetitions_at_the_end_of_an_ods_file_are_harmless():
    row = f"<table:table-row>{f.ods_cell('key')}</table:table-row><table:table-row>{f.ods_cell('a')}</table:table-row>"
    tail = (
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read("menu.ods", f.ods_bytes(body=row + tail)).lines == [(2, ["a"])]


def test_more_rows_than_are_read_are_refused(monkeypatch):
    monkeypatch.setattr(guards, "MOST_ROWS", 3)
    assert read("x.csv", b"k\n1\n2\n3\n").lines[-1] == (4, ["3"])
    assert refusal("x.csv", b"k\n1\n2\n3\n4\n").text == "At most 3 rows are read from one file. Split it."


# --- formulas -----------------------------------------------------------------------------------------


def test_formulas_of_a_workbook_are_refused_with_their_addresses():
    content = f.xlsx_bytes([["key", "price"], ["a", 1], ["b", 2]], formulas={"B2": "=1+1", "D17": '=HYPERLINK("http://x")'})
    refused = refusal("menu.xlsx", content)
    assert (refused.code, refused.items) == ("formulas", ["B2 holds a formula.", "D17 holds a formula."])


def test_formulas_with_a_prefix_before_their_names_are_found_as_well():
    def prefixed(text: bytes) -> bytes:
        return text.replace(b"<f>", b"<x:f>").replace(b"</f>", b"</x:f>").replace(b"<worksheet ", b'<worksheet xmlns:x="urn:x" ')

    content = f.changed_member(f.xlsx_bytes([["key"]], formulas={"A2": "=1+1"}), "xl/worksheets/sheet1.xml", prefixed)
    assert refusal("menu.xlsx", content).items == ["A2 holds a formula."]


def test_formulas_of_an_ods_file_are_refused_with_their_addresses():
    sum_cell = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    body = (
        f"<table:table-row>{f.ods_cell('key')}{f.ods_cell('price')}</table:table-row>"
        f"<table:table-row>{f.ods_cell('a')}{sum_cell}</table:table-row>"
    )
    assert refusal("menu.ods", f.ods_bytes(body=body)).items == ["B2 holds a formula."]


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "=cmd|' /C calc'!A0"])
def test_text_that_begins_like_a_formula_is_refused_in_every_kind_of_file(text: str):
    rows = [["key", "name_en"], ["a", text]]
    for name, content in (("x.csv", f.csv_bytes(rows)), ("x.xlsx", f.xlsx_bytes(rows)), ("x.ods", f.ods_bytes(rows))):
        assert refusal(name, content).items == ["B2 holds a formula."]


def test_a_phone_with_its_plus_is_no_formula():
    assert read("x.csv", b"phone\n+250788412067\n").lines == [(2, ["+250788412067"])]
