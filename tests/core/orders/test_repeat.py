"""Ordering again: what can be had goes into the basket, the rest is told in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.common import clock
from core.common.errors import RuleBroken
from core.menu.actions import dishes, strikes
from core.menu.models import Dish
from core.orders import actions
from core.orders.actions import Repeat, carts
from core.orders.models import Cart, Order
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow(now) -> date:
    day = clock.today(at=now) + timedelta(days=1)
    f.slot(day=day)
    return day


def again(order: Order, day: date, now) -> tuple[Repeat, Cart]:
    cart = carts.find_or_create(user=order.payer, token=None, site=order.site, now=now)
    return actions.repeat(order=order, cart=cart, day=day, period="lunch", now=now), cart


def basket(cart: Cart) -> list[tuple]:
    return list(cart.lines.order_by("pk").values_list("item", "quantity", "note", "seen_price"))


def test_what_is_on_the_new_menu_goes_into_the_basket(now, tomorrow):
    beans, tea = f.dish(price=1500), f.dish(price=600)
    payer = f.person(role="stranger")
    order = f.placed_order(payer=payer, items=[f.menu_item(of=beans), f.menu_item(of=tea)], quantity=2)
    order.lines.filter(dish=beans).update(note="soft")
    new = [f.menu_item(of=dish, day=tomorrow) for dish in (beans, tea)]
    result, cart = again(order, tomorrow, now)
    assert result == Repeat(added=2)
    assert basket(cart) == [(new[0].pk, 2, "soft", 1500), (new[1].pk, 2, "", 600)]


def test_another_price_is_told(now, tomorrow):
    beans = f.dish(name="Beans", price=1500)
    order = f.placed_order(items=[f.menu_item(of=beans)])
    f.menu_item(of=beans, day=tomorrow, price_override=1800)
    result, cart = again(order, tomorrow, now)
    assert result == Repeat(added=1, changed=["Beans now costs RWF 1,800 instead of RWF 1,500."])
    assert basket(cart)[0][3] == 1800


def test_what_cannot_be_had_is_told_under_the_name_it_was_sold_by(now, tomorrow):
    absent, struck, few, archived = (f.dish(name=name) for name in ("Fish", "Beans", "Tea", "Soup"))
    order = f.placed_order(items=[f.menu_item(of=dish) for dish in (absent, struck, few, archived)], quantity=3)
    f.menu_item(of=struck, day=tomorrow)
    f.menu_item(of=few, day=tomorrow, portions=2)
    f.menu_item(of=archived, day=tomorrow)
    until = now + timedelta(days=2)
    strikes.strike_off(dish=struck, site=f.site(), until=until, reason="No beans", by=f.system(), now=now)
    dishes.archive(dish=archived, by=f.system(), now=now)
    Dish.objects.filter(pk=absent.pk).update(name_en="Tilapia")
    result, cart = again(order, tomorrow, now)
    assert result == Repeat(
        gone=[
            "Fish is not on this menu.",
            "Beans is struck off for now.",
            "Tea: 2 portions left, you had 3.",
            "Soup is not on this menu.",
        ]
    )
    assert basket(cart) == []


def test_an_order_repeated_twice_is_in_the_basket_once(now, tomorrow):
    dish = f.dish()
    order = f.placed_order(items=[f.menu_item(of=dish)], quantity=2)
    f.menu_item(of=dish, day=tomorrow)
    again(order, tomorrow, now)
    _result, cart = again(order, tomorrow, now)
    assert [line[1] for line in basket(cart)] == [2]


def test_a_meal_that_can_no_longer_be_ordered_leaves_the_basket_as_it_was(clock, now):
    order = f.placed_order()
    clock.shift(timedelta(hours=3))
    cart = carts.find_or_create(user=order.payer, token=None, site=order.site, now=now)
    with nothing_changed(), pytest.raises(RuleBroken) as refused:
        actions.repeat(order=order, cart=cart, day=order.date, period="lunch", now=now + timedelta(hours=3))
    assert refused.value.code == "closed"
