"""The board at work: orders arrive, taps count, the network goes and comes back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from core.common import clock as kitchen_clock
from core.kitchen import actions
from core.kitchen.models import Ticket, TicketEvent
from core.orders.models import Order
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)

POLL = 3000
TICKETS = re.compile(r"/tickets/$")
TAPS = re.compile(r"/tap/$")


def spot(page: Page, ticket: Ticket):
    return page.locator(f'[data-ticket="{ticket.pk}"]')


def tap(page: Page, ticket: Ticket, name: str) -> None:
    spot(page, ticket).get_by_role("button", name=name).click()


def link(page: Page):
    return page.locator("#link")


def live(page: Page) -> None:
    expect(link(page)).to_have_attribute("data-link", "live")


def taps_of(ticket: Ticket) -> list[str]:
    return list(ticket.events.exclude(tap="queue").order_by("at").values_list("tap", flat=True))


def eventually(page: Page, ticket: Ticket, status: str) -> None:
    """The server has this state, and the page has nothing left to send."""
    expect(link(page)).to_have_text("live")
    ticket.refresh_from_db()
    assert ticket.status == status


def later(page: Page, clock: Any, **span: float) -> None:
    """Time goes by for the server; the board hears it with its next answer."""
    clock.shift(timedelta(**span))
    with page.expect_response(TICKETS):
        page.clock.run_for(POLL)


# --- arriving ------------------------------------------------------------------------------------------------


def test_an_order_arrives_by_itself_and_is_said_aloud(tablet, clock):
    page = tablet()
    expect(page.get_by_text("Nothing to cook.")).to_be_visible()
    live(page)
    ticket = f.ticket(destination="Ward 3, bed 12")
    page.clock.run_for(POLL)
    expect(spot(page, ticket)).to_be_visible()
    expect(spot(page, ticket)).to_contain_text("New")
    expect(page.locator("#open")).to_have_text("1")
    expect(page.get_by_text("Nothing to cook.")).to_be_hidden()
    dish = ticket.order.lines.get().name
    expect(page.locator("#spoken")).to_have_text(f"New ticket {ticket.order.number[-4:]} for Ward 3, bed 12: 1 {dish}")
    later(page, clock, minutes=1)
    expect(spot(page, ticket)).not_to_contain_text("New")


def test_nothing_moves_under_a_finger(tablet):
    ticket = f.ticket(slot=f.slot(starts="13:00", ends="13:30"))
    page = tablet()
    live(page)
    button = spot(page, ticket).get_by_role("button", name="Start")
    button.hover()
    page.mouse.down()
    earlier = f.ticket(slot=f.slot(starts="12:00", ends="12:30"))
    with page.expect_response(TICKETS):
        page.clock.run_for(POLL)
    expect(page.locator(".spot")).to_have_count(1)
    page.mouse.up()
    expect(spot(page, ticket)).to_have_attribute("data-status", "started")
    expect(page.locator(".spot").first).to_have_attribute("data-ticket", str(earlier.pk))


def test_the_clock_turns_from_bare_to_boxed_to_late(tablet, clock):
    clock.shift(timedelta(hours=4, minutes=20))  # 12:20, ten minutes before
    ticket = f.ticket(slot=f.slot(cut_off="12:25"))
    page = tablet()
    minutes = spot(page, ticket).locator(".clock")
    expect(minutes).to_contain_text("−10 min")
    expect(spot(page, ticket).get_by_text("Late")).to_be_hidden()
    later(page, clock, minutes=6)
    expect(minutes).to_have_class(re.compile("clock--wait"))
    later(page, clock, minutes=6)
    expect(spot(page, ticket).get_by_text("Late")).to_be_visible()
    expect(page.locator("#late")).to_contain_text("1")


# --- tapping ----------------------------------------------------------------------------------------------------


def test_start_done_undo_recall(tablet, clock):
    ticket = f.ticket()
    page = tablet()
    tap(page, ticket, "Start")
    expect(spot(page, ticket)).to_contain_text("Started")
    eventually(page, ticket, "started")
    tap(page, ticket, "Done")
    expect(page.locator("#open")).to_have_text("0")
    eventually(page, ticket, "done")
    tap(page, ticket, "Undo")
    expect(spot(page, ticket).get_by_role("button", name="Done")).to_be_visible()
    eventually(page, ticket, "started")
    tap(page, ticket, "Done")
    eventually(page, ticket, "done")
    later(page, clock, seconds=11)
    expect(spot(page, ticket)).to_have_count(0)
    expect(page.get_by_text("Nothing to cook.")).to_be_visible()

    page.get_by_role("link", name="Recall").click()
    page.get_by_role("dialog").get_by_role("button", name=f"Recall {ticket.order.number[-4:]}").click()
    expect(page.get_by_text("Nothing was finished in the last three hours.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(spot(page, ticket)).to_contain_text("Recalled")
    eventually(page, ticket, "recalled")
    assert taps_of(ticket) == ["start", "done", "undo", "done", "recall"]
    assert Order.objects.get().status == "preparing"


def test_a_wet_knuckle_starts_a_ticket_and_does_not_finish_it(tablet):
    ticket = f.ticket()
    page = tablet()
    box = spot(page, ticket).bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 120)  # anywhere on the ticket
    eventually(page, ticket, "started")
    assert taps_of(ticket) == ["start"]


def test_the_board_is_worked_by_keyboard_alone(tablet):
    ticket = f.ticket()
    page = tablet()
    spot(page, ticket).get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    done = spot(page, ticket).get_by_role("button", name="Done")
    expect(done).to_be_focused()
    live(page)
    page.clock.run_for(POLL)
    expect(done).to_be_focused()
    expect(done).to_be_enabled()
    page.keyboard.press("Enter")
    expect(spot(page, ticket).get_by_role("button", name="Undo")).to_be_focused()
    eventually(page, ticket, "done")


def test_what_one_tablet_finishes_the_other_can_take_back(tablet):
    ticket = f.ticket(taps=["start"])
    one, other = tablet(), tablet()
    tap(one, ticket, "Done")
    eventually(one, ticket, "done")
    other.clock.run_for(POLL)
    expect(spot(other, ticket)).to_have_attribute("data-status", "done")
    tap(other, ticket, "Undo")
    eventually(other, ticket, "started")


def test_a_refusal_is_said_on_its_ticket_which_shows_how_it_stands(tablet):
    ticket, chef = f.ticket(taps=["start"]), f.person(role="head_chef")
    page = tablet()
    live(page)
    page.route(TICKETS, lambda route: route.fulfill(status=304))  # this tablet hears late
    for seconds, kind in enumerate(("done", "recall"), start=1):
        actions.tap(ticket=ticket, kind=kind, by=chef, now=kitchen_clock.now() + timedelta(milliseconds=seconds))
    page.unroute(TICKETS)
    tap(page, ticket, "Done")
    expect(spot(page, ticket)).to_contain_text("after this tap. Look at it again.")
    expect(spot(page, ticket)).to_have_attribute("data-status", "recalled")
    eventually(page, ticket, "recalled")


# --- without network --------------------------------------------------------------------------------------------------


def test_taps_made_without_network_wait_and_are_counted_once_when_it_is_back(tablet):
    first, second = f.ticket(), f.ticket()
    page = tablet()
    live(page)
    page.context.set_offline(True)
    expect(page.get_by_text(re.compile(r"Offline since \d\d:\d\d\. Go on working\."))).to_be_visible()
    tap(page, first, "Start")
    tap(page, second, "Start")
    tap(page, first, "Done")
    expect(link(page)).to_have_text(re.compile(r"^offline since \d\d:\d\d, taps waiting: 3$"))
    expect(spot(page, second)).to_contain_text("Tapped here, not sent yet")
    assert not TicketEvent.objects.exclude(tap="queue").exists()
    page.clock.run_for(15_000)
    expect(spot(page, first)).to_have_count(0)  # done here: out of sight, not forgotten
    expect(link(page)).to_contain_text("taps waiting: 3")
    page.context.set_offline(False)
    eventually(page, first, "done")
    eventually(page, second, "started")
    expect(page.get_by_text("Offline since")).to_be_hidden()
    assert (taps_of(first), taps_of(second)) == (["start", "done"], ["start"])
    assert all(event.device_at < event.at for event in TicketEvent.objects.exclude(tap="queue"))


def test_a_tap_taken_back_before_it_was_sent_never_was(tablet):
    ticket = f.ticket()
    page = tablet()
    live(page)
    page.context.set_offline(True)
    tap(page, ticket, "Start")
    tap(page, ticket, "Undo")
    expect(spot(page, ticket).get_by_role("button", name="Start")).to_be_visible()
    page.context.set_offline(False)
    eventually(page, ticket, "queued")
    assert taps_of(ticket) == []


def test_an_answer_that_is_lost_counts_no_tap_twice(tablet):
    ticket = f.ticket()
    page = tablet()
    live(page)

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route(TAPS, lose_the_answer, times=1)
    with page.expect_response(TAPS) as second:  # the first is never heard
        tap(page, ticket, "Start")
    assert second.value.status == 200
    eventually(page, ticket, "started")
    assert taps_of(ticket) == ["start"]


def test_taps_survive_a_reload(tablet):
    ticket = f.ticket()
    page = tablet()
    live(page)
    page.route(TAPS, lambda route: route.abort())
    tap(page, ticket, "Start")
    expect(link(page)).to_contain_text("taps waiting: 1")
    page.reload()
    expect(spot(page, ticket)).to_contain_text("Started")
    page.unroute(TAPS)
    page.clock.run_for(POLL)
    eventually(page, ticket, "started")
    assert taps_of(ticket) == ["start"]


def test_a_server_in_trouble_with_one_tap_gets_the_others(tablet):
    first, second = f.ticket(), f.ticket()
    page = tablet()
    live(page)
    page.route(re.compile(rf"/{first.pk}/tap/"), lambda route: route.fulfill(status=500))
    tap(page, first, "Start")
    tap(page, second, "Start")
    page.clock.run_for(POLL)
    expect(link(page)).to_contain_text("taps waiting: 1")
    second.refresh_from_db()
    assert second.status == "started"


# --- signed out in the middle of it --------------------------------------------------------------------------------------


def test_a_session_that_ends_leaves_the_board_and_says_so(tablet):
    ticket = f.ticket()
    page = tablet()
    live(page)
    Session.objects.all().delete()
    cache.clear()
    page.clock.run_for(POLL)
    band = page.locator("#signed-out")
    expect(band).to_contain_text("Signed out")
    expect(band.get_by_role("link", name="Sign in")).to_have_attribute("href", "/accounts/login/?next=/kitchen/hot/")
    tap(page, ticket, "Start")
    expect(link(page)).to_have_text("signed out, taps waiting: 1")
    expect(spot(page, ticket)).to_contain_text("Tapped here, not sent yet")
    page.get_by_role("link", name="Recall").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(spot(page, ticket)).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.status == "queued"


def test_an_account_that_lost_its_role_is_told(tablet):
    cook = f.person(role="kitchen_staff")
    page = tablet(by=cook)
    live(page)
    cook.groups.clear()
    ticket = f.ticket()  # what is new is not for them
    page.clock.run_for(POLL)
    expect(page.get_by_text("This account may not work tickets any more")).to_be_visible()
    expect(spot(page, ticket)).to_have_count(0)


def test_a_form_token_grown_old_is_renewed_without_a_word(tablet):
    ticket = f.ticket()
    page = tablet()
    live(page)
    page.context.clear_cookies(name="csrftoken")
    tap(page, ticket, "Start")
    eventually(page, ticket, "started")
