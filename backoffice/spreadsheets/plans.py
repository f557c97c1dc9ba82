"""What a file would change, row by row, before anything is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from import_export.results import Result, RowResult

from backoffice.spreadsheets.columns import Column
from backoffice.spreadsheets.tables import Cell, address


@dataclass(frozen=True)
class Problem:
    """Why a cell (or, without a column, a row) is refused: where, what stands there, what is allowed."""

    column: str
    address: str
    value: Cell
    text: str


class Row(RowResult):
    """One line of the file: `values` is what it says, `before` what the database says of the same columns."""

    def __init__(self, number: int, cells: dict[str, Cell], places: dict[str, int]) -> None:
        super().__init__()
        self.number, self.cells, self.places = number, cells, places
        self.import_type = self.IMPORT_TYPE_SKIP
        self.values: dict[str, Any] = {}
        self.before: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.note = ""

    def refuse(self, column: str, text: Any) -> None:
        """Refuse this row because of one column; a column that is not in the file stands for the whole row."""
        place = self.places.get(column)
        where = str(self.number) if place is None else address(place, self.number)
        self.problems.append(Problem(column if place is not None else "", where, self.cells.get(column), str(text)))
        self.import_type = self.IMPORT_TYPE_INVALID

    @property
    def changed(self) -> list[str]:
        """Columns that differ; for a new row all it gives."""
        if self.is_new():
            return list(self.values)
        return [name for name, value in self.values.items() if name not in self.before or self.before[name] != value]

    def problem_of(self, column: str) -> Problem | None:
        return next((problem for problem in self.problems if problem.column == column), None)

    @property
    def general_problems(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.column]


class Plan(Result):
    """The outcome of reading a file: all rows with what would happen (or, after an import, has happened) to each."""

    def __init__(self, columns: dict[str, Column], notes: Iterable[str] = ()) -> None:
        super().__init__()
        self.columns, self.notes = columns, list(notes)
        self.diff_headers = list(columns)
        self.rows: list[Row] = []
        self.is_stale = False
        self.is_written = False

    def count(self) -> None:
        """Bring the totals up to what the rows say."""
        self.totals = dict.fromkeys(self.totals, 0)
        for row in self.rows:
            self.totals[row.import_type] += 1
        self.total_rows = len(self.rows)

    def _of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.import_type == kind]

    @property
    def new(self) -> list[Row]:
        return self._of(RowResult.IMPORT_TYPE_NEW)

    @property
    def changed(self) -> list[Row]:
        return self._of(RowResult.IMPORT_TYPE_UPDATE)

    @property
    def same(self) -> list[Row]:
        return self._of(RowResult.IMPORT_TYPE_SKIP)

    @property
    def refused(self) -> list[Row]:
        return self._of(RowResult.IMPORT_TYPE_INVALID)

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.refused for problem in row.problems]

    def digest(self) -> str:
        """A stamp of what was shown: when it differs at the confirmation, somebody changed rows in between."""
        shown = [[row.number, row.import_type, row.before, {name: row.values.get(name) for name in row.changed}] for row in self.rows]
        return hashlib.sha256(json.dumps(shown, default=str, sort_keys=True).encode()).hexdigest()
