"""Placing: every refusal, its words, and that it leaves the database as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.common.errors import RuleBroken
from core.menu.actions import calendar, dishes, strikes
from core.menu.models import MenuDay, MenuItem
from core.orders import actions, lines
from core.orders.actions import carts
from core.orders.lines import nearest_alternative
from core.slots import actions as slots
from core.zones.models import Sector, Zone, ZoneFee
from tests import factories as f
from tests.core.orders.asking import place
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def refused(**asked: Any) -> RuleBroken:
    """What placing this is refused with; nothing may have been written."""
    asked.setdefault("payer", f.person(role="stranger"))
    asked.setdefault("slot", f.slot())
    asked["delivery"] = {"zone": f.zone(), **asked.get("delivery", {})}
    if "wishes" not in asked:
        asked["items"] = asked.get("items") or [f.menu_item()]
    with nothing_changed(), pytest.raises(RuleBroken) as caught:
        place(**asked)
    return caught.value


# --- the form --------------------------------------------------------------------------------------------


def test_an_empty_basket_is_refused():
    refusal = refused(wishes=[])
    assert (refusal.code, refusal.text) == ("empty", "The basket is empty. Choose a dish first.")


@pytest.mark.parametrize("quantity", [0, -1, 51])
def test_a_quantity_out_of_bounds_is_refused(quantity: int):
    refusal = refused(wishes=[f.wish(f.menu_item(portions=100), quantity)])
    assert (refusal.code, refusal.field, refusal.text) == ("quantity", "quantity", "Choose between 1 and 50 portions of a dish.")


@pytest.mark.parametrize("quantity", [1, 50])
def test_a_quantity_on_the_bound_is_taken(quantity: int):
    assert place(wishes=[f.wish(f.menu_item(portions=100), quantity)]).lines.get().quantity == quantity


def test_a_dish_that_stands_twice_is_refused():
    item = f.menu_item()
    refusal = refused(wishes=[f.wish(item), f.wish(item, 2)])
    assert (refusal.code, refusal.text) == ("twice", "A dish stands twice in the basket. Put its portions together.")


@pytest.mark.parametrize("value", ["", "   "])
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("destination", "Say where the meal goes: ward and bed, room, or house."),
        ("contact_name", "Give the name of the person who takes the meal."),
        ("contact_phone", "Give a phone the courier can call."),
    ],
)
def test_a_field_that_is_missing_is_named(field: str, text: str, value: str):
    refusal = refused(delivery={field: value})
    assert (refusal.code, refusal.field, refusal.text) == ("missing", field, text)


def test_a_phone_of_none_is_missing_too():
    assert refused(delivery={"contact_phone": None}).field == "contact_phone"


# --- the lines -------------------------------------------------------------------------------------------


def problems(refusal: RuleBroken) -> list[tuple[int, str, str]]:
    assert isinstance(refusal, actions.CannotPlaceOrder)
    assert refusal.items == [problem.text for problem in refusal.problems]
    assert refusal.text == "Your basket needs a look before it can be ordered. Nothing in it is lost."
    return [(problem.item_id, problem.code, problem.text) for problem in refusal.problems]


def test_a_dish_that_was_deleted_is_gone():
    item = f.menu_item()
    wish = f.wish(item)
    MenuItem.objects.all().delete()
    refusal = refused(wishes=[wish])
    assert problems(refusal) == [(wish.item_id, "gone", "A dish is no longer on the menu. Take it out of the basket.")]
    assert refusal.problems[0].alternative is None


def test_an_archived_dish_is_gone(now):
    item = f.menu_item(of=f.dish(name="Beans"))
    dishes.archive(dish=item.dish, by=f.system(), now=now)
    assert problems(refused(items=[item])) == [(item.pk, "gone", "Beans is no longer on the menu.")]


def test_a_dish_of_a_day_that_was_hidden_is_gone(now):
    item = f.menu_item(of=f.dish(name="Beans"))
    calendar.set_published(menu_day=MenuDay.objects.get(), is_published=False, by=f.system(), now=now)
    assert problems(refused(items=[item])) == [(item.pk, "gone", "Beans is no longer on the menu.")]


def test_a_dish_struck_off_says_so_and_is_back_when_its_time_has_come(clock, now):
    item = f.menu_item(of=f.dish(name="Beans"))
    strikes.strike_off(dish=item.dish, site=f.site(), until=now + timedelta(hours=1), reason="Burnt", by=f.system(), now=now)
    assert problems(refused(items=[item])) == [(item.pk, "struck_off", "Beans is struck off for now.")]
    clock.shift(timedelta(hours=1))
    assert place(items=[item]).status == "placed"


def test_a_dish_for_another_meal_is_told():
    dinner = f.menu_item(of=f.dish(name="Soup"), period="dinner")
    refusal = refused(items=[dinner])
    assert problems(refusal) == [(dinner.pk, "other_service", "Soup is for another meal than the time you chose. Order it on its own.")]
    assert refusal.problems[0].alternative is None


def test_a_price_that_has_changed_since_it_was_shown_is_told():
    item = f.menu_item(of=f.dish(name="Beans", price=1500))
    wish = f.wish(item)
    type(item.dish).objects.update(price=1700)
    refusal = refused(wishes=[wish])
    assert problems(refusal) == [(item.pk, "price_changed", "Beans now costs RWF 1,700 instead of RWF 1,500.")]
    assert refusal.problems[0].alternative is None


def test_a_price_nobody_was_shown_cannot_have_changed():
    item = f.menu_item(of=f.dish(price=1500))
    assert place(wishes=[actions.Wish(item.pk, 1)]).subtotal == 1500


def test_a_sold_out_dish_is_told_with_what_is_left():
    few, none = f.menu_item(of=f.dish(name="Beans"), portions=2), f.menu_item(of=f.dish(name="Tea"), portions=0)
    refusal = refused(wishes=[f.wish(none), f.wish(few, 3)])
    assert problems(refusal) == [
        (none.pk, "sold_out", "Tea is sold out."),
        (few.pk, "sold_out", "Beans: only 2 portions left."),
    ]
    assert refusal.code == "sold_out"


def test_portions_sold_between_the_look_and_the_taking_are_told_alike(monkeypatch: pytest.MonkeyPatch):
    item, near = f.menu_item(of=f.dish(name="Beans"), portions=3), f.menu_item()
    look = lines.shortage

    def look_and_let_others_buy(item: MenuItem, quantity: int) -> tuple[str, str]:
        answer = look(item, quantity)
        MenuItem.objects.filter(pk=item.pk).update(portions_sold=2)
        return answer

    monkeypatch.setattr(lines, "shortage", look_and_let_others_buy)
    refusal = refused(wishes=[f.wish(item, 2)])
    assert problems(refusal) == [(item.pk, "sold_out", "Beans: only 1 portion left.")]
    assert refusal.problems[0].alternative == near


def test_the_last_portions_are_sold_to_the_last_one():
    item = f.menu_item(portions=3)
    place(wishes=[f.wish(item, 2)], key="1")
    place(wishes=[f.wish(item, 1)], key="2")
    assert refused(items=[item]).code == "sold_out"


def test_a_dish_with_enough_is_given_back_when_another_is_short():
    plenty, short = f.menu_item(portions=9), f.menu_item(portions=0)
    refused(items=[plenty, short])
    plenty.refresh_from_db()
    assert plenty.portions_sold == 0


def test_the_basket_is_kept_when_it_cannot_be_ordered(now):
    payer, item = f.person(role="stranger"), f.menu_item(portions=1)
    f.slot()
    cart = carts.find_or_create(user=payer, token=None, site=f.site(), now=now)
    carts.set_quantity(cart=cart, item=item, quantity=1, now=now)
    f.placed_order(items=[item])
    refused(payer=payer, items=[item], cart=cart)
    assert cart.lines.get().quantity == 1


# --- the nearest alternative -------------------------------------------------------------------------------


def test_the_nearest_alternative_is_of_the_same_kind_first_and_then_of_the_nearest_price(now):
    gone = f.menu_item(of=f.dish(price=1500, category="mains"), portions=0)
    near = f.menu_item(of=f.dish(price=1900, category="mains"))
    f.menu_item(of=f.dish(price=5000, category="mains"))
    f.menu_item(of=f.dish(price=1500, category="drinks"))
    assert nearest_alternative(gone.pk, 1, now) == near
    MenuItem.objects.filter(dish__category__key="mains").exclude(pk=gone.pk).update(portions_planned=0)
    assert nearest_alternative(gone.pk, 1, now).dish.category.key == "drinks"


def test_of_two_alternatives_as_near_the_first_on_the_menu_is_taken(now):
    gone = f.menu_item(of=f.dish(price=1500), portions=0)
    cheaper, _dearer = f.menu_item(of=f.dish(price=1400)), f.menu_item(of=f.dish(price=1600))
    assert nearest_alternative(gone.pk, 1, now) == cheaper


def test_an_alternative_can_be_had_in_the_quantity_wanted_at_the_same_meal(now):
    gone = f.menu_item(portions=0)
    few, struck, archived = f.menu_item(portions=2), f.menu_item(), f.menu_item()
    f.menu_item(period="dinner")
    strikes.strike_off(dish=struck.dish, site=f.site(), until=now + timedelta(hours=1), reason="Burnt", by=f.system(), now=now)
    dishes.archive(dish=archived.dish, by=f.system(), now=now)
    assert nearest_alternative(gone.pk, 2, now) == few
    assert nearest_alternative(gone.pk, 3, now) is None


def test_a_refusal_names_the_alternative(now):
    gone, near = f.menu_item(portions=0), f.menu_item()
    assert refused(items=[gone]).problems[0].alternative == near


# --- the slot ----------------------------------------------------------------------------------------------


def test_a_closed_slot_is_told(now):
    slot = slots.set_open(slot=f.slot(), is_open=False, by=f.system(), now=now)
    refusal = refused(slot=slot)
    assert (refusal.code, refusal.field, refusal.text) == ("slot_closed", "slot", "12:30–13:00 is closed. Choose another time.")


def test_a_full_slot_is_told():
    slot = f.slot(capacity=1)
    f.placed_order(slot=slot)
    refusal = refused(slot=slot)
    assert (refusal.code, refusal.field, refusal.text) == ("slot_full", "slot", "12:30–13:00 is full. Choose another time.")


def test_the_cut_off_is_the_first_moment_that_is_too_late(clock):
    slot = f.slot(cut_off="10:00")
    clock.move_to("2026-11-25T09:59:59.999999+02:00")
    assert place(slot=slot).status == "placed"
    clock.move_to("2026-11-25T10:00:00+02:00")
    refusal = refused(slot=slot)
    assert (refusal.code, refusal.text) == ("past_cut_off", "Orders for 12:30–13:00 closed at 10:00. Choose another time.")


def test_staff_take_a_late_order_but_not_a_place_that_is_not_there(clock):
    slot = f.slot(capacity=1)
    clock.move_to("2026-11-25T11:00:00+02:00")
    assert place(slot=slot, past_cut_off=True).status == "placed"
    assert refused(slot=slot, past_cut_off=True).code == "slot_full"


# --- the place ----------------------------------------------------------------------------------------------


def test_a_zone_that_is_closed_is_not_served():
    zone = f.zone()
    Zone.objects.update(is_active=False)
    zone.refresh_from_db()
    refusal = refused(delivery={"zone": zone})
    assert (refusal.code, refusal.field) == ("not_served", "zone")


def test_another_kitchens_zone_is_not_served():
    elsewhere = Zone.objects.create(key="kigali", name_en="Kigali", site=f.site(key="kigali"), kind="town")
    refusal = refused(delivery={"zone": elsewhere})
    assert (refusal.code, refusal.field) == ("not_served", "zone")


def test_an_order_below_the_minimum_says_what_is_missing():
    zone = f.zone(key="town", minimum=3000)
    item = f.menu_item(of=f.dish(price=1000))
    refusal = refused(wishes=[f.wish(item, 2)], delivery={"zone": zone})
    assert (refusal.code, refusal.text) == ("below_minimum", "Orders to Town start at RWF 3,000. Add a dish for RWF 1,000 more.")
    assert place(wishes=[f.wish(item, 3)], delivery={"zone": zone}).subtotal == 3000


def test_an_order_of_a_size_the_zone_does_not_serve_is_told():
    zone = f.zone(key="town")
    ZoneFee.objects.create(zone=zone, order_from=5000, is_served=False)
    ZoneFee.objects.filter(zone=zone, order_from=0).update(order_to=5000)
    item = f.menu_item(of=f.dish(price=2500))
    assert place(wishes=[f.wish(item, 1)], delivery={"zone": zone}).status == "placed"
    refusal = refused(wishes=[f.wish(item, 2)], delivery={"zone": zone})
    assert (refusal.code, refusal.text) == ("not_served", "We do not deliver an order of this size to Town.")


def test_a_sector_of_another_zone_is_refused():
    ngoma = Sector.objects.create(province="South", district="Huye", name="Ngoma", code="2409")
    refusal = refused(delivery={"sector": ngoma})
    assert (refusal.code, refusal.field) == ("not_served", "sector")
    assert refusal.text == "Ngoma, Huye does not belong to Wards. Choose the place again."
