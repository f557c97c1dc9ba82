"""Running numbers for many at once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from core.common import counters
from core.common.models import Counter
from tests.races import careless
from tests.races.crowd import Meeting, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.race, pytest.mark.django_db(transaction=True)]


def twenty_first_numbers_of_a_day() -> None:
    def draw() -> int:
        with transaction.atomic():
            return counters.next_unlocked("orders_number_seq", within="2026-11-25")

    outcome = at_once([draw] * 20)
    assert sorted(outcome.results) == sorted(set(outcome.results))
    assert (len(outcome.results), min(outcome.results)) == (20, 1)


def test_twenty_who_begin_a_day_at_once_get_twenty_numbers():
    twenty_first_numbers_of_a_day()


def test_control_reading_before_writing_begins_a_day_twice(monkeypatch: pytest.MonkeyPatch):
    Counter.objects.create(name="orders_number_seq", value=0)
    careless_take = careless.take_number(Meeting(20))
    monkeypatch.setattr(counters, "next_unlocked", lambda name, *, within: careless_take(name))
    with pytest.raises(AssertionError):
        twenty_first_numbers_of_a_day()


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
