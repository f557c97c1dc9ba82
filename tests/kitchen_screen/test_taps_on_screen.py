"""A tap from the board's script, and the same tap from a plain form."""

import uuid
from datetime import timedelta

import pytest

from core.kitchen import actions
from core.kitchen.models import Ticket, TicketEvent
from kitchen_screen.slips import moment_of, version_of
from tests import factories as f

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def cook(sign_in_as):
    f.station()
    return sign_in_as("kitchen_staff")


def by_script(client, ticket, kind, **more):
    return client.post(f"/kitchen/hot/tickets/{ticket.pk}/tap/", {"kind": kind, **more}, headers={"X-Board": "1"})


def by_form(client, ticket, kind, seen=None, **more):
    address = f"/kitchen/hot/tickets/{ticket.pk}/tap/?seen={version_of(seen or ticket.changed_at)}"
    return client.post(address, {"kind": kind, **more})


def test_a_version_keeps_every_microsecond(now):
    moment = now.replace(microsecond=123457)
    assert moment_of(version_of(moment)) == moment


# --- from the script ---------------------------------------------------------------------------------------


def test_a_tap_answers_with_the_state_and_its_version(cook, now):
    ticket, uid = f.ticket(), uuid.uuid4()
    answer = by_script(cook, ticket, "start", uid=uid, device_at="2026-11-25T05:58:00.123Z", seen=version_of(ticket.changed_at))
    assert (answer.status_code, answer.json()) == (200, {"status": "started", "version": version_of(now)})
    event = TicketEvent.objects.get(tap="start")
    assert (event.uid, event.by, event.at) == (uid, cook.user, now)
    assert event.device_at.isoformat() == "2026-11-25T05:58:00.123000+00:00"


def test_the_same_tap_sent_twice_counts_once(cook):
    ticket, uid = f.ticket(), uuid.uuid4()
    answers = [by_script(cook, ticket, "done", uid=uid).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert TicketEvent.objects.filter(tap="done").count() == 1


def test_a_refusal_is_a_409_with_its_text(cook, clock):
    ticket = f.ticket(taps=["start"])
    clock.shift(11 * SECOND)
    answer = by_script(cook, ticket, "undo")
    assert (answer.status_code, answer.json()) == (409, {"code": "undo_too_late", "text": "It is too late to take this back."})
    assert Ticket.objects.get().status == "started"


def test_a_stale_tap_is_told_that_the_ticket_was_called_back(cook, now):
    ticket = f.ticket(taps=["start"])
    seen = version_of(ticket.changed_at)
    actions.tap(ticket=ticket, kind="done", by=cook.user, now=now + SECOND)
    actions.tap(ticket=ticket, kind="recall", by=cook.user, now=now + 2 * SECOND)
    answer = by_script(cook, ticket, "done", seen=seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "recalled_since")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "burn"},
        {"kind": "cancel"},
        {"kind": ""},
        {"uid": "x"},
        {"device_at": "yesterday"},
        {"device_at": "2026-02-31T10:00:00Z"},
        {"seen": "-1"},
        {"seen": "9" * 30},
        {"seen": "x"},
        {"page": "admin"},
    ],
)
def test_what_is_no_tap_is_a_400_and_changes_nothing(wrong, cook):
    ticket = f.ticket()
    answer = by_script(cook, ticket, **{"kind": "start", **wrong})
    assert answer.status_code == 400
    assert Ticket.objects.get().status == "queued"


def test_a_ticket_that_never_was_is_a_404(cook):
    assert cook.post("/kitchen/hot/tickets/999999/tap/", {"kind": "start"}, headers={"X-Board": "1"}).status_code == 404


# --- without script -------------------------------------------------------------------------------------------


def test_a_form_leads_back_to_the_ticket_at_its_place(cook):
    ticket = f.ticket()
    answer = by_form(cook, ticket, "start")
    assert (answer.status_code, answer["Location"]) == (302, f"/kitchen/hot/#ticket-{ticket.pk}")
    assert Ticket.objects.get().status == "started"


def test_a_double_click_and_the_back_button_count_once(cook, now, clock):
    ticket = f.ticket()
    by_form(cook, ticket, "start")
    clock.shift(SECOND)
    undone = actions.tap(ticket=ticket, kind="undo", by=cook.user, now=now + SECOND)
    by_form(cook, ticket, "start")  # the page of before, sent again
    assert Ticket.objects.get().status == "queued"
    by_form(cook, ticket, "start", seen=undone.changed_at)
    assert Ticket.objects.get().status == "started"


def test_a_refusal_is_said_on_the_page_it_came_from(cook, clock):
    ticket = f.ticket(taps=["done"])
    clock.shift(11 * SECOND)
    answer = by_form(cook, ticket, "undo", page="done")
    assert answer["Location"] == "/kitchen/hot/done/"
    assert f"{ticket.order.number}: It is too late to take this back. Recall the ticket instead." in cook.get(answer["Location"]).text


# --- recalling from the list -------------------------------------------------------------------------------------


def test_a_finished_ticket_is_recalled_from_the_list_and_back_on_the_board(cook):
    ticket = f.ticket(taps=["done"])
    page = cook.get("/kitchen/hot/done/").text
    assert f'formaction="/kitchen/hot/tickets/{ticket.pk}/tap/?seen={version_of(ticket.changed_at)}"' in page
    answer = by_form(cook, ticket, "recall", page="done")
    assert answer["Location"] == f"/kitchen/hot/done/#ticket-{ticket.pk}"
    assert Ticket.objects.get().status == "recalled"
    assert 'data-status="recalled"' in cook.get("/kitchen/hot/").text
    assert f"Recall {ticket.order.number[-4:]}" not in cook.get("/kitchen/hot/done/").text


def test_the_list_has_the_last_one_first_and_only_this_station(cook, now):
    first, second = f.ticket(), f.ticket()
    actions.tap(ticket=second, kind="done", by=cook.user, now=now - 2 * SECOND)
    actions.tap(ticket=first, kind="done", by=cook.user, now=now - SECOND)
    other = f.ticket(station="cold", taps=["done"])
    page = cook.get("/kitchen/hot/done/").text
    assert page.index(f'id="ticket-{first.pk}"') < page.index(f'id="ticket-{second.pk}"')
    assert f'id="ticket-{other.pk}"' not in page
    assert f'id="ticket-{other.pk}"' in cook.get("/kitchen/all/done/").text


def test_what_was_carried_away_says_so_and_offers_no_recall(cook, now):
    from core.delivery import actions as delivery

    ticket = f.ticket(taps=["done"])
    porter = f.person(role="courier")
    delivery.pick_up(stop=delivery.assign(stop=ticket.order.stop, courier=porter, by=f.system(), now=now), by=porter, now=now)
    page = cook.get("/kitchen/hot/done/").text
    assert "On the way" in page
    assert 'value="recall"' not in page


def test_an_empty_list_says_so(cook):
    assert "Nothing was finished in the last three hours." in cook.get("/kitchen/hot/done/").text
