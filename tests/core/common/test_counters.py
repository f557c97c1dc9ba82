"""Running numbers."""

import pytest
from django.db import transaction

from core.common import counters
from core.common.models import Counter

pytestmark = pytest.mark.django_db


def test_numbers_of_a_name_run_from_one_without_a_gap():
    assert [counters.take("receipts") for _ in range(3)] == [1, 2, 3]
    assert counters.take("invoices") == 1
    assert dict(Counter.objects.values_list("name", "value")) == {"receipts": 3, "invoices": 1}


def test_a_number_that_was_not_used_is_given_again():
    counters.take("receipts")

    with transaction.atomic():
        assert counters.take("receipts") == 2
        transaction.set_rollback(True)
    assert counters.take("receipts") == 2


def test_numbers_of_a_day_begin_at_one_each_day():
    first = [counters.next_unlocked("orders_number_seq", within="2026-11-25") for _ in range(3)]
    second = [counters.next_unlocked("orders_number_seq", within="2026-11-26") for _ in range(2)]
    assert [*first, *second, counters.next_unlocked("orders_number_seq", within="2026-11-25")][:5] == [1, 2, 3, 1, 2]


def test_a_number_of_a_day_is_given_once_however_the_days_mix():
    drawn = [(day, counters.next_unlocked("orders_number_seq", within=day)) for day in ["a", "b", "a", "c", "b", "a"]]
    assert len(set(drawn)) == 6
