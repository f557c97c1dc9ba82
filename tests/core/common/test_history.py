"""History says who, why and in which request, on every way of writing."""

from __future__ import annotations

import pytest
from django.test import Client

from core.common.history import acting, bulk_create, bulk_update, present
from core.menu.models import Station
from tests import factories as f
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def told(row: Station) -> list[tuple]:
    return [
        (each.history_type, each.history_user, each.history_change_reason, each.history_request_id)
        for each in row.history.order_by("history_id")
    ]


def test_what_is_saved_inside_is_told_with_actor_reason_and_request():
    cook = f.person(role="stranger")
    with acting(by=cook, why="New oven", request_id="r1"):
        row = Station.objects.create(key="oven", name_en="Oven")
        row.name_en = "Big oven"
        row.save()
    assert told(row) == [("+", cook, "New oven", "r1"), ("~", cook, "New oven", "r1")]


def test_inner_acts_inherit_what_they_do_not_say_and_end_with_their_block():
    outer, inner = f.person(role="stranger"), f.person(role="stranger")
    with acting(by=outer, why="Import", request_id="r1"):
        with acting(by=inner):
            assert (present().by, present().why, present().request_id) == (inner, "Import", "r1")
        with acting(why="Undo"):
            assert (present().by, present().why, present().request_id) == (outer, "Undo", "r1")
        assert (present().by, present().why) == (outer, "Import")
    assert (present().by, present().why, present().request_id) == (None, "", "")


def test_acts_without_a_request_get_an_id_of_their_own():
    with acting() as one:
        pass
    with acting() as other:
        pass
    assert one.request_id != other.request_id
    assert len(one.request_id) == 32


def test_writing_many_at_once_is_told_row_by_row(django_assert_max_num_queries):
    cook = f.person(role="stranger")
    with acting(by=cook, why="Import", request_id="r1"):
        with django_assert_max_num_queries(6):
            rows = bulk_create([Station(key=f"s{n}", name_en=f"S{n}") for n in range(20)], Station)
        for row in rows:
            row.position = 3
        assert bulk_update(rows, Station, ["position"]) == 20
    assert Station.history.count() == 40
    for row in Station.objects.all():
        assert row.position == 3
        assert told(row) == [("+", cook, "Import", "r1"), ("~", cook, "Import", "r1")]


def test_writing_none_writes_nothing():
    assert bulk_create([], Station) == []
    assert bulk_update([], Station, ["position"]) == 0


def test_all_rows_of_one_request_share_its_id():
    from tests.backoffice.api.calls import basket, place

    person = f.person()
    client: Client = sign_in(person)
    body = basket(f.menu_item())
    first, second = (place(client, body, key=key).json()["number"] for key in ("1", "2"))
    ids = {}
    for order in person.orders.prefetch_related("lines"):
        rows = [order.history.get(), *(line.history.get() for line in order.lines.all())]
        assert {row.history_user for row in rows} == {person}
        (ids[order.number],) = {row.history_request_id for row in rows}
    assert ids[first] != ids[second]
    assert all(ids.values())
