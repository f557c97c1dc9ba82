"""A plan as a page shows it: refused rows first, then what changes, cell by cell; long files by their first rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backoffice.spreadsheets.columns import Column
from backoffice.spreadsheets.plans import Plan, Row
from core.common import money

MOST_ROWS = 150
"""Of each kind."""
FEW_COLUMNS = 6
LONG = 24


@dataclass
class CellView:
    text: Any
    was: Any = None
    why: str = ""
    css: str = ""


@dataclass
class RowView:
    number: int
    state: str
    cells: list[CellView]
    reasons: list[str] = field(default_factory=list)
    """About the whole row, or about cells that are not shown."""
    note: str = ""

    @property
    def cell_reasons(self) -> list[str]:
        """Said again beside the state where the screen is too narrow for the cells."""
        return [cell.why for cell in self.cells if cell.why]


@dataclass
class Preview:
    """`headers` are pairs of label and style; `hidden` counts rows that are not shown, by state."""

    headers: list[tuple[str, str]]
    rows: list[RowView]
    hidden: list[tuple[str, int]]


def of(plan: Plan, key: tuple[str, ...]) -> Preview:
    names = _columns(plan, key)
    rows: list[RowView] = []
    hidden = []
    for state, found in (("refused", plan.refused), ("changed", plan.changed), ("new", plan.new)):
        rows += [_row(row, state, names, plan.columns) for row in found[:MOST_ROWS]]
        if len(found) > MOST_ROWS:
            hidden.append((state, len(found) - MOST_ROWS))
    return Preview([(_label(name, plan.columns[name]), _style(name, plan.columns[name])) for name in names], rows, hidden)


def _label(name: str, column: Column) -> str:
    text = str(column.label or name)
    return text[:1].upper() + text[1:]


def _columns(plan: Plan, key: tuple[str, ...]) -> list[str]:
    """Keys and names, what changes or is refused, and for new rows the first others, up to a handful."""
    moved = {name for row in plan.changed for name in row.changed}
    moved |= {problem.column for row in plan.refused for problem in row.problems}
    wanted = {*key, "name_en", *moved}
    shown = [name for name in plan.columns if name in wanted]
    if plan.new or plan.refused:
        for name, column in plan.columns.items():
            if len(shown) >= FEW_COLUMNS:
                break
            if name not in wanted and not name.startswith(("name_", "description_", "kitchen_name_", "allergen_")) and column.label:
                shown.append(name)
    return [name for name in plan.columns if name in shown]


def _row(row: Row, state: str, names: list[str], columns: dict[str, Column]) -> RowView:
    reasons = [problem.text for problem in row.general_problems]
    reasons += [f"{problem.address}: {problem.text}" for problem in row.problems if problem.column and problem.column not in names]
    cells = list(_cells(row, state, names, columns))
    return RowView(row.number, state, cells, reasons, row.note)


def _cells(row: Row, state: str, names: list[str], columns: dict[str, Column]) -> Iterator[CellView]:
    changed = set(row.changed) if state == "changed" else set()
    for name in names:
        column = columns[name]
        style = _style(name, column)
        problem = row.problem_of(name)
        if problem is not None:
            shown = problem.value if problem.value not in (None, "") else _("empty")
            yield CellView(shown, why=f"{problem.address}: {problem.text}", css=style)
            continue
        text = _shown(column, row.values[name]) if name in row.values else row.cell(name)
        text = "" if text is None else text
        was = _shown(column, row.before.get(name)) if name in changed else None
        is_long = len(str(text)) + len(str(was or "")) > LONG
        yield CellView(text, was=was, css=f"{style} long".strip() if is_long else style)


def _shown(column: Column, value: Any) -> Any:
    """The cell; figures with their thousands apart, as everywhere on the screen."""
    shown = column.show(value)
    return money.show(shown) if column.kind.is_figure and isinstance(shown, int) else shown


def _style(name: str, column: Column) -> str:
    # A bare key says less than the name beside it.
    if name == "key":
        return "hint is-key"
    return "num" if column.kind.is_figure else ""


def refused_lines(plan: Plan) -> tuple[list[str], Iterator[list[Any]]]:
    """The refused rows as they were sent, with why at the end of each: to be corrected and sent again."""
    headers = [*plan.columns, "why"]
    lines = (
        [
            *("" if row.cell(name) is None else row.cell(name) for name in plan.columns),
            "; ".join(f"{problem.address}: {problem.text}" for problem in row.problems),
        ]
        for row in plan.refused
    )
    return headers, lines
