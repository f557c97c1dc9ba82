"""Taking back the last tap, for a few seconds."""

from datetime import timedelta

import pytest

from core.delivery import actions as delivery
from core.kitchen import actions
from core.kitchen.actions import CannotTapTicket
from core.kitchen.models import Ticket, TicketEvent
from tests import factories as f

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def cook():
    return f.person(role="kitchen_staff")


@pytest.mark.parametrize(
    ("taps", "before"),
    [
        (["start"], "queued"),
        (["done"], "queued"),
        (["start", "done"], "started"),
        (["done", "recall"], "done"),
        (["done", "recall", "start"], "recalled"),
    ],
)
def test_undo_brings_back_the_state_before_the_last_tap(taps, before, cook, now):
    ticket = f.ticket()
    for place, kind in enumerate(taps):
        ticket = actions.tap(ticket=ticket, kind=kind, by=cook, now=now + place * SECOND)
    ticket = actions.tap(ticket=ticket, kind="undo", by=cook, now=now + 5 * SECOND)
    assert (ticket.status, Ticket.objects.get().status) == (before, before)
    assert TicketEvent.objects.latest("at").tap == "undo"


def test_a_start_taken_back_forgets_when_it_was_started(cook, now):
    ticket = f.ticket()
    actions.tap(ticket=ticket, kind="start", by=cook, now=now + SECOND)
    ticket = actions.tap(ticket=ticket, kind="undo", by=cook, now=now + 2 * SECOND)
    assert ticket.started_at is None


@pytest.mark.parametrize(("after", "in_time"), [(10, True), (10.001, False)])
def test_undo_works_until_the_sites_seconds_are_over(after, in_time, cook, now):
    ticket = f.ticket(taps=["start"])
    assert ticket.undo_until == now + 10 * SECOND
    late = now + after * SECOND
    if in_time:
        assert actions.tap(ticket=ticket, kind="undo", by=cook, now=late).status == "queued"
    else:
        with pytest.raises(CannotTapTicket) as refused:
            actions.tap(ticket=ticket, kind="undo", by=cook, now=late)
        assert (refused.value.text, refused.value.code) == ("It is too late to take this back.", "undo_too_late")
        assert Ticket.objects.get().status == "started"


def test_a_finished_ticket_that_is_too_late_to_undo_can_be_recalled_and_the_text_says_so(cook, now):
    ticket = f.ticket(taps=["done"])
    with pytest.raises(CannotTapTicket) as refused:
        actions.tap(ticket=ticket, kind="undo", by=cook, now=now + 11 * SECOND)
    assert refused.value.text == "It is too late to take this back. Recall the ticket instead."


def test_the_site_says_how_long_undo_works(cook, now):
    ticket = f.ticket(taps=["start"])
    site = ticket.site
    site.undo_seconds = 60
    site.save()
    ticket.refresh_from_db()
    assert actions.tap(ticket=ticket, kind="undo", by=cook, now=now + 60 * SECOND).status == "queued"


@pytest.mark.parametrize("taps", [[], ["start", "undo"]])
def test_without_a_tap_to_take_back_undo_is_refused(taps, cook, now):
    ticket = f.ticket()
    for place, kind in enumerate(taps):
        ticket = actions.tap(ticket=ticket, kind=kind, by=cook, now=now + (1 + place) * SECOND)
    with pytest.raises(CannotTapTicket) as refused:
        actions.tap(ticket=ticket, kind="undo", by=cook, now=now + 4 * SECOND)
    assert (refused.value.text, refused.value.code) == ("There is nothing to take back.", "nothing_to_undo")


def test_undo_takes_back_nobody_elses_tap(cook, now):
    ticket = f.ticket()
    mine = actions.tap(ticket=ticket, kind="start", by=cook, now=now + SECOND)
    actions.tap(ticket=ticket, kind="done", by=f.person(role="head_chef"), now=now + 2 * SECOND)
    with pytest.raises(CannotTapTicket) as refused:
        actions.tap(ticket=ticket, kind="undo", seen_at=mine.changed_at, by=cook, now=now + 3 * SECOND)
    assert (refused.value.text, refused.value.code) == ("Somebody has changed this ticket since. Look at it again.", "changed_since")
    assert Ticket.objects.get().status == "done"


def test_what_has_left_the_kitchen_is_not_taken_back(cook, now):
    ticket = f.ticket(taps=["done"])
    ticket.order.refresh_from_db()
    porter = f.person(role="courier")
    delivery.assign(stop=ticket.order.stop, courier=porter, by=f.system(), now=now)
    delivery.pick_up(stop=ticket.order.stop, by=porter, now=now)
    for kind in ("undo", "recall"):
        with pytest.raises(CannotTapTicket) as refused:
            actions.tap(ticket=ticket, kind=kind, by=cook, now=now + SECOND)
        assert refused.value.code == "order_left"
    ticket.refresh_from_db()
    ticket.order.refresh_from_db()
    assert (ticket.status, ticket.order.status) == ("done", "out_for_delivery")
