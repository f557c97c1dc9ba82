"""Runs many buyers or visitors at once and adds up what they saw."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

HEAD_START = 0.2
"""Seconds between the word that starts them all and the moment they begin."""


@dataclass
class Seen:
    """What a crowd saw in one round: latencies in seconds, how long the round was, what went wrong, when the last order was placed."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    last: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds if self.seconds else 0.0

    @property
    def p95_ms(self) -> float:
        return 1000 * statistics.quantiles(self.took, n=20)[18] if len(self.took) > 20 else float("nan")


def run(module: str, arguments: Sequence[object], *, seconds: float, people: int, environment: dict[str, str]) -> Seen:
    """So many processes of `management.benching.<module>` for so many seconds; all are ready before one moment starts them."""
    command = [sys.executable, "-m", f"management.benching.{module}", str(seconds), *map(str, arguments)]
    env = os.environ | environment
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    crowd = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, **pipes) for _ in range(people)]  # noqa: S603
    for process in crowd:
        process.stdout.readline()
    start = time.time() + HEAD_START
    for process in crowd:
        process.stdin.write(f"{start}\n")
        process.stdin.flush()
    seen = Seen(seconds=seconds)
    for process in crowd:
        out, _complaints = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{module} ended with {process.returncode}; its complaint stands above.")
        _add(seen, json.loads(out), start)
    return seen


def _add(seen: Seen, found: dict[str, Any], start: float) -> None:
    seen.took += found["took"]
    seen.refused += found.get("refused", 0)
    seen.wrong += found.get("wrong", []) + found.get("errors", [])
    seen.last = max(seen.last, found.get("last", 0.0) - start)
