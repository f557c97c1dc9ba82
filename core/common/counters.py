"""Running numbers without gaps inside a committed transaction."""

from __future__ import annotations

from django.db import connection

from core.common.models import Counter


def take(name: str) -> int:
    """The next number of `name`, starting at 1: one statement, safe for many at once.

    The counter's row stays locked until the transaction ends, so call this last.
    """
    table = connection.ops.quote_name(Counter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name, value) VALUES (%s, 1) ON CONFLICT (name) DO UPDATE SET value = {table}.value + 1 RETURNING value",  # noqa: S608
            [name],
        )
        return cursor.fetchone()[0]


def next_unlocked(sequence: str) -> int:
    """A number nobody else gets, with gaps, holding no lock: a PostgreSQL sequence, on SQLite the counter row."""
    if connection.vendor != "postgresql":
        return take(sequence)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return cursor.fetchone()[0]
