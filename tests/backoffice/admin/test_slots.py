"""Slots and weekly windows on the desk."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from core.common import clock
from core.slots.models import Slot, SlotPattern
from tests import factories as f
from tests.pages import send, text

pytestmark = pytest.mark.django_db
LIST = "admin:slots_slot_changelist"


@pytest.fixture
def manager(sign_in_as):
    return sign_in_as("operations_manager")


def verb(name, slot):
    return reverse(f"admin:slots_slot_{name}", args=[slot.pk])


def test_the_list_shows_days_ahead_with_what_is_taken(manager):
    slot = f.slot(capacity=40)
    Slot.objects.filter(pk=slot.pk).update(reserved=36)
    f.slot(day=clock.today() - timedelta(days=1))
    response = manager.get(reverse(LIST))
    assert [row.pk for row in response.context["cl"].result_list] == [slot.pk]
    assert "Lunch, Wed 25 Nov 12:30–13:00 Open −2 h 00" in text(response)
    assert "36 of 40 4 CHUB, Huye" in text(response)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"is_open": False}, "Closed"),
        ({"reserved": 40}, "Full"),
        ({"cut_off_at": clock.moment(date(2026, 11, 24), time(20))}, "Past cut-off"),
        ({}, "Open"),
    ],
)
def test_a_slot_says_why_it_takes_no_order(change, state, manager):
    slot = f.slot(capacity=40)
    Slot.objects.filter(pk=slot.pk).update(**change)
    page = text(manager.get(reverse("admin:slots_slot_change", args=[slot.pk])))
    assert f"Lunch, Wed 25 Nov, 12:30–13:00 {state}" in page


def test_a_slot_is_closed_and_opened_with_its_reason(manager):
    slot = f.slot()
    manager.post(verb("close_slot", slot), {"reason": "No gas"})
    slot.refresh_from_db()
    last = slot.history.latest()
    assert (slot.is_open, last.history_change_reason, last.history_user) == (False, "No gas", manager.user)
    manager.post(verb("open_slot", slot))
    slot.refresh_from_db()
    assert slot.is_open


def test_capacity_below_what_is_taken_keeps_what_is_sold(manager):
    slot = f.slot(capacity=40)
    f.placed_order(slot=slot)
    assert "1 places are taken." in text(manager.get(verb("set_capacity", slot)))
    manager.post(verb("set_capacity", slot), {"capacity": "0", "reason": "One cook ill"})
    slot.refresh_from_db()
    assert (slot.capacity, slot.reserved, slot.left) == (0, 1, 0)


@pytest.mark.parametrize(
    ("answers", "words"),
    [({"capacity": "-1", "reason": "x"}, "greater than or equal to 0"), ({"capacity": "10", "reason": ""}, "This field is required")],
)
def test_a_capacity_that_makes_no_sense_is_refused_in_the_dialog(answers, words, manager):
    slot = f.slot(capacity=40)
    answer = manager.post(verb("set_capacity", slot), answers, headers={"HX-Request": "true"})
    assert words in text(answer)
    slot.refresh_from_db()
    assert slot.capacity == 40


def test_the_orders_of_a_slot_stand_on_its_page(manager):
    slot = f.slot()
    order = f.placed_order(slot=slot)
    assert f"Orders 1 Order State To RWF {order.contact_name} {order.number}" in text(
        manager.get(reverse("admin:slots_slot_change", args=[slot.pk]))
    )


def test_days_ahead_are_opened_from_the_weekly_windows_once(manager):
    window = {"weekday": "2", "period": "lunch", "starts": "12:30", "ends": "13:00", "capacity": "40", "cut_off": "10:00"}
    send(manager, reverse("admin:slots_slotpattern_add"), "slotpattern_form", **window)
    assert "Wednesday, Lunch Active 12:30–13:00 10:00 40" in text(manager.get(reverse("admin:slots_slotpattern_changelist")))
    for _time in range(2):
        manager.post(reverse("admin:slots_slot_open_days"), {"days": "15"})
    assert [f"{slot.date:%d %b} {slot.capacity}" for slot in Slot.objects.order_by("date")] == ["25 Nov 40", "02 Dec 40", "09 Dec 40"]


def test_a_window_that_ends_before_it_begins_is_refused(manager):
    window = {"weekday": "2", "period": "lunch", "starts": "13:00", "ends": "12:30", "capacity": "40", "cut_off": "10:00"}
    answer = send(manager, reverse("admin:slots_slotpattern_add"), "slotpattern_form", **window)
    assert "A window ends after it begins." in text(answer)
    assert not SlotPattern.objects.exists()


@pytest.mark.parametrize("url", [LIST, "admin:slots_slotpattern_changelist"])
def test_the_lists_ask_the_same_for_few_and_many(url, manager, django_assert_max_num_queries):
    for hour in range(8, 14):
        f.slot(starts=f"{hour}:00".zfill(5), ends=f"{hour}:30".zfill(5), cut_off="07:00")
    manager.get(reverse(url))
    with django_assert_max_num_queries(14):
        manager.get(reverse(url))


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [("operations_manager", True, True), ("order_desk", True, False), ("head_chef", True, False), ("nurse", False, False)],
)
def test_who_sees_and_closes_slots(role, sees, changes, sign_in_as):
    slot = f.slot()
    person = sign_in_as(role)
    for url in (reverse(LIST), reverse("admin:slots_slot_change", args=[slot.pk])):
        assert person.get(url).status_code == (200 if sees else 403)
    assert person.post(verb("close_slot", slot), {"reason": "x"}).status_code == (302 if changes else 403)
    assert person.post(reverse("admin:slots_slot_change", args=[slot.pk]), {"capacity": "1"}).status_code == 403
    slot.refresh_from_db()
    assert (slot.is_open, slot.capacity) == (not changes, 100)
