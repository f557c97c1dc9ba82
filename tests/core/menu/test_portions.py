"""Taking portions, all or nothing, and giving them back."""

from __future__ import annotations

import pytest
from django.db import transaction

from core.menu.actions import portions
from core.menu.models import MenuItem
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def take(wanted: dict[int, int], now) -> None:
    with transaction.atomic():
        portions.take(wanted=wanted, by=f.system(), now=now)


def sold(*items: MenuItem) -> list[int]:
    return [MenuItem.objects.get(pk=item.pk).portions_sold for item in items]


def test_portions_are_taken_to_the_last_and_given_back(now):
    beans, tea = f.menu_item(portions=5), f.menu_item(portions=9)
    take({tea.pk: 4, beans.pk: 5}, now)
    assert sold(beans, tea) == [5, 4]
    portions.give_back(taken={beans.pk: 2, tea.pk: 4}, by=f.system(), now=now)
    assert sold(beans, tea) == [3, 0]


def test_when_one_is_short_none_is_taken_and_every_short_one_is_told(now):
    plenty, few, none = f.menu_item(), f.menu_item(of=f.dish(name="Beans"), portions=1), f.menu_item(of=f.dish(name="Tea"), portions=0)
    by = f.system()
    with nothing_changed(), pytest.raises(portions.CannotTakePortions) as refused, transaction.atomic():
        portions.take(wanted={none.pk: 1, plenty.pk: 2, few.pk: 2}, by=by, now=now)
    assert refused.value.short == [portions.Short(few.pk, 2, 1), portions.Short(none.pk, 1, 0)]
    assert refused.value.items == ["Beans: only 1 portion left.", "Tea is sold out."]
    assert (refused.value.code, refused.value.text) == ("sold_out", "Some dishes have run short. Your basket is kept.")


def test_a_dish_that_was_taken_off_its_day_a_moment_ago_is_short(now):
    with pytest.raises(portions.CannotTakePortions) as refused:
        take({999_999: 1}, now)
    assert refused.value.items == ["A dish is sold out."]


def test_more_is_never_given_back_than_was_sold(now):
    item = f.menu_item()
    take({item.pk: 2}, now)
    with nothing_changed():
        portions.give_back(taken={item.pk: 3}, by=f.system(), now=now)


def test_planning_fewer_than_are_sold_leaves_none_and_does_not_go_below(now):
    item = f.menu_item(portions=5)
    take({item.pk: 4}, now)
    MenuItem.objects.update(portions_planned=3)
    item.refresh_from_db()
    assert (item.portions_sold, item.portions_left) == (4, 0)
    with pytest.raises(portions.CannotTakePortions):
        take({item.pk: 1}, now)
