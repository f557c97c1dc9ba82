"""Which meals can be ordered, read at 8:00 on a Wednesday."""

from datetime import timedelta

import pytest

from core.common import clock as kitchen_clock
from core.menu.actions import calendar
from core.slots import actions, services
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(now):
    return kitchen_clock.today(at=now)


def names(now):
    return [(service.date.day, service.period, service.state) for service in services.services(site=f.site(), now=now)]


def test_meals_come_in_the_order_in_which_they_are_eaten(now, today):
    for day, period in ((today + timedelta(1), "breakfast"), (today, "dinner"), (today, "lunch")):
        f.menu_item(day=day, period=period)
        f.slot(day=day, period=period, starts={"breakfast": "07:00", "lunch": "12:30", "dinner": "18:00"}[period], ends="20:00")
    assert names(now) == [(25, "lunch", "open"), (25, "dinner", "open"), (26, "breakfast", "open")]


def test_a_meal_closes_at_the_cut_off_of_its_last_window(now, clock):
    f.menu_item()
    f.slot(cut_off="09:00")
    f.slot(starts="13:00", ends="13:30", cut_off="10:00")
    [service] = services.services(site=f.site(), now=now)
    assert (service.state, service.cut_off_at) == ("open", now + timedelta(hours=2))
    clock.shift(timedelta(hours=2))
    [service] = services.services(site=f.site(), now=kitchen_clock.now())
    assert service.state == "closed"
    assert service.cut_off_at == now + timedelta(hours=2)


def test_a_meal_with_every_window_taken_is_full(now):
    f.menu_item()
    slot = f.slot(capacity=1)
    actions.reserve(slot=slot, by=f.system(), now=now)
    assert names(now) == [(25, "lunch", "full")]


def test_a_meal_whose_windows_are_shut_or_missing_takes_no_orders(now):
    f.menu_item()
    slot = f.slot()
    actions.set_open(slot=slot, is_open=False, by=f.system(), now=now)
    f.menu_item(period="dinner")
    assert names(now) == [(25, "lunch", "no_window"), (25, "dinner", "no_window")]


def test_what_is_hidden_or_past_or_has_no_dish_is_no_meal(now, today):
    f.slot()
    hidden = f.menu_item().menu_day
    calendar.set_published(menu_day=hidden, is_published=False, by=f.system(), now=now)
    f.menu_item(day=today - timedelta(1))
    calendar.plan(site=f.site(), day=today, period="dinner", dishes=[], by=f.system(), now=now)
    assert names(now) == []


def test_all_of_it_costs_one_query(now, django_assert_num_queries):
    site = f.site()
    f.menu_item()
    f.slot()
    with django_assert_num_queries(1):
        assert services.services(site=site, now=now)[0].site.name


def test_first_open_passes_over_what_is_closed_and_says_which_meal_was_missed(now, clock):
    for period, starts, ends, cut_off in (("lunch", "12:30", "13:00", "10:00"), ("dinner", "18:00", "19:00", "15:00")):
        f.menu_item(period=period)
        f.slot(period=period, starts=starts, ends=ends, cut_off=cut_off)
    clock.shift(timedelta(hours=3))
    later = kitchen_clock.now()
    found = services.services(site=f.site(), now=later)
    chosen = services.first_open(found)
    assert (chosen.period, services.closed_before(found, chosen, now=later).period) == ("dinner", "lunch")
    clock.shift(timedelta(hours=3))
    later = kitchen_clock.now()
    assert services.closed_before(found, chosen, now=later) is None, "lunch is eaten by then, nobody looks for it"


def test_nothing_open_has_no_first(now, clock):
    f.menu_item()
    f.slot()
    clock.shift(timedelta(hours=9))
    assert services.first_open(services.services(site=f.site(), now=kitchen_clock.now())) is None
