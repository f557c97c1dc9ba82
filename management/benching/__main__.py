"""The whole benchmark, in the settings and on the database that `manage.py bench` chose."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg
from psycopg import sql


def main() -> None:
    url, only = os.environ["DATABASE_URL"], os.environ["BENCH_ONLY"].split(",")
    create_database(url)
    prepare(url)
    django.setup()
    from management.benching import bulk, rows

    environment = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "management.benching.settings"}
    found: dict[str, dict[str, Any]] = {}
    if {"P3", "P4"} & set(only):
        say(f"Orders on {urlsplit(url).path[1:]}")
        bulk.fill(orders=int(os.environ["BENCH_ORDERS"]), say=say)
    for name, run in (("P3", rows.p3), ("P4", rows.p4)):
        if name in only:
            say(f"{name}: {run.__doc__.splitlines()[0]}")
            found |= run(environment=environment, say=say)
    if "P17" in only:
        say(f"P17: {rows.p17.__doc__.splitlines()[0]}")
        prepare(os.environ["BENCH_SQLITE"])
        found |= rows.p17(database=os.environ["BENCH_SQLITE"], say=say)
    write(found)


def create_database(url: str) -> None:
    """Make the database when it is not there."""
    name = urlsplit(url).path[1:]
    with psycopg.connect(url.removesuffix(name) + "postgres", autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def prepare(url: str) -> None:
    """Migrations and the seed of a real site; quick when they are there."""
    say(f"Preparing {urlsplit(url).path.rsplit('/', 1)[-1]}")
    subprocess.run([sys.executable, "manage.py", "prepare"], env=os.environ | {"DATABASE_URL": url}, check=True)


def write(found: dict[str, dict[str, Any]]) -> None:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S607
    report = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "commit": commit,
        "rows": found,
    }
    Path("bench.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    say("")
    for name, row in found.items():
        null = f"null view {row['null_view_rps']:,.0f}/s" if "null_view_rps" in row else ""
        more = ", ".join(f"{key} {row[key]}" for key in ("p95_ms", "oversold", "deadlocks") if key in row)
        mark = "met" if row["met"] else "not met"
        say(f"{name:10} {row['what']:50} {row['value']:>8,.1f} {row['unit']:9} goal {row['goal']:>5}  {mark:8} {null}  {more}")
    say("Written: bench.json")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
