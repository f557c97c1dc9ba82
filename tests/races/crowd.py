"""Many at once: threads that start together, each with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from core.common.errors import RuleBroken

PATIENCE = 10.0
"""Seconds after which threads that wait for each other give up; nothing here takes that long."""


@dataclass
class Outcome:
    """What came of it for everybody: results, and refusals of the domain. Any other exception fails the test."""

    results: list[Any] = field(default_factory=list)
    refusals: list[RuleBroken] = field(default_factory=list)


def at_once(acts: Sequence[Callable[[], Any]]) -> Outcome:
    """Run every act in a thread of its own; all start at the same moment, connected."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return act()
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    outcome = Outcome()
    with ThreadPoolExecutor(len(acts)) as pool:
        for result in pool.map(run, acts):
            (outcome.refusals if isinstance(result, RuleBroken) else outcome.results).append(result)
    return outcome


class Meeting:
    """Where the careless versions of the controls meet: so many have read before any of them writes."""

    def __init__(self, size: int) -> None:
        self._barrier = threading.Barrier(size)

    def wait(self) -> None:
        """Go on when all are there; whoever comes after the meeting does not wait."""
        with suppress(threading.BrokenBarrierError):
            self._barrier.wait(PATIENCE)
            self._barrier.abort()
