"""A file's bytes → a Table. Everything is checked by `guards` first; Excel and LibreOffice files are read by calamine."""

from __future__ import annotations

import csv
import io
import posixpath
import re
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree  # no DOCTYPE passes the guards, so there are no entities to expand
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

from backoffice.spreadsheets import guards
from backoffice.spreadsheets.tables import Cell, FileRefused, Table, address, letters
from backoffice.spreadsheets.texts import is_formula, unmask

FORMULA_IN_XLSX = re.compile(rb"<(?:\w+:)?f[\s/>]")
PLACE = re.compile(rb'\sr="([A-Z]{1,3})?(\d{1,7})"')
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# An unknown encoding is a LookupError, one of several bytes a ValueError.
BAD_XML = (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError)
DELIMITERS = ",;\t"


def read(name: str, content: bytes) -> Table:
    """The first sheet of a workbook, or a CSV file in UTF-8 or UTF-16 with commas, semicolons or tabs.

    :raises FileRefused: whatever the guards refuse, formulas (with their addresses), or text that cannot be decoded.
    """
    kind = guards.kind_of(name, content)
    rows = _csv(content) if kind == "csv" else _workbook(content, kind)
    table = Table.of(_checked(rows))
    if not table.headers:
        raise FileRefused(_("The file has no header: the first line names the columns."), code="no_header")
    return table


def _checked(rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    """Text that looks like a formula is refused; the mark our own exports put before such text is taken away."""
    bad = []
    for number, cells in enumerate(rows, 1):
        guards.check_extent(number, len(cells))
        for place, cell in enumerate(cells):
            if not isinstance(cell, str) or not cell:
                continue
            if is_formula(cell):
                bad.append(address(place, number))
            elif cell[0] == "'":
                cells[place] = unmask(cell)
        yield cells
    if bad:
        raise guards.formulas_refused(bad)


# --- text ---------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Iterator[list[Cell]]:
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)d cannot be read: a quotation mark is missing or stands in the wrong place.") % {"line": reader.line_num},
            code="bad_csv",
        ) from error


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(_("The text is not UTF-8. Save it as “CSV UTF-8”, or as .xlsx."), code="not_utf8") from error
    if "\x00" in text:
        raise FileRefused(_("The file is not a spreadsheet."), code="disguised")
    return text


# --- workbooks ----------------------------------------------------------------------------------------


def _workbook(content: bytes, kind: str) -> Iterator[list[Cell]]:
    parts = guards.unpack(content)
    # calamine sets up the whole rectangle between the first and the last cell, so its size is looked at before.
    if kind == "xlsx":
        _look_into_xlsx(parts)
    else:
        OdsLook().look(parts.get("content.xml", b""))
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError) as error:
        raise FileRefused(_("The file is damaged or locked with a password. Save it again."), code="damaged") from error
    return ([_plain(cell) for cell in cells] for cells in rows)


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return cell if not isinstance(cell, timedelta) else str(cell)


def _look_into_xlsx(parts: dict[str, bytes]) -> None:
    sheet = parts.get(_first_sheet(parts), b"")
    row = column = 0
    for name, number in PLACE.findall(sheet):
        row = max(row, int(number))
        if len(name) >= len(letters(column)):
            column = max(column, _column(name.decode()))
    guards.check_extent(row, column + 1)
    if FORMULA_IN_XLSX.search(sheet):
        raise guards.formulas_refused(_formulas(sheet))


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _first_sheet(parts: dict[str, bytes]) -> str:
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
        wanted = book.find(f"{MAIN}sheets")[0].get(RELATION)
        target = next(link.get("Target", "") for link in links if link.get("Id") == wanted)
    except (*BAD_XML, TypeError, StopIteration) as error:
        raise FileRefused(_("The file is damaged or locked with a password. Save it again."), code="damaged") from error
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _formulas(sheet: bytes) -> list[str]:
    """Addresses of the cells that hold a formula."""
    found: list[str] = []
    here = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.rsplit(":", 1)[-1]
        if tag == "c":
            here[0] = attributes.get("r", "?")
        elif tag == "f":
            found.append(here[0])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(sheet, True)
    except BAD_XML as error:
        raise FileRefused(_("The file is damaged or locked with a password. Save it again."), code="damaged") from error
    return found


class OdsLook:
    """Counts rows and columns of the first table with their repetitions, and notes formulas with their addresses."""

    def __init__(self) -> None:
        self.table = self.row = self.column = self.last_row = self.last_column = 0
        self.row_repeats = self.cell_repeats = 1
        self.formulas: list[str] = []

    def look(self, text: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        try:
            parser.Parse(text, True)
        except BAD_XML as error:
            raise FileRefused(_("The file is damaged or locked with a password. Save it again."), code="damaged") from error
        guards.check_extent(self.last_row, self.last_column)
        if self.formulas:
            raise guards.formulas_refused(self.formulas)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.table += 1
        if self.table != 1:
            return
        if name == "table:table-row":
            self.row_repeats, self.column = _times(attributes, "table:number-rows-repeated"), 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            repeats = _times(attributes, "table:number-columns-repeated")
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.last_row = max(self.last_row, self.row + self.row_repeats)
                self.last_column = max(self.last_column, self.column + repeats)
            if "table:formula" in attributes:
                self.formulas.append(address(self.column, self.row + 1))
            self.column += repeats

    def end(self, name: str) -> None:
        if self.table == 1 and name == "table:table-row":
            self.row += self.row_repeats


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdigit() and len(text) < 10 else guards.MOST_ROWS * 10
