from datetime import timedelta

import pytest

from core.common import clock
from core.common.errors import RuleBroken
from core.menu.actions import calendar, dishes, portions
from core.menu.models import MenuDay, MenuItem
from tests import factories as f

pytestmark = pytest.mark.django_db


def planned(row, portions=20, price=None):
    return calendar.Planned(dish=row, portions=portions, price_override=price)


def menu(day, period="lunch"):
    items = MenuItem.objects.filter(menu_day__date=day, menu_day__period=period).order_by("pk")
    return [(item.dish.key, item.portions_planned, item.price_override) for item in items]


def test_writing_a_day_plans_what_is_named_and_takes_off_the_rest(now):
    rice, beans, day = f.dish(key="rice"), f.dish(key="beans"), clock.today()
    by = f.person(role="head_chef")
    calendar.write_day(site=f.site(), day=day, period="lunch", dishes=[planned(rice)], by=by, now=now)

    calendar.write_day(site=f.site(), day=day, period="lunch", dishes=[planned(beans, 30, 900)], note="Market day", by=by, now=now)

    assert menu(day) == [("beans", 30, 900)]
    assert MenuDay.objects.get().note == "Market day"
    assert [row.history_user for row in MenuItem.history.filter(history_type="-")] == [by]


def test_writing_a_day_as_it_is_leaves_no_trace(now):
    item = f.menu_item()
    before = MenuItem.history.count(), MenuDay.history.count()
    calendar.write_day(site=f.site(), day=clock.today(), period="lunch", dishes=[planned(item.dish)], by=f.system(), now=now)
    assert (MenuItem.history.count(), MenuDay.history.count()) == before


def test_a_dish_that_is_sold_is_not_taken_off_and_nothing_else_changes(now):
    rice, beans, day = f.menu_item(of=f.dish(key="rice")), f.dish(key="beans"), clock.today()
    portions.take(wanted={rice.pk: 3}, by=f.system(), now=now)
    with pytest.raises(RuleBroken, match="3 portions of Rice are sold"):
        calendar.write_day(site=f.site(), day=day, period="lunch", dishes=[planned(beans)], by=f.system(), now=now)
    assert menu(day) == [("rice", 20, None)]


def test_a_dish_archived_since_keeps_its_place_but_takes_no_new_one(now):
    item, day = f.menu_item(of=f.dish(key="rice")), clock.today()
    dishes.archive(dish=item.dish, by=f.system(), now=now)
    item.dish.refresh_from_db()

    calendar.plan(site=f.site(), day=day, period="lunch", dishes=[planned(item.dish, 5)], by=f.system(), now=now)
    with pytest.raises(RuleBroken, match="Rice is archived"):
        calendar.plan(site=f.site(), day=day + timedelta(days=1), period="lunch", dishes=[planned(item.dish)], by=f.system(), now=now)

    assert menu(day) == [("rice", 5, None)]
    assert MenuDay.objects.count() == 1


def test_a_copied_week_is_hidden_keeps_portions_and_leaves_the_prices_of_the_day(now):
    monday = clock.today() - timedelta(days=2)
    f.menu_item(of=f.dish(key="rice"), day=monday, portions=40, price_override=500)
    f.menu_item(of=f.dish(key="beans"), day=monday + timedelta(days=6), portions=10, period="dinner")

    made = calendar.copy(site=f.site(), source=monday, to=monday + timedelta(days=7), days=7, by=f.system(), now=now)

    assert (made.services, made.dishes, made.left_out) == (2, 2, ())
    assert menu(monday + timedelta(days=7)) == [("rice", 40, None)]
    assert menu(monday + timedelta(days=13), "dinner") == [("beans", 10, None)]
    assert list(MenuDay.objects.filter(date__gte=monday + timedelta(days=7)).values_list("is_published", flat=True)) == [False, False]


def test_a_copy_keeps_what_stands_there_and_names_what_is_left_out(now):
    day = clock.today()
    rice, beans = f.dish(key="rice"), f.dish(key="beans", name="Beans")
    f.menu_item(of=rice, day=day, portions=40)
    f.menu_item(of=beans, day=day)
    f.menu_item(of=rice, day=day + timedelta(days=7), portions=5)
    dishes.archive(dish=beans, by=f.system(), now=now)

    made = calendar.copy(site=f.site(), source=day, to=day + timedelta(days=7), by=f.system(), now=now)

    assert (made.services, made.dishes, [dish.name for dish in made.left_out]) == (0, 0, ["Beans"])
    assert menu(day + timedelta(days=7)) == [("rice", 5, None)]


@pytest.mark.parametrize(("to", "days", "words"), [(0, 1, "outside"), (6, 7, "outside"), (7, 7, "nothing to copy")])
def test_a_copy_onto_itself_or_of_nothing_is_refused(to, days, words, now):
    day = clock.today()
    with pytest.raises(RuleBroken, match=words):
        calendar.copy(site=f.site(), source=day, to=day + timedelta(days=to), days=days, by=f.system(), now=now)
    assert not MenuDay.objects.exists()


def test_only_hidden_days_with_dishes_are_published(now):
    day = clock.today()
    item = f.menu_item(day=day)
    hidden = f.menu_item(day=day + timedelta(days=1))
    later = f.menu_item(day=day + timedelta(days=7))
    for row in (hidden, later):
        calendar.set_published(menu_day=row.menu_day, is_published=False, by=f.system(), now=now)
    MenuDay.objects.create(site=f.site(), date=day + timedelta(days=2), period="lunch", is_published=False)

    assert calendar.publish_between(site=f.site(), first=day, last=day + timedelta(days=6), by=f.system(), now=now) == 1

    shown = MenuDay.objects.filter(is_published=True).order_by("date")
    assert list(shown) == [item.menu_day, hidden.menu_day]
