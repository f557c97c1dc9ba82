"""Which tickets a board asks for, and who may work them."""

from datetime import UTC, datetime, timedelta

import pytest

from core.common.models import Site
from core.kitchen import actions, policies
from core.kitchen.models import LATELY, Ticket
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_the_board_has_what_is_to_do_started_and_back_again():
    rows = [f.ticket(taps=taps) for taps in ([], ["start"], ["done", "recall"], ["done"])]
    assert set(Ticket.objects.on_board()) == set(rows[:3])


def test_late_is_what_is_due_and_not_done(now):
    waiting, done = f.ticket(), f.ticket(taps=["done"])
    assert waiting.due_at == done.due_at
    assert list(Ticket.objects.late(now=waiting.due_at)) == []
    assert list(Ticket.objects.late(now=waiting.due_at + timedelta(seconds=1))) == [waiting]


def test_today_ends_at_midnight_in_rwanda_and_keeps_what_earlier_days_left(now):
    tomorrow = (now + timedelta(days=1)).date()
    today = f.ticket()
    items = [f.menu_item(day=tomorrow)]
    early = f.confirmed_order(items=items, slot=f.slot(day=tomorrow, starts="00:00", ends="00:30", cut_off="00:00")).tickets.get()
    evening_before = now.replace(hour=21, minute=59)  # 23:59 in Kigali
    assert list(Ticket.objects.today(now=evening_before)) == [today]
    assert set(Ticket.objects.today(now=evening_before + timedelta(minutes=1))) == {today, early}


def test_done_lately_forgets_after_three_hours(now):
    ticket = f.ticket(taps=["done"])
    f.ticket(taps=["start"])
    assert list(Ticket.objects.done_lately(now=now + LATELY - timedelta(seconds=1))) == [ticket]
    assert list(Ticket.objects.done_lately(now=now + LATELY)) == []


def test_each_ticket_knows_what_was_done_to_it_last(now):
    cook = f.person(role="kitchen_staff")
    queued, started, undone = f.ticket(), f.ticket(), f.ticket()
    for ticket in (started, undone):
        actions.tap(ticket=ticket, kind="start", by=cook, now=now + timedelta(seconds=1))
    actions.tap(ticket=undone, kind="undo", by=cook, now=now + timedelta(seconds=2))
    last = {ticket.pk: ticket.last_tap for ticket in Ticket.objects.with_last_tap()}
    assert last == {queued.pk: "queue", started.pk: "start", undone.pk: "undo"}


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("kitchen_staff", True),
        ("head_chef", True),
        ("operations_manager", True),
        ("order_desk", False),
        ("courier", False),
        ("finance", False),
        ("customer", False),
        ("stranger", False),
    ],
)
def test_cooks_and_those_over_them_work_tickets(role, may):
    assert policies.may_work(f.person(role=role), f.ticket()) is may


def test_a_cook_works_the_tickets_of_the_own_kitchen():
    ticket, cook = f.ticket(), f.person(role="kitchen_staff")
    cook.site = Site.objects.create(key="kigali", name_en="Kigali", town="Kigali", phone="+250788000200")
    assert policies.may_work_somewhere(cook)
    assert not policies.may_work(cook, ticket)


def test_a_cook_of_no_site_works_nowhere():
    cook = f.person(role="kitchen_staff")
    cook.site = None
    assert not policies.may_work_somewhere(cook)


def test_the_marks_of_a_board_are_its_tickets_by_due_time(now):
    for taps in ([], ["start"], ["done", "recall"], ["done"]):
        f.ticket(taps=taps, slot=f.slot(starts=f"1{4 - len(taps)}:00", ends="15:00"))
    site = f.site()
    tomorrow = (now + timedelta(days=1)).date()
    f.confirmed_order(items=[f.menu_item(day=tomorrow)], slot=f.slot(day=tomorrow))
    elsewhere = Site.objects.create(key="kigali", name_en="Kigali", town="Kigali", phone="+250788000200")
    expected = Ticket.objects.of_site(site).on_board().today(now=now).order_by("due_at", "order_id", "pk")
    marks = Ticket.objects.marks(site_id=site.pk, now=now)
    assert len(marks) == 3
    assert [mark[:4] for mark in marks] == list(expected.values_list("pk", "order_id", "station_id", "status"))
    assert Ticket.objects.marks(site_id=elsewhere.pk, now=now) == Ticket.objects.marks(site_id=None, now=now) == []
    started = next(mark for mark in marks if mark.status == "started")
    assert datetime.fromisoformat(started.changed_at).replace(tzinfo=UTC) == now
