"""Several hands on the tickets of one order at the same moment; each test has its control."""

from __future__ import annotations

import uuid
from functools import partial

import pytest
from django.db import IntegrityError

from core.common import clock
from core.delivery.models import Stop
from core.kitchen import actions
from core.kitchen.models import TicketEvent
from core.orders.models import Order
from tests import factories as f
from tests.races import careless
from tests.races.crowd import Meeting, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.race, pytest.mark.django_db(transaction=True)]


# --- two stations finish together ------------------------------------------------------------------------------------


def two_stations_finish(starts: str = "12:30") -> None:
    order, cook = f.confirmed_order(stations=["hot", "cold"], slot=f.slot(starts=starts)), f.person(role="kitchen_staff")
    tickets = list(order.tickets.order_by("pk"))
    outcome = at_once([partial(actions.tap, ticket=ticket, kind="done", by=cook, now=clock.now()) for ticket in tickets])
    assert [ticket.status for ticket in outcome.results] == ["done", "done"]
    assert Order.objects.get(pk=order.pk).status == "ready"
    assert list(order.events.order_by("pk").values_list("kind", flat=True)) == ["placed", "confirmed", "preparing", "ready"]
    assert Stop.objects.filter(order=order).count() == 1


def test_when_two_stations_finish_at_once_the_order_is_ready_once():
    for minute in range(20, 30):
        two_stations_finish(f"12:{minute}")


def test_control_without_the_lock_each_waits_for_the_other_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "_locked", careless.locked_ticket(Meeting(2)))
    with pytest.raises(AssertionError):
        two_stations_finish()


# --- one tap arrives several times ------------------------------------------------------------------------------------


def one_tap_five_times() -> None:
    ticket, cook, uid = f.ticket(), f.person(role="kitchen_staff"), uuid.uuid4()
    outcome = at_once([partial(actions.tap, ticket=ticket, kind="start", uid=uid, by=cook, now=clock.now())] * 5)
    assert [row.status for row in outcome.results] == ["started"] * 5
    assert list(TicketEvent.objects.filter(tap="start").values_list("uid", flat=True)) == [uid]
    assert ticket.history.count() == 2


def test_one_tap_that_arrives_five_times_at_once_counts_once():
    one_tap_five_times()


def test_control_without_the_lock_it_counts_again_or_breaks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "_locked", careless.locked_ticket(Meeting(5)))
    with pytest.raises((AssertionError, IntegrityError)):
        one_tap_five_times()


# --- two tablets, one ticket ---------------------------------------------------------------------------------------------


def two_tablets() -> None:
    ticket, cook, chef = f.ticket(taps=["start"]), f.person(role="kitchen_staff"), f.person(role="head_chef")
    outcome = at_once([partial(actions.tap, ticket=ticket, kind="done", by=by, now=clock.now()) for by in (cook, chef)])
    assert [row.status for row in outcome.results] == ["done", "done"]
    assert TicketEvent.objects.filter(tap="done").count() == 1
    assert Order.objects.get(pk=ticket.order_id).status == "ready"


def test_two_tablets_that_finish_one_ticket_finish_it_once():
    two_tablets()


def test_control_without_the_lock_it_is_finished_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "_locked", careless.locked_ticket(Meeting(2)))
    with pytest.raises(AssertionError):
        two_tablets()
