"""A file as rows of cells, and where a cell stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.common.errors import RuleBroken

Cell = Any
"""str, int, float, bool, date, datetime, time, timedelta, Decimal or None."""


class FileRefused(RuleBroken):
    """The file as a whole cannot be read; `items` name the cells concerned, when it is about cells."""

    code = "file_refused"


def letters(column: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(column: int, row: int) -> str:
    """As a spreadsheet program shows it: D17 is column 3 (from 0) in row 17 (from 1)."""
    return f"{letters(column)}{row}"


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


@dataclass
class Table:
    """The first line holds headers; `lines` follow with their row numbers as the spreadsheet program shows them."""

    headers: list[Cell]
    lines: list[tuple[int, list[Cell]]]
    header_row: int = 1
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterator[list[Cell]]) -> Table:
        """The first line that is not blank is the header; blank lines are left out and still counted."""
        headers, header_row, lines = [], 1, []
        for number, cells in enumerate(rows, 1):
            if all(is_blank(cell) for cell in cells):
                continue
            if headers:
                lines.append((number, cells))
            else:
                headers, header_row = cells, number
        return cls(headers=headers, lines=lines, header_row=header_row)
