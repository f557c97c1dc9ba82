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


def next_unlocked(sequence: str, *, within: str) -> int:
    """A number nobody else gets within a day (or whatever `within` names), from 1 on, with gaps, holding no lock.

    PostgreSQL draws it from a sequence that never stops; a counter row keeps where that stood when the first number within was
    drawn (others wait for that one transaction). On SQLite, where one writes at a time, the row itself counts.
    """
    name = f"{sequence}:{within}"
    if connection.vendor != "postgresql":
        return take(name)
    table = connection.ops.quote_name(Counter._meta.db_table)
    draw = f"SELECT nextval(%s) - value FROM {table} WHERE name = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(draw, [sequence, name])
        drawn = cursor.fetchone()
        if drawn is None:
            last = f"SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM {connection.ops.quote_name(sequence)}"  # noqa: S608
            cursor.execute(f"INSERT INTO {table} (name, value) VALUES (%s, ({last})) ON CONFLICT (name) DO NOTHING", [name])  # noqa: S608
            cursor.execute(draw, [sequence, name])
            drawn = cursor.fetchone()
    return drawn[0]
