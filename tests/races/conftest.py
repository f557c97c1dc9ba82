"""Races commit for real, so every table is emptied after each; TRUNCATE of a hundred tables takes seconds, DELETE a moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

MADE_BY_MIGRATIONS = {"django_content_type", "auth_permission"}


@pytest.fixture(scope="session", autouse=True)
def quick_emptying(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Delete with triggers and foreign keys off, where the database user may switch them off."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql" and _is_superuser():
            patch.setattr(DatabaseOperations, "sql_flush", _deletes)
        yield


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def _deletes(ops: DatabaseOperations, style: Any, tables: list[str], **_ignored: Any) -> list[str]:
    deletes = [f"DELETE FROM {ops.quote_name(table)};" for table in tables if table not in MADE_BY_MIGRATIONS]
    return ["SET LOCAL session_replication_role = replica;", *deletes]
