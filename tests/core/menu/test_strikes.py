"""86: a dish struck off for now, and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.common.errors import RuleBroken
from core.common.models import AuditEvent
from core.menu.actions import strikes
from core.menu.models import DishStrike, MenuItem
from core.menu.signals import dish_struck_off
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def strike(dish, now, *, hours: int = 2, reason: str = "No gas", by=None) -> DishStrike:
    return strikes.strike_off(dish=dish, site=f.site(), until=now + timedelta(hours=hours), reason=reason, by=by or f.system(), now=now)


def struck_until(dish, now) -> list:
    return [item.struck_until for item in MenuItem.objects.filter(dish=dish).with_strikes(now=now)]


def test_a_dish_is_struck_off_until_a_moment_with_its_reason(now):
    item, cook = f.menu_item(), f.person(role="kitchen_staff")
    heard = []

    def hear(sender: type, *, strike: DishStrike, by: object, **more: object) -> None:
        heard.append((strike.dish, by))

    dish_struck_off.connect(hear)
    try:
        row = strike(item.dish, now, reason=" No gas ", by=cook)
    finally:
        dish_struck_off.disconnect(hear)
    until = now + timedelta(hours=2)
    assert (row.dish, row.site, row.until, row.reason, row.struck_at, row.struck_by, row.lifted_at) == (
        item.dish,
        f.site(),
        until,
        "No gas",
        now,
        cook,
        None,
    )
    assert heard == [(item.dish, cook)]
    event = AuditEvent.objects.get(verb="dish.struck_off")
    assert (event.by, event.subject_key, event.data) == (cook, str(item.dish_id), {"until": until.isoformat()})
    assert struck_until(item.dish, now) == [until]
    assert struck_until(item.dish, until) == [None]


def test_striking_again_moves_the_end_of_the_same_strike(now):
    dish = f.menu_item().dish
    first, second = strike(dish, now), strike(dish, now, hours=5, reason="No gas still")
    assert (second.pk, DishStrike.objects.count()) == (first.pk, 1)
    assert (second.until, second.reason) == (now + timedelta(hours=5), "No gas still")


def test_a_strike_that_had_ended_by_itself_is_closed_and_a_new_one_begins(now):
    dish = f.menu_item().dish
    first = strike(dish, now)
    later = now + timedelta(hours=3)
    second = strike(dish, later)
    first.refresh_from_db()
    assert (first.lifted_at, second.lifted_at, second.struck_at) == (first.until, None, later)
    assert struck_until(dish, later) == [later + timedelta(hours=2)]


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [({"hours": 0}, "until_past", "until"), ({"hours": -1}, "until_past", "until"), ({"reason": "  "}, "reason_missing", "reason")],
)
def test_a_strike_asks_for_a_time_to_come_and_a_reason(asked: dict, code: str, field: str, now):
    dish = f.menu_item().dish
    with nothing_changed(), pytest.raises(RuleBroken) as refused:
        strike(dish, now, **asked)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_dish_is_put_back_once(now):
    item, cook = f.menu_item(), f.person(role="kitchen_staff")
    strike(item.dish, now)
    later = now + timedelta(minutes=5)
    assert strikes.lift(dish=item.dish, site=f.site(), by=cook, now=later) is True
    assert DishStrike.objects.get().lifted_at == later
    assert struck_until(item.dish, later) == [None]
    assert AuditEvent.objects.get(verb="dish.put_back").by == cook
    with nothing_changed():
        assert strikes.lift(dish=item.dish, site=f.site(), by=cook, now=later) is False


def test_a_dish_is_struck_off_at_one_site_only(now):
    item = f.menu_item()
    elsewhere = f.site(key="kigali")
    strikes.strike_off(dish=item.dish, site=elsewhere, until=now + timedelta(hours=1), reason="Burnt", by=f.system(), now=now)
    assert struck_until(item.dish, now) == [None]
    assert strikes.lift(dish=item.dish, site=f.site(), by=f.system(), now=now) is False
