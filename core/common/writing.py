"""New rows of several kinds, each with its history row, written together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from psycopg.types.json import Json, Jsonb
from simple_history.utils import get_history_manager_for_model

from core.common import history

Model = type[models.Model]


def write(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of any models, with one history row for each that is tracked; all or nothing, keys set.

    A row may point to one that stands before it. PostgreSQL gets them in one statement, however many they are (docs/adr/0008);
    SQLite, where a statement makes no way to a server, kind by kind. As with every bulk write, signals of saving are not sent.
    """
    if connection.vendor == "postgresql":
        _write_in_one(rows)
        return
    with transaction.atomic(savepoint=False):
        for kind, some in groupby(rows, key=type):
            if _is_tracked(kind):
                history.bulk_create(list(some), kind)
            else:
                kind._default_manager.bulk_create(some)


def _write_in_one(rows: Sequence[models.Model]) -> None:
    _draw_keys(rows)
    tables: dict[Model, list[dict[str, Any]]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(_values(row))
    told = history.facts()
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(tuple(tables)),
            [told.at, told.by_id, told.why, told.request_id, *(json.dumps(table, default=_plain) for table in tables.values())],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _draw_keys(rows: Sequence[models.Model]) -> None:
    """Keys from the tables' sequences first, so that rows can point to each other."""
    keyless = [row for row in rows if row.pk is None]
    if keyless:
        with connection.cursor() as cursor:
            cursor.execute(_draw(tuple(type(row) for row in keyless)))
            for row, key in zip(keyless, cursor.fetchone(), strict=True):
                row.pk = key


@cache
def _draw(kinds: tuple[Model, ...]) -> str:
    return "SELECT " + ", ".join(f"nextval(pg_get_serial_sequence('{_table(kind)}', '{kind._meta.pk.column}'))" for kind in kinds)


def _values(row: models.Model) -> dict[str, Any]:
    """A row as its columns, each value as its field would save it."""
    values = {}
    for field in row._meta.concrete_fields:
        value = field.pre_save(row, True)
        if value is None and field.is_relation and (pointed_at := field.get_cached_value(row, default=None)):
            value = getattr(pointed_at, field.target_field.attname)
            setattr(row, field.attname, value)
        values[field.column] = field.get_db_prep_save(value, connection)
    return values


def _plain(value: Any) -> Any:
    """A database value in the words of JSON, which PostgreSQL reads into the column's own type."""
    if isinstance(value, Json | Jsonb):
        return value.obj
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    raise TypeError(f"A row with a {type(value).__name__} cannot be written with others.")


@cache
def _statement(kinds: tuple[Model, ...]) -> str:
    """The statement that takes who, why, when and request, then each kind's rows as JSON. Made once for each set of kinds."""
    parts = ["told (at, by_id, why, request_id) AS (SELECT %s::timestamptz, %s::bigint, %s::text, %s::text)"]
    for number, kind in enumerate(kinds):
        table, columns = _table(kind), _names([field.column for field in kind._meta.concrete_fields])
        insert = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608
        if not _is_tracked(kind):
            parts.append(f"new_{number} AS ({insert})")
            continue
        parts.append(f"new_{number} AS ({insert} RETURNING *)")
        parts.append(f"history_{number} AS ({_history_of(kind)} FROM new_{number} AS new, told)")
    return f"WITH {', '.join(parts)} SELECT 1"


def _history_of(kind: Model) -> str:
    """What the library writes for a new row: the tracked fields and who, why and when."""
    kept = get_history_manager_for_model(kind).model
    sources = {field.attname: f"new.{_names([field.column])}" for field in kept.tracked_fields}
    sources |= {
        "history_date": "told.at",
        "history_type": "'+'",
        "history_user_id": "told.by_id",
        "history_change_reason": "told.why",
        "history_request_id": "told.request_id",
    }
    fields = [field for field in kept._meta.concrete_fields if field is not kept._meta.pk]
    return f"INSERT INTO {_table(kept)} ({_names([f.column for f in fields])}) SELECT {', '.join(sources[f.attname] for f in fields)}"


def _is_tracked(kind: Model) -> bool:
    return hasattr(kind._meta, "simple_history_manager_attribute")


def _table(kind: Model) -> str:
    return connection.ops.quote_name(kind._meta.db_table)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column in columns)
