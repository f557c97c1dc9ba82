"""Which tap leads where, what it leaves behind, and that it counts once."""

import uuid
from datetime import timedelta

import pytest

from core.kitchen import actions
from core.kitchen.actions import CannotTapTicket
from core.kitchen.models import Ticket, TicketEvent
from core.kitchen.signals import ticket_changed
from tests import factories as f

pytestmark = pytest.mark.django_db

LEGAL = [
    ([], "start", "started"),
    ([], "done", "done"),
    (["start"], "done", "done"),
    (["done"], "recall", "recalled"),
    (["done", "recall"], "start", "started"),
    (["done", "recall"], "done", "done"),
]
ILLEGAL = [
    ([], "recall", "It is to do and cannot become back again. Possible from here: started, done, cancelled."),
    (["start"], "recall", "It is started and cannot become back again. Possible from here: done."),
    (["done"], "start", "It is done and cannot become started. Possible from here: back again."),
]
FULFILLED = [(["start"], "start", "started"), (["start", "done"], "done", "done"), (["done", "recall"], "recall", "recalled")]


@pytest.fixture
def cook():
    return f.person(role="kitchen_staff")


@pytest.mark.parametrize(("before", "kind", "after"), LEGAL)
def test_a_legal_tap_moves_the_ticket(before, kind, after, cook, now):
    ticket = f.ticket(taps=before)
    was = ticket.status
    later = now + timedelta(minutes=1)
    ticket = actions.tap(ticket=ticket, kind=kind, by=cook, now=later)
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, stored.status, stored.changed_at) == (after, after, later)
    event = stored.events.latest("at")
    assert (event.tap, event.before, event.after, event.at, event.by) == (kind, was, after, later, cook)
    assert stored.history.latest().history_user == cook


@pytest.mark.parametrize(("before", "kind", "text"), ILLEGAL)
def test_an_illegal_tap_is_refused_in_words_and_changes_nothing(before, kind, text, cook, now):
    ticket = f.ticket(taps=before)
    row, events = Ticket.objects.values().get(), TicketEvent.objects.count()
    with pytest.raises(CannotTapTicket) as refused:
        actions.tap(ticket=ticket, kind=kind, by=cook, now=now + timedelta(minutes=1))
    assert (refused.value.text, refused.value.code) == (text, "illegal_tap")
    assert (Ticket.objects.values().get(), TicketEvent.objects.count()) == (row, events)


@pytest.mark.parametrize("kind", ["queue", "cancel", "burn", ""])
def test_a_tap_the_kitchen_does_not_have_is_refused(kind, cook, now):
    with pytest.raises(CannotTapTicket) as refused:
        actions.tap(ticket=f.ticket(), kind=kind, by=cook, now=now)
    assert refused.value.code == "unknown_tap"


@pytest.mark.parametrize(("before", "kind", "state"), FULFILLED)
def test_a_wish_already_fulfilled_is_no_error_and_leaves_no_trace(before, kind, state, cook, now):
    ticket = f.ticket(taps=before)
    changed_at, events = ticket.changed_at, TicketEvent.objects.count()
    ticket = actions.tap(ticket=ticket, kind=kind, by=cook, now=now + timedelta(minutes=1))
    assert (ticket.status, ticket.changed_at, TicketEvent.objects.count()) == (state, changed_at, events)


def test_start_and_done_keep_their_times(cook, now):
    ticket = f.ticket()
    first, second = now + timedelta(minutes=1), now + timedelta(minutes=9)
    actions.tap(ticket=ticket, kind="start", by=cook, now=first)
    ticket = actions.tap(ticket=ticket, kind="done", by=cook, now=second)
    assert (ticket.started_at, ticket.done_at) == (first, second)
    ticket = actions.tap(ticket=ticket, kind="recall", by=cook, now=second + timedelta(minutes=1))
    assert (ticket.started_at, ticket.done_at) == (first, None)
    ticket = actions.tap(ticket=ticket, kind="start", by=cook, now=second + timedelta(minutes=2))
    assert ticket.started_at == first


