"""The day on which numbering per day begins goes on after its last number."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from core.common.models import Counter
from core.orders.models import Order
from tests.core.orders.asking import place

pytestmark = pytest.mark.django_db
migration = import_module("core.orders.migrations.0005_orders_numbered_per_day")


def test_the_running_day_goes_on_after_its_last_number_and_earlier_days_are_left(clock):
    old, *_today = (place(key=str(n)) for n in range(3))
    Order.objects.filter(pk=old.pk).update(number="D-261101-0041", placed_at=old.placed_at - timedelta(days=24))
    Counter.objects.all().delete()
    migration.go_on(apps, SimpleNamespace(connection=connection))
    assert list(Counter.objects.values_list("name", flat=True)) == ["orders_number_seq:2026-11-25"]
    assert place(key="next").number == "D-261125-0004"


def test_a_database_without_orders_begins_at_one(clock):
    migration.go_on(apps, SimpleNamespace(connection=connection))
    assert Counter.objects.count() == 0
    assert place().number == "D-261125-0001"
