"""A migration operation for rows that must never change, held by the database itself."""

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

    def _skipped(self, schema_editor: Any) -> bool:
        return self.event == "DELETE" and schema_editor.connection.vendor == "sqlite"

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
