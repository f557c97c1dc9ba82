"""A newcomer starts the house, stops it, and starts it again: `make run` after the packages are there."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"First page answered (\d+) after")
STARTED_ANEW = {"django_cache", "django_session", "django_q_ormq", "django_q_task", "django_q_schedule", "sqlite_sequence"}
"""Tables that a running house writes by itself."""

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to see which processes are left"),
    pytest.mark.skipif(not (ROOT / ".venv/bin/python").exists(), reason="needs the environment that make run makes"),
]


class House:
    """One `deploy/run` with a folder and a port of its own."""

    def __init__(self, folder: Path, port: int = 8400) -> None:
        self.folder = folder
        self.log = folder / "run.log"
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [ROOT / "deploy/run"],
                env={**environment, "VAR_DIR": str(folder), "PORT": str(port)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self, seconds: float = 180) -> str:
        """The portal's address, as printed."""
        deadline = time.monotonic() + seconds
        while not READY.search(self.said()):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        return re.search(r"Portal\s+(http://\S+)/", self.said()).group(1)

    def ctrl_c(self) -> int:
        """What a terminal sends to everything in the foreground."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=30)

    def processes(self) -> list[str]:
        """Everything alive that was started with this folder."""
        mark = f"VAR_DIR={self.folder}\0".encode()
        alive = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes() + b"\0":
                    alive.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return alive

    def rows(self) -> dict[str, int]:
        with sqlite3.connect(self.folder / "dusangire.sqlite3") as database:
            tables = [
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if name not in STARTED_ANEW
            ]
            return {name: hash(tuple(database.execute(f'SELECT * FROM "{name}" ORDER BY 1'))) for name in tables}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={tmp_path}\0".encode() in (entry / "environ").read_bytes() + b"\0":
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            continue


def get(address: str) -> int:
    with urllib.request.urlopen(address, timeout=30) as response:
        return response.status


def test_a_newcomer_starts_the_house_and_ctrl_c_leaves_nothing_behind(folder: Path):
    first = House(folder)
    address = first.wait_until_ready()
    assert get(f"{address}/") == 200
    assert get(f"{address}/accounts/login/") == 200
    assert get(f"{address}/kitchen/") == 200
    assert len(first.processes()) > 3, "web server and task worker"
    assert oct((folder / "secret_key").stat().st_mode)[-3:] == "600"

    assert first.ctrl_c() == 0
    assert first.processes() == []

    before, key = first.rows(), (folder / "secret_key").read_text()
    again = House(folder)
    again.wait_until_ready()
    assert again.ctrl_c() == 0
    assert again.rows() == before, "a second start changes nothing"
    assert (folder / "secret_key").read_text() == key


def test_a_taken_port_is_said_and_the_next_one_used(folder: Path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "-c", f"import processes; print('got', processes.free_port('127.0.0.1', {port}))"],
            cwd=ROOT / "deploy",
            capture_output=True,
            text=True,
            check=True,
        )
    assert result.stdout.startswith(f"Port {port} is taken, using ")
    assert int(result.stdout.split()[-1]) > port
