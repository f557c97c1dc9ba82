"""The migration operations behind rows that never change and stamps that follow every change, there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from core.common.stamps import read
from core.common.triggers import Bump, RefuseChange

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


BUMPING = {
    "INSERT": "INSERT INTO stones VALUES (3, 'hard')",
    "UPDATE": "UPDATE stones SET name = 'grey' WHERE id = 1",
    "DELETE": "DELETE FROM stones WHERE id = 1",
}


@pytest.mark.parametrize("event", BUMPING)
def test_every_kind_of_change_gives_another_stamp_until_the_operation_is_taken_back(event: str, table: str):
    operation = Bump(table, "stones")
    operation.database_forwards("common", Editor(), None, None)
    assert read("stones") == 0
    assert run(BUMPING[event]) == 1
    stamp = read("stones")
    assert stamp > 0
    run(BUMPING["UPDATE"].replace("1", "2"))
    assert read("stones") not in (0, stamp)
    stamp = read("stones")
    operation.database_backwards("common", Editor(), None, None)
    run(BUMPING["UPDATE"])
    assert read("stones") == stamp


def test_the_clause_of_the_outer_statement_does_not_spoil_the_stamp(table: str):
    """SQLite lets the conflict clause of a statement overrule those inside the triggers it fires."""
    run("CREATE UNIQUE INDEX one_stone ON stones (id)")
    Bump(table, "stones").database_forwards("common", Editor(), None, None)
    ignoring = (
        "INSERT OR IGNORE INTO stones VALUES ({0}, 'x')"
        if connection.vendor == "sqlite"
        else "INSERT INTO stones VALUES ({0}, 'x') ON CONFLICT DO NOTHING"
    )
    seen = {0}
    for number in (3, 4, 5):
        assert run(ignoring.format(number)) == 1
        assert read("stones") not in seen
        seen.add(read("stones"))


def test_columns_narrow_the_updates_that_count(table: str):
    Bump(table, "stones", columns=("name",)).database_forwards("common", Editor(), None, None)
    run("UPDATE stones SET id = 7 WHERE id = 1")
    assert read("stones") == 0
    run(BUMPING["UPDATE"].replace("id = 1", "id = 7"))
    assert read("stones") > 0


def test_the_operation_can_be_run_again_after_a_rebuild(table: str):
    for _time in range(2):
        Bump(table, "stones").database_forwards("common", Editor(), None, None)
    run(BUMPING["UPDATE"])
    assert read("stones") > 0


def test_every_trigger_a_migration_made_is_still_there():
    """A migration that rebuilds a table on SQLite drops its triggers without a word: run their operation again at its end."""
    operations = [operation for migration in MigrationLoader(connection).disk_migrations.values() for operation in migration.operations]
    wanted = {
        name: operation.describe()
        for operation in operations
        if isinstance(operation, (Bump, RefuseChange))
        for name in operation.triggers_on(connection.vendor)
    }
    query = (
        "SELECT tgname FROM pg_trigger" if connection.vendor == "postgresql" else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    assert len(wanted) > 20
    assert {name: words for name, words in wanted.items() if name not in there} == {}
