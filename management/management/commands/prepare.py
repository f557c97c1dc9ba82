"""Bring a database up to date and fill it, in one process: five separate commands would take five starts."""

from typing import Any

from django.core.management import BaseCommand, call_command, get_commands
from django.core.management.base import CommandParser
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Cache table, migrations, seed and, with --demo, the log-ins to try. Safe to repeat."
    # Checks read the database, which may have no table yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="people of every role and two weeks of orders")

    def handle(self, *, demo: bool, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(f"Database: {len(plan)} migrations on {connection.vendor}")
            call_command("migrate", database=DEFAULT_DB_ALIAS, interactive=False, verbosity=0)
        call_command("seed_all", demo=demo, stdout=self.stdout)
        if demo and "demo_logins" in get_commands():
            call_command("demo_logins", stdout=self.stdout)
