"""Migration operations for what the database itself holds: rows that must never change, and stamps that tell of every change."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

POSTGRES = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW
BEGIN SELECT RAISE(ABORT, '{message}') WHERE {condition}; END;
"""


class RefuseChange(Operation):
    """Refuse one kind of change ("UPDATE", "DELETE" or "INSERT") of the rows for which `condition` holds.

    `condition` is SQL over OLD (or NEW for an insert), the same on both databases. DELETE is refused on
    PostgreSQL only: clearing tables is a DELETE on SQLite, and the embedded database has one user.
    A later migration that rebuilds the table on SQLite has to run this operation again.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, event: str, message: str, condition: str = "TRUE") -> None:
        self.table, self.event, self.message, self.condition = table, event, message, condition
        self.name = f"refuse_{event.lower()}_{table}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        return None

    def triggers_on(self, vendor: str) -> list[str]:
        """Names of the triggers that are there once this has run."""
        return [] if self.event == "DELETE" and vendor == "sqlite" else [self.name]

    def _skipped(self, schema_editor: Any) -> bool:
        return not self.triggers_on(schema_editor.connection.vendor)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._skipped(schema_editor):
            return
        template = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
        sql = template.format(name=self.name, table=self.table, event=self.event, message=self.message, condition=self.condition)
        schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._skipped(schema_editor):
            return
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {self.name} ON {self.table}; DROP FUNCTION {self.name}();", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {self.name}", params=None)

    def describe(self) -> str:
        return f"Refuse {self.event} of {self.table}"


STAMP_SEQUENCE = "common_stamp_seq"
EVENTS = ("INSERT", "UPDATE", "DELETE")
BUMP_POSTGRES = """
CREATE SEQUENCE IF NOT EXISTS {sequence};
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO common_stamp (name, value) VALUES ('{stamp}', nextval('{sequence}'))
  ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER {name} AFTER INSERT OR DELETE OR UPDATE{columns} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
BUMP_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name}_{event} AFTER {event}{columns} ON {table} FOR EACH ROW
BEGIN
  INSERT INTO common_stamp (name, value) VALUES ('{stamp}', random() & 0x7fffffffffffffff)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;
END;
"""


class Bump(Operation):
    """Give a stamp another number with each change of a table, whatever way it comes; `columns` narrows the updates.

    Numbers come from a sequence on PostgreSQL and by chance on SQLite: neither gives one twice after a rollback, as counting
    up would. A later migration that rebuilds the table on SQLite has to run this operation again, which it may anywhere;
    tests/core/common/test_triggers.py tells which trigger is missing.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, stamp: str, columns: tuple[str, ...] = ()) -> None:
        self.table, self.stamp, self.columns = table, stamp, columns
        self.name = f"bump_{stamp}_{table}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        return None

    def triggers_on(self, vendor: str) -> list[str]:
        """Names of the triggers that are there once this has run."""
        return [self.name] if vendor == "postgresql" else [f"{self.name}_{event}" for event in EVENTS]

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        facts = {"name": self.name, "stamp": self.stamp, "table": self.table, "sequence": STAMP_SEQUENCE}
        narrowed = f" OF {', '.join(self.columns)}" if self.columns else ""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(BUMP_POSTGRES.format(columns=narrowed, **facts), params=None)
            return
        for event in EVENTS:
            columns = narrowed if event == "UPDATE" else ""
            schema_editor.execute(BUMP_SQLITE.format(event=event, columns=columns, **facts), params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {self.name} ON {self.table}; DROP FUNCTION {self.name}();", params=None)
            return
        for name in self.triggers_on("sqlite"):
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)

    def describe(self) -> str:
        return f"Tell stamp {self.stamp} of changes of {self.table}"
