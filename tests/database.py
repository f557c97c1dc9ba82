"""A migrated SQLite database, made once for each state of the migrations: a test run starts with a copy of it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test-databases"


def state_of_migrations() -> str:
    """A hash of everything that decides what a migrated database looks like."""
    files = [
        *ROOT.glob("core/*/migrations/*.py"),
        ROOT / "core/common/triggers.py",
        *ROOT.glob("backoffice/settings/*.py"),
        ROOT / "requirements/dev.lock",
    ]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(files))).hexdigest()[:16]


def migrated() -> Path:
    """The database file for the present migrations, made when there is none; two workers make one."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{state_of_migrations()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for older in KEPT.glob("*.sqlite3*"):
                older.unlink()
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
                subprocess.run(
                    [sys.executable, "manage.py", *command, "--settings", "backoffice.settings.test"],
                    cwd=ROOT,
                    env={**os.environ, "DATABASE_URL": f"sqlite:///{unfinished}", "DJANGO_SETTINGS_MODULE": "backoffice.settings.test"},
                    check=True,
                )
            unfinished.rename(path)
    return path