def test_every_change_is_announced_and_nothing_else(cook, now):
    heard = []

    def listen(sender, ticket, by, now, **_more):
        heard.append((ticket.status, by, now))

    ticket_changed.connect(listen)
    try:
        ticket = f.ticket()
        actions.tap(ticket=ticket, kind="start", by=cook, now=now)
        actions.tap(ticket=ticket, kind="start", by=cook, now=now)
    finally:
        ticket_changed.disconnect(listen)
    assert heard == [("started", cook, now)]


# --- counted once ----------------------------------------------------------------------------------------


def test_the_same_tap_arriving_twice_counts_once(cook, now):
    ticket, uid, device_at = f.ticket(), uuid.uuid4(), now - timedelta(minutes=20)
    actions.tap(ticket=ticket, kind="start", uid=uid, device_at=device_at, by=cook, now=now)
    again = actions.tap(ticket=ticket, kind="start", uid=uid, device_at=device_at, by=cook, now=now + timedelta(seconds=5))
    assert (again.status, again.changed_at) == ("started", now)
    event = TicketEvent.objects.get(tap="start")
    assert (event.pk, event.device_at, event.at) == (uid, device_at, now)


def test_a_tap_repeated_after_the_ticket_went_on_does_not_call_it_back(cook, now):
    ticket, uid = f.ticket(), uuid.uuid4()
    actions.tap(ticket=ticket, kind="start", uid=uid, by=cook, now=now)
    actions.tap(ticket=ticket, kind="done", by=cook, now=now)
    assert actions.tap(ticket=ticket, kind="start", uid=uid, by=cook, now=now).status == "done"


def test_an_undo_arriving_twice_takes_back_one_tap(cook, now):
    ticket, uid = f.ticket(taps=["start"]), uuid.uuid4()
    actions.tap(ticket=ticket, kind="done", by=cook, now=now + timedelta(seconds=1))
    for seconds in (2, 3):
        ticket = actions.tap(ticket=ticket, kind="undo", uid=uid, by=cook, now=now + timedelta(seconds=seconds))
    assert ticket.status == "started"
    assert TicketEvent.objects.filter(tap="undo").count() == 1


# --- made while something else happened -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["start", "done"])
def test_a_tap_that_waited_without_network_does_not_finish_what_was_called_back_meanwhile(kind, cook, now):
    ticket = f.ticket(taps=["start"])
    seen = ticket.changed_at
    actions.tap(ticket=ticket, kind="done", by=cook, now=now + timedelta(minutes=1))
    recalled = actions.tap(ticket=ticket, kind="recall", by=cook, now=now + timedelta(minutes=2))
    with pytest.raises(CannotTapTicket) as refused:
        actions.tap(ticket=ticket, kind=kind, seen_at=seen, by=cook, now=now + timedelta(minutes=3))
    assert (refused.value.text, refused.value.code) == (
        "It was called back at 08:02, after this tap. Look at it again.",
        "recalled_since",
    )
    assert Ticket.objects.get().status == "recalled"
    ticket = actions.tap(ticket=ticket, kind="done", seen_at=recalled.changed_at, by=cook, now=now + timedelta(minutes=4))
    assert ticket.status == "done"


def test_a_tap_that_waited_still_counts_when_somebody_only_started_the_ticket(cook, now):
    ticket = f.ticket()
    seen = ticket.changed_at
    actions.tap(ticket=ticket, kind="start", by=cook, now=now + timedelta(minutes=1))
    assert actions.tap(ticket=ticket, kind="done", seen_at=seen, by=cook, now=now + timedelta(minutes=2)).status == "done"


def test_taps_stay_as_they_were_made(now):
    from django.db import DatabaseError

    f.ticket(taps=["start"])
    with pytest.raises(DatabaseError):
        TicketEvent.objects.filter(tap="start").update(tap="done")
