"""The question a board asks every few seconds: 304 as long as nothing is new, and never one change too long."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.kitchen import actions
from core.kitchen.models import MARKS, ON_BOARD
from core.orders import actions as orders
from tests import factories as f
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def cook(sign_in_as):
    f.station()
    return sign_in_as("kitchen_staff")


def ask(client, etag="", station="hot", **headers):
    return client.get(f"/kitchen/{station}/tickets/", headers={"X-Board": "1", **({"If-None-Match": etag} if etag else {}), **headers})


def test_nothing_new_is_a_304_without_a_body(cook):
    f.ticket()
    first = ask(cook)
    assert first.status_code == 200
    again = ask(cook, first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_the_page_brings_the_tag_of_what_it_shows(cook):
    f.ticket()
    page = cook.get("/kitchen/hot/").text
    assert ask(cook)["ETag"].strip('"') in page


def test_compressed_the_tag_still_counts(cook):
    for _ in range(3):
        f.ticket()
    first = ask(cook, **{"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert first["ETag"].startswith('W/"')
    assert ask(cook, first["ETag"], **{"Accept-Encoding": "gzip"}).status_code == 304


def new_order(order, cook, now):
    f.confirmed_order()


def start_here(order, cook, now):
    actions.tap(ticket=order.tickets.get(station__key="hot"), kind="start", by=cook, now=now)


def done_here(order, cook, now):
    actions.tap(ticket=order.tickets.get(station__key="hot"), kind="done", by=cook, now=now)


def start_elsewhere(order, cook, now):
    actions.tap(ticket=order.tickets.get(station__key="cold"), kind="start", by=cook, now=now)


def done_elsewhere(order, cook, now):
    actions.tap(ticket=order.tickets.get(station__key="cold"), kind="done", by=cook, now=now)


def cancelled(order, cook, now):
    orders.cancel(order=order, reason="customer", by=cook, now=now)


@pytest.mark.parametrize("change", [new_order, start_here, done_here, start_elsewhere, done_elsewhere, cancelled])
@pytest.mark.parametrize("later", [0, 1])
def test_every_change_is_told_even_in_the_same_moment(change, later, cook, now):
    order = f.confirmed_order(stations=["hot", "cold"])
    first = ask(cook)
    change(order, cook.user, now + later * SECOND)
    second = ask(cook, first["ETag"])
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert second.content != first.content


def test_a_recall_and_an_undo_are_told(cook, now):
    order = f.confirmed_order()
    done_here(order, cook.user, now)
    for kind, seconds in (("recall", 1), ("undo", 2)):
        before = ask(cook)["ETag"]
        actions.tap(ticket=order.tickets.get(), kind=kind, by=cook.user, now=now + seconds * SECOND)
        assert ask(cook, before).status_code == 200


def test_a_change_written_after_a_later_one_is_told_too(cook, now):
    """Two transactions overlap: the one with the later time is written first, and the board asks between them."""
    early, late = f.ticket(), f.ticket()
    actions.tap(ticket=late, kind="start", by=cook.user, now=now + 2 * SECOND)
    between = ask(cook)["ETag"]
    actions.tap(ticket=early, kind="start", by=cook.user, now=now + SECOND)
    assert ask(cook, between).status_code == 200


def test_at_midnight_tomorrows_tickets_appear(cook, now, clock):
    tomorrow = (now + timedelta(days=1)).date()
    f.confirmed_order(items=[f.menu_item(day=tomorrow)], slot=f.slot(day=tomorrow))
    clock.shift(timedelta(hours=15, minutes=59))
    before = ask(cook)["ETag"]
    assert ask(cook, before).status_code == 304
    clock.shift(timedelta(minutes=1))
    assert ask(sign_in(cook.user), before).status_code == 200


def test_each_station_and_each_language_has_its_own_tag(cook):
    f.confirmed_order(stations=["hot", "cold"])
    tags = {ask(cook, station=station)["ETag"] for station in ("hot", "cold", "all")}
    cook.cookies["django_language"] = "fr"
    assert len(tags | {ask(cook)["ETag"]}) == 4


def test_asking_costs_one_query_of_an_index(cook):
    for _ in range(3):
        f.ticket()
    etag = ask(cook)["ETag"]
    with CaptureQueriesContext(connection) as captured:
        ask(cook, etag)
    tickets = [query["sql"] for query in captured if "kitchen_" in query["sql"]]
    assert len(tickets) == 1
    assert "orders_" not in tickets[0]


@pytest.mark.postgres
def test_the_question_is_answered_from_the_boards_index():
    ticket = f.ticket()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # for a table of one row it would
        cursor.execute(f"EXPLAIN {MARKS}", [ticket.site_id, *ON_BOARD, ticket.due_at])
        text = "\n".join(row[0] for row in cursor.fetchall())
    assert "ticket_board" in text


def test_what_a_board_is_told_is_kept_by_nobody_between(cook):
    answer = ask(cook)
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]
