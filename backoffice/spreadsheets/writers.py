"""Lines of cells → a file, a piece at a time: memory stays flat however long the list is."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO

import xlsxwriter

from backoffice.spreadsheets.tables import Cell
from backoffice.spreadsheets.texts import DANGEROUS, mask

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BOM = "\ufeff"
PIECE = 1_000
WIDEST = 60
RISKY = (*DANGEROUS, "'")


class _Echo:
    """What csv writes is handed back instead of kept."""

    def write(self, text: str) -> str:
        return text


def _safe(cell: Cell) -> Cell:
    return mask(cell) if isinstance(cell, str) and cell.startswith(RISKY) else cell


def as_csv(headers: Sequence[str], lines: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it; text that begins like a formula carries an apostrophe."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    rows = chain([headers], lines)
    lead = BOM
    while piece := list(islice(rows, PIECE)):
        yield (lead + "".join(writer.writerow([_safe(cell) for cell in row]) for row in piece)).encode()
        lead = ""


def as_xlsx(headers: Sequence[str], lines: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """A workbook in a temporary file, at its beginning; the caller closes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (it is given away)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold, day, text = (book.add_format(style) for style in ({"bold": True}, {"num_format": "yyyy-mm-dd"}, {"num_format": "@"}))
        sheet.freeze_panes(1, 0)
        rows = iter(lines)
        # Widths have to be known before the first line is written.
        first = list(islice(rows, 50))
        for column, header in enumerate(headers):
            widest = max([len(header), *(len(str(row[column])) for row in first)])
            sheet.set_column(column, column, min(widest + 2, WIDEST))
        sheet.write_row(0, 0, headers, bold)
        for number, row in enumerate(chain(first, rows), 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(number, column, _safe(cell), text)
                elif isinstance(cell, (int, float, Decimal)):
                    sheet.write_number(number, column, cell)
                elif isinstance(cell, datetime):
                    sheet.write_string(number, column, f"{cell:%Y-%m-%d %H:%M}", text)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
    file.seek(0)
    return file
