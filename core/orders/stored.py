"""Verdicts in the database: sealed, bound to their rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from core.accounts.models import User
from core.common.sealing import seal, unseal
from core.nutrition.verdicts import Item, Level, Verdict
from core.orders.models import Concern, LineVerdict, OrderLine, Overrule

STOPS = (Level.BLOCKER, Level.APPROVAL)
"""What keeps a plate from its eater until somebody with the right to it overrules."""
Row = LineVerdict | Overrule | Concern
TABLES = {LineVerdict: "orders_lineverdict", Overrule: "orders_overrule", Concern: "orders_concern"}


def sealed(verdict: Verdict, *, of: Row) -> str:
    """The text of a verdict for this row."""
    return seal(json.dumps(verdict.as_json()), table=TABLES[type(of)], field="sealed", row=of.seal_place)


def opened(row: Row) -> Verdict:
    """The verdict in a row. Whoever shows it to a person logs that: it tells of the eater's health.

    :raises SealBroken: when the row was changed past the program.
    """
    return Verdict.from_json(json.loads(unseal(row.sealed, table=TABLES[type(row)], field="sealed", row=row.seal_place)))


def of_line(line: OrderLine, verdict: Verdict, *, gate: str, by: User, now: datetime) -> LineVerdict:
    """The row that keeps a verdict on a line; the caller writes it."""
    row = LineVerdict(
        line=line,
        gate=gate,
        level=verdict.level or "",
        recipe_version=verdict.recipe_version,
        stamp=verdict.stamp,
        rules_stamp=verdict.rules_stamp,
        eater_version=verdict.eater_version,
        at=now,
        by=by,
    )
    row.sealed = sealed(verdict, of=row)
    return row


def is_kept(verdict: Verdict) -> bool:
    """Whether a verdict is worth a row: an eater who was never watched leaves none."""
    return bool(verdict.items or verdict.stamp)


def latest(line_ids: Iterable[int]) -> dict[int, LineVerdict]:
    """The last verdict on each line that has one. One query."""
    rows = LineVerdict.objects.filter(line__in=list(line_ids)).order_by("pk")
    return {row.line_id: row for row in rows}


def identity(item: Item) -> tuple[str, str, str]:
    """What an item is about, whatever its figures: the same thing said again is nothing new."""
    return item.code, item.subject, item.diet


def identities(items: Iterable[Item]) -> set[tuple[str, str, str]]:
    return {identity(item) for item in items}


def overruled(overrules: Sequence[Overrule]) -> set[tuple[str, str, str]]:
    """Everything these standing overrules cover."""
    return {known for row in overrules for known in identities(opened(row).items)}


def stopping(verdict: Verdict, overrules: Sequence[Overrule]) -> list[Item]:
    """What still stops a plate after these standing overrules."""
    items = [item for item in verdict.items if item.level in STOPS]
    if not items:
        return []
    covered = overruled(overrules)
    return [item for item in items if identity(item) not in covered]
