"""`manage.py bench`: seeds a database of its own on PostgreSQL, measures, prints a table and writes bench.json."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

SERVER = "postgres://postgres@127.0.0.1:5432"


class Command(BaseCommand):
    help = "Measure the speed targets on PostgreSQL (and a newcomer's SQLite); writes bench.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orders", type=int, default=100_000, help="Size of the order table.")
        parser.add_argument("--only", default="P3,P4,P17", help="Rows to measure, comma separated.")
        parser.add_argument(
            "--database", default=os.environ.get("BENCH_DATABASE", f"{SERVER}/dusangire_bench"), help="Made when it is not there."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """The measuring runs in a process of its own, whose settings are made for it from the start."""
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {
                "DJANGO_SETTINGS_MODULE": "management.benching.settings",
                "DATABASE_URL": options["database"],
                "BENCH_SQLITE": f"sqlite:///{folder}/bench.sqlite3",
                "BENCH_ORDERS": str(options["orders"]),
                "BENCH_ONLY": options["only"],
            }
            done = subprocess.run([sys.executable, "-m", "management.benching"], cwd=settings.BASE_DIR, env=environment, check=False)
        sys.exit(done.returncode)
