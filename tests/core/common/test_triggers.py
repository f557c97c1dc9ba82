"""The migration operation behind rows that never change, there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.common.triggers import RefuseChange

pytestmark = pytest.mark.django_db


class Editor:
    """As much of a schema editor as the operation asks for; SQLite's own does not work inside a test's transaction."""

    connection = connection

    def execute(self, sql: str, params: Any = ()) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)


def run(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


@pytest.fixture
def table() -> Iterator[str]:
    run("CREATE TABLE stones (id integer, name varchar(10))")
    run("INSERT INTO stones VALUES (1, 'hard'), (2, 'soft')")
    yield "stones"
    run("DROP TABLE stones")


WRITES = {
    "INSERT": "INSERT INTO stones VALUES (3, 'hard')",
    "UPDATE": "UPDATE stones SET id = 9 WHERE name = 'hard'",
    "DELETE": "DELETE FROM stones WHERE name = 'hard'",
}


@pytest.mark.parametrize("event", WRITES)
def test_the_change_is_refused_until_the_operation_is_taken_back(event: str, table: str):
    if event == "DELETE" and connection.vendor == "sqlite":
        pytest.skip("the embedded database lets rows be deleted: clearing a table is a DELETE there")
    operation = RefuseChange(table, event, "stones stay", f"{'NEW' if event == 'INSERT' else 'OLD'}.name = 'hard'")
    operation.database_forwards("common", Editor(), None, None)
    with pytest.raises(IntegrityError, match="stones stay"):
        run(WRITES[event])
    assert run(WRITES[event].replace("hard", "soft")) == 1
    operation.database_backwards("common", Editor(), None, None)
    assert run(WRITES[event]) == 1


def test_on_the_embedded_database_deleting_is_not_refused(table: str):
    if connection.vendor != "sqlite":
        pytest.skip("about the embedded database")
    operation = RefuseChange(table, "DELETE", "stones stay")
    operation.database_forwards("common", Editor(), None, None)
    assert run(WRITES["DELETE"]) == 1
    operation.database_backwards("common", Editor(), None, None)


def test_the_operation_says_what_it_does():
    assert RefuseChange("stones", "UPDATE", "stones stay").describe() == "Refuse UPDATE of stones"
