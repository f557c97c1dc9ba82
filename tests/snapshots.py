"""Was anything written? Every row of every table, before and after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

PASSING = {"django_session", "django_cache", "usersessions_usersession"}
"""A refusal may count an attempt and prolong a session."""


def tables() -> dict[str, tuple[int, str]]:
    """Of each table the number of its rows and a hash of them, whatever their order."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - PASSING):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


@contextmanager
def nothing_changed() -> Iterator[None]:
    """What is done inside leaves every table as it was."""
    before = tables()
    yield
    after = tables()
    changed = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    assert not changed, f"changed: {', '.join(changed)}"
