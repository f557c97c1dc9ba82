"""Rows of several kinds written together are to the last column what saving each would have left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, Model

from core.common.history import acting
from core.common.models import AuditEvent, Site
from core.common.writing import write
from core.menu.models import Station
from core.nutrition.models import FoodReference
from core.slots.models import Reservation, Slot
from core.zones.models import Zone, ZoneFee
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

AWKWARD = 'O\'Brien "50 %" %s \\ {}\n\t· ’ ☕'


def slot(now: Any, site: Site, **changed: Any) -> Slot:
    hour = timedelta(hours=1)
    return Slot(
        **{"site": site, "date": now.date(), "period": "lunch", "starts_at": now, "ends_at": now + hour, "cut_off_at": now, "capacity": 9}
        | changed
    )


OWN = {"id", "key", "code", "starts_at", "slot_id", "history_id", "history_date"}
"""What differs between two rows that are otherwise alike."""


def columns(row: Model) -> dict[str, Any]:
    found = type(row)._base_manager.filter(pk=row.pk).values().get()
    return {name: value for name, value in found.items() if name not in OWN}


def test_each_kind_of_value_is_written_as_saving_writes_it(now):
    by, site = f.person(role="stranger"), f.site()

    def rows(n: int) -> list[Model]:
        moved = slot(now, site, starts_at=now - timedelta(microseconds=n))
        return [
            Site(key=f"site-{n}", name_en=AWKWARD, town="Huye", phone="+250788000100"),
            moved,
            Reservation(slot=moved, made_at=now + timedelta(microseconds=1)),
            AuditEvent(at=now, by=by, verb="v", data={"a": [1, None, AWKWARD, {"b": 0.5}], "empty": {}}),
            AuditEvent(at=now, by=by, verb="v", data=[]),
            FoodReference(source="table", code=f"{n}", description=AWKWARD, energy_kcal=Decimal("12.50")),
        ]

    with acting(by=by, why="Twice", request_id="r1"):
        saved, written = rows(1), rows(2)
        for row in saved:
            row.save()
        write(written)
    for one, other in zip(saved, written, strict=True):
        assert columns(one) == columns(other)
        if hasattr(one, "history"):
            assert [columns(each) for each in one.history.all()] == [columns(each) for each in other.history.all()]
            assert other.history.get().instance == other
    assert Reservation.objects.get(pk=written[2].pk).slot == written[1]


def test_a_row_may_point_to_one_written_with_it():
    zone = Zone(site=f.site(), key="bare", name_en="Bare", kind="ward")
    first, second = ZoneFee(zone=zone, order_from=0, order_to=5000, fee=500), ZoneFee(zone=zone, order_from=5000)
    write([zone, first, second])
    assert list(ZoneFee.objects.filter(zone=zone).order_by("pk").values_list("pk", "fee")) == [(first.pk, 500), (second.pk, 0)]
    assert first.zone_id == zone.pk
    assert Zone.objects.get(key="bare").pk == zone.pk


def test_history_tells_who_why_when_and_in_which_request_and_once_for_each_row(now):
    cook, past = f.person(role="stranger"), now - timedelta(days=9)
    with acting(by=cook, why="Old book", request_id="r1", at=past):
        write([Station(key=key, name_en=key) for key in ("a", "b")])
    told = [
        (row.key, row.history_type, row.history_user, row.history_change_reason, row.history_request_id, row.history_date)
        for row in Station.history.order_by("key")
    ]
    assert told == [(key, "+", cook, "Old book", "r1", past) for key in ("a", "b")]


def test_by_nobody_and_for_no_reason_is_told_as_saving_tells_it():
    saved, written = Station(key="a", name_en="S"), Station(key="b", name_en="S")
    saved.save()
    write([written])
    kept = ("history_user", "history_change_reason", "history_request_id", "history_type")
    assert saved.history.values(*kept).get() == written.history.values(*kept).get()


def test_a_column_left_out_of_history_stays_out(now):
    row = slot(now, f.site(), reserved=4)
    write([row])
    assert Slot.objects.get(pk=row.pk).reserved == 4
    assert not hasattr(row.history.get(), "reserved")


def test_a_written_row_is_a_saved_one():
    row = Station(key="oven", name_en="Oven")
    write([row])
    row.name_en = "Big oven"
    row.save()
    assert Station.objects.get().name_en == "Big oven"
    assert [each.history_type for each in row.history.order_by("history_id")] == ["+", "~"]


def test_one_that_may_not_be_takes_all_with_it():
    Station.objects.create(key="oven", name_en="Oven")
    with nothing_changed(), pytest.raises(IntegrityError), transaction.atomic():
        write([Site(key="new", name_en="New", town="Huye", phone="+250788000100"), Station(key="oven", name_en="Again")])


@pytest.mark.postgres
def test_a_text_too_long_for_its_column_is_refused():
    with nothing_changed(), pytest.raises(DataError, match="too long"), transaction.atomic():
        write([Station(key="k", name_en="x" * 121)])


@pytest.mark.postgres
def test_what_the_database_would_have_to_work_out_is_refused():
    with pytest.raises(TypeError, match="cannot be written with others"):
        write([Station(key="k", name_en="S", position=F("id") + 1)])


@pytest.mark.postgres
def test_it_takes_two_statements_however_many_rows(django_assert_num_queries):
    rows = [Station(key=f"s{n}", name_en="S") for n in range(30)] + [Site(key="new", name_en="New", town="Huye", phone="+250788000100")]
    with django_assert_num_queries(2):
        write(rows)
    assert (Station.objects.count(), Station.history.count(), connection.vendor) == (30, 30, "postgresql")


def test_writing_none_writes_nothing():
    with nothing_changed():
        write([])
