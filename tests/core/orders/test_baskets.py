"""What a basket says of itself when things have changed since it was filled."""

from datetime import timedelta

import pytest

from core.common import clock as kitchen_clock
from core.menu.actions import calendar, dishes, portions, strikes
from core.menu.models import MenuItem
from core.orders import baskets
from core.orders.actions import carts
from core.orders.models import CartLine
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def cart(now):
    f.slot()
    return carts.find_or_create(user=None, token=None, site=f.site(), now=now)


def put(cart, item, quantity=1, **more):
    carts.set_quantity(cart=cart, item=item, quantity=quantity, now=kitchen_clock.now(), **more)
    return item


def look():
    return baskets.look(CartLine.objects.all(), now=kitchen_clock.now())


def only_line():
    [meal] = look()
    return meal.lines[0]


def test_an_untouched_basket_is_ready_and_adds_up(cart):
    put(cart, f.menu_item(of=f.dish(price=1800)), 2)
    put(cart, f.menu_item(of=f.dish(price=500)))
    [meal] = look()
    assert (meal.is_ready, meal.unsettled, meal.subtotal) == (True, 0, 4100)
    assert [(line.code, line.amount, line.alternative) for line in meal.lines] == [("", 3600, None), ("", 500, None)]


def test_each_meal_stands_by_itself_the_next_one_first(cart, now):
    tomorrow = kitchen_clock.today(at=now) + timedelta(1)
    f.slot(day=tomorrow, period="breakfast", starts="07:00", ends="07:30", cut_off="06:00")
    f.slot(period="dinner", starts="18:00", ends="18:30", cut_off="15:00")
    for day, period in ((tomorrow, "breakfast"), (None, "dinner"), (None, "lunch")):
        put(cart, f.menu_item(day=day, period=period))
    assert [(meal.date.day, meal.period) for meal in look()] == [(25, "lunch"), (25, "dinner"), (26, "breakfast")]


def test_a_changed_price_is_told_with_both_and_the_sum_is_of_today(cart, now):
    item = put(cart, f.menu_item(of=f.dish(name="Isombe", price=1800)), 2)
    calendar.plan(
        site=f.site(),
        day=item.menu_day.date,
        period="lunch",
        dishes=[calendar.Planned(item.dish, 20, price_override=2000)],
        by=f.system(),
        now=now,
    )
    [meal] = look()
    line = meal.lines[0]
    assert (line.code, line.text) == ("price_changed", "Isombe now costs RWF 2,000 instead of RWF 1,800.")
    assert (meal.is_ready, meal.unsettled, meal.subtotal) == (False, 1, 4000)
    carts.accept_price(cart=cart, item=item, price=2000, now=now)
    assert look()[0].is_ready


def test_a_dish_that_ran_short_names_what_is_left_and_the_nearest_other(cart, now):
    item = put(cart, f.menu_item(of=f.dish(name="Isombe", price=1800), portions=5), 4)
    far, near = f.menu_item(of=f.dish(price=4000)), f.menu_item(of=f.dish(price=1500))
    f.menu_item(of=f.dish(price=1800), portions=3)  # too few for four
    portions.take(wanted={item.pk: 3}, by=f.system(), now=now)
    line = only_line()
    assert (line.code, line.text, line.most) == ("sold_out", "Isombe: only 2 portions left.", 2)
    assert line.alternative == near
    assert far != near
    assert look()[0].subtotal == 0, "what cannot be had is not summed up"


def test_an_archived_and_a_struck_dish_say_so(cart, now):
    gone = put(cart, f.menu_item(of=f.dish(name="Isombe")))
    struck = put(cart, f.menu_item(of=f.dish(name="Pilau")))
    other = f.menu_item()
    dishes.archive(dish=gone.dish, by=f.system(), now=now)
    strikes.strike_off(dish=struck.dish, site=f.site(), until=now + timedelta(hours=1), reason="No gas", by=f.system(), now=now)
    [meal] = look()
    assert [(line.code, line.text) for line in meal.lines] == [
        ("gone", "Isombe is no longer on the menu."),
        ("struck_off", "Pilau is struck off for now."),
    ]
    assert [line.alternative for line in meal.lines] == [other, other]


def test_past_the_cut_off_the_same_dish_is_offered_at_its_next_meal(cart, now, clock):
    dish, elsewhere = f.dish(), f.dish()
    put(cart, f.menu_item(of=dish))
    put(cart, f.menu_item(of=elsewhere))
    f.slot(period="dinner", starts="18:00", ends="18:30", cut_off="15:00")
    dinner = f.menu_item(of=dish, period="dinner")
    clock.shift(timedelta(hours=3))
    [meal] = look()
    assert (meal.is_open, meal.is_ready) == (False, False)
    assert [(line.code, line.text, line.alternative) for line in meal.lines] == [
        ("closed", "Lunch, Wed 25 Nov can no longer be ordered.", dinner),
        ("closed", "Lunch, Wed 25 Nov can no longer be ordered.", None),
    ]


def test_a_meal_taken_off_the_menu_is_kept_and_told(cart, now):
    item = put(cart, f.menu_item())
    calendar.set_published(menu_day=item.menu_day, is_published=False, by=f.system(), now=now)
    [meal] = look()
    assert (meal.service, meal.is_open, len(meal.lines)) == (None, False, 1)


def test_an_untouched_basket_costs_three_queries(cart, django_assert_num_queries):
    for _again in range(4):
        put(cart, f.menu_item())
    with django_assert_num_queries(3):
        look()


def test_a_summary_is_of_the_whole_basket_and_zero_without_one(cart):
    put(cart, f.menu_item(of=f.dish(price=1800)), 2)
    put(cart, f.menu_item(of=f.dish(price=500), price_override=400))
    assert baskets.summary(CartLine.objects.all()) == baskets.Summary(count=3, total=4000)
    assert baskets.summary(CartLine.objects.none()) == baskets.Summary(0, 0)


def test_menu_items_carry_what_is_in_the_basket_in_one_query(cart, django_assert_num_queries):
    own, other = put(cart, f.menu_item(of=f.dish(price=1800)), 2, note="no salt"), f.menu_item()
    with django_assert_num_queries(1):
        rows = {row.pk: row for row in baskets.with_basket(MenuItem.objects.all(), CartLine.objects.of(user=None, token=str(cart.token)))}
    assert [(rows[item.pk].in_basket, rows[item.pk].basket_note) for item in (own, other)] == [(2, "no salt"), (0, "")]
    assert [(rows[item.pk].basket_count, rows[item.pk].basket_total) for item in (own, other)] == [(2, 3600), (2, 3600)]


def test_without_a_basket_menu_items_carry_zeros(cart):
    f.menu_item()
    [row] = baskets.with_basket(MenuItem.objects.all(), CartLine.objects.of(user=None, token=None))
    assert (row.in_basket, row.basket_note, row.basket_count, row.basket_total) == (0, "", 0, 0)
