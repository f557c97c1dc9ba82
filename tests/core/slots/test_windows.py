"""Opening the windows of the week ahead, closing one, changing what it takes."""

from __future__ import annotations

from datetime import date, time

import pytest

from core.common import clock
from core.common.models import AuditEvent
from core.slots import actions
from core.slots.models import Slot, SlotPattern
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)


def pattern(weekday: int, period: str = "lunch", *, starts: str = "12:30", cut_off: str = "10:00", before: int = 0, **more) -> SlotPattern:
    return SlotPattern.objects.create(
        site=f.site(),
        weekday=weekday,
        period=period,
        starts=time.fromisoformat(starts),
        ends=time(23, 0),
        cut_off=time.fromisoformat(cut_off),
        cut_off_days_before=before,
        capacity=40,
        **more,
    )


def test_each_day_gets_the_windows_of_its_weekday(now):
    pattern(2)
    pattern(2, "dinner", starts="18:30", cut_off="15:00")
    pattern(3)
    pattern(4, is_active=False)
    opened = actions.open_ahead(site=f.site(), days=8, by=f.system(), now=now)
    assert opened == 5
    told = list(Slot.objects.order_by("starts_at").values_list("date", "period", "capacity", "reserved", "is_open"))
    assert told == [
        (WEDNESDAY, "lunch", 40, 0, True),
        (WEDNESDAY, "dinner", 40, 0, True),
        (THURSDAY, "lunch", 40, 0, True),
        (date(2026, 12, 2), "lunch", 40, 0, True),
        (date(2026, 12, 2), "dinner", 40, 0, True),
    ]


def test_times_are_those_of_clocks_in_rwanda_and_a_cut_off_may_be_the_evening_before(now):
    pattern(3, "breakfast", starts="07:00", cut_off="20:00", before=1)
    actions.open_ahead(site=f.site(), days=2, by=f.system(), now=now)
    slot = Slot.objects.get()
    assert slot.starts_at == clock.moment(THURSDAY, time(7, 0))
    assert slot.ends_at == clock.moment(THURSDAY, time(23, 0))
    assert slot.cut_off_at == clock.moment(WEDNESDAY, time(20, 0))


def test_opening_again_opens_only_what_is_new_and_leaves_what_staff_changed(now):
    pattern(2)
    by = f.system()
    actions.open_ahead(site=f.site(), days=1, by=by, now=now)
    actions.set_capacity(slot=Slot.objects.get(), capacity=7, by=by, now=now)
    with nothing_changed():
        assert actions.open_ahead(site=f.site(), days=1, by=by, now=now) == 0
    pattern(3)
    assert actions.open_ahead(site=f.site(), days=2, by=by, now=now) == 1
    assert list(Slot.objects.order_by("pk").values_list("capacity", flat=True)) == [7, 40]


def test_a_start_may_be_given_and_another_site_is_left_alone(now):
    pattern(3)
    elsewhere = f.site(key="kigali")
    assert actions.open_ahead(site=elsewhere, days=7, by=f.system(), now=now) == 0
    assert actions.open_ahead(site=f.site(), days=1, by=f.system(), now=now) == 0
    assert actions.open_ahead(site=f.site(), days=1, by=f.system(), now=now, start=THURSDAY) == 1


def test_opened_windows_have_their_history(now):
    pattern(2)
    actions.open_ahead(site=f.site(), days=1, by=f.system(), now=now)
    row = Slot.objects.get().history.get()
    assert (row.history_type, row.history_user, row.history_change_reason) == ("+", f.system(), "Opened from the weekly windows")


def test_a_window_is_closed_and_opened_with_its_reason_and_what_is_sold_stays(now):
    slot, manager = f.slot(), f.person(role="operations_manager")
    f.placed_order(slot=slot)
    actions.set_open(slot=slot, is_open=False, by=manager, now=now, reason="No gas")
    slot.refresh_from_db()
    assert (slot.is_open, slot.reserved) == (False, 1)
    event = AuditEvent.objects.get(verb="slot.closed")
    assert (event.by, event.at, event.reason, event.subject_key) == (manager, now, "No gas", str(slot.pk))
    row = slot.history.latest()
    assert (row.history_user, row.history_change_reason, row.is_open) == (manager, "No gas", False)
    actions.set_open(slot=slot, is_open=True, by=manager, now=now)
    assert AuditEvent.objects.filter(verb="slot.opened").count() == 1


def test_closing_what_is_closed_changes_nothing(now):
    slot, by = f.slot(), f.system()
    actions.set_open(slot=slot, is_open=False, by=by, now=now)
    with nothing_changed():
        assert actions.set_open(slot=slot, is_open=False, by=by, now=now).is_open is False


def test_a_smaller_window_keeps_what_it_sold_and_sells_no_more(now):
    slot, manager = f.slot(capacity=10), f.person(role="operations_manager")
    for _ in range(3):
        f.placed_order(slot=slot)
    changed = actions.set_capacity(slot=slot, capacity=2, by=manager, now=now, reason="One cook less")
    assert (changed.capacity, changed.reserved, changed.left) == (2, 3, 0)
    assert not changed.is_sellable(now=now)
    event = AuditEvent.objects.get(verb="slot.capacity_set")
    assert (event.by, event.reason, event.data) == (manager, "One cook less", {"capacity": 2, "taken": 3})
    assert slot.history.latest().capacity == 2
