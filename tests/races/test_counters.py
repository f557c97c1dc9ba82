"""Running numbers for many at once."""

from __future__ import annotations

from functools import partial

import pytest

from core.common import counters
from core.common.models import Counter
from tests.races import careless
from tests.races.crowd import Meeting, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.race, pytest.mark.django_db(transaction=True)]


def forty_receipts() -> None:
    Counter.objects.create(name="receipts", value=0)
    outcome = at_once([partial(counters.take, "receipts")] * 40)
    assert sorted(outcome.results) == list(range(1, 41))


def test_forty_at_once_get_forty_numbers_without_a_gap():
    forty_receipts()


def test_control_reading_before_writing_gives_a_number_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(counters, "take", careless.take_number(Meeting(40)))
    with pytest.raises(AssertionError):
        forty_receipts()
