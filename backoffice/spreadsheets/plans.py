"""What a file would change, row by row, before anything is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
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

    # What the library would give each of a hundred thousand rows; here nobody writes to these.
    errors: Sequence[Any] = ()
    validation_error = diff = object_id = object_repr = original = None
    instance: Any = None
    import_type = RowResult.IMPORT_TYPE_SKIP
    before: Mapping[str, Any] = MappingProxyType({})
    problems: Sequence[Problem] = ()
    note = ""

    def __init__(self, number: int, line: list[Cell], places: dict[str, int]) -> None:
        self.number, self.line, self.places = number, line, places
        self.values: dict[str, Any] = {}

    def cell(self, column: str) -> Cell:
        """What stands there in the file; a line may end before its last column."""
        place = self.places.get(column)
        return None if place is None or place >= len(self.line) else self.line[place]

    def refuse(self, column: str, text: Any) -> None:
        """Refuse this row because of one column; a column that is not in the file stands for the whole row."""
        place = self.places.get(column)
        where = str(self.number) if place is None else address(place, self.number)
        self.problems = [*self.problems, Problem(column if place is not None else "", where, self.cell(column), str(text))]
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
        stamp = hashlib.sha256()
        for row in self.rows:
            shown = [row.number, row.import_type, dict(row.before), {name: row.values.get(name) for name in row.changed}]
            stamp.update(json.dumps(shown, default=str, sort_keys=True).encode())
        return stamp.hexdigest()
