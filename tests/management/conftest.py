"""A site seeded once for the tests of a module; what a test does on top is taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from tests.moments import MORNING


def run(command: str, **options: object) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """What `seed_all` printed."""
    with django_db_blocker.unblock(), time_machine.travel(MORNING, tick=False), transaction.atomic():
        yield run("seed_all")
        transaction.set_rollback(True)
