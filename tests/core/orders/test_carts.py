"""Filling a basket."""

from datetime import timedelta

import pytest

from core.common import clock as kitchen_clock
from core.common.errors import RuleBroken
from core.menu.actions import calendar, dishes, portions, strikes
from core.orders.actions import carts
from core.orders.models import Cart, CartLine
from core.slots import actions as slots
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def lunch():
    return f.slot()


@pytest.fixture
def cart(now):
    return carts.find_or_create(user=None, token=None, site=f.site(), now=now)


def portions_in(cart):
    return {line.item_id: line.quantity for line in cart.lines.all()}


def put(cart, item, quantity, **more):
    return carts.set_quantity(cart=cart, item=item, quantity=quantity, now=kitchen_clock.now(), **more)


# --- so many portions ------------------------------------------------------------------------------------


def test_the_same_tap_twice_has_the_same_basket(cart, lunch):
    item = f.menu_item()
    put(cart, item, 2)
    put(cart, item, 2)
    assert portions_in(cart) == {item.pk: 2}


def test_none_takes_it_out_and_again_is_no_mistake(cart, lunch):
    item = f.menu_item()
    put(cart, item, 2)
    assert put(cart, item, 0) is None
    assert put(cart, item, 0) is None
    assert portions_in(cart) == {}


def test_more_than_an_order_may_hold_is_refused_with_the_limit(cart, lunch):
    item = f.menu_item(portions=500)
    with pytest.raises(RuleBroken, match="At most 50 portions") as caught:
        put(cart, item, 51)
    assert (caught.value.code, caught.value.field) == ("quantity", "quantity")
    assert portions_in(cart) == {}


def test_more_than_is_left_is_refused_with_what_is_left(cart, lunch, now):
    item = f.menu_item(of=f.dish(name="Isombe"), portions=3)
    put(cart, item, 2)
    portions.take(wanted={item.pk: 1}, by=f.system(), now=now)
    with pytest.raises(carts.CannotAddDish, match="Isombe: only 2 portions left") as caught:
        put(cart, item, 3)
    assert caught.value.code == "sold_out"
    assert portions_in(cart) == {item.pk: 2}


def test_fewer_than_before_is_always_possible(cart, lunch, now):
    item = f.menu_item(portions=5)
    put(cart, item, 4)
    portions.take(wanted={item.pk: 5}, by=f.system(), now=now)
    put(cart, item, 3)
    assert portions_in(cart) == {item.pk: 3}


def strike(item, now):
    strikes.strike_off(dish=item.dish, site=f.site(), until=now + timedelta(hours=1), reason="No gas", by=f.system(), now=now)


def archive(item, now):
    dishes.archive(dish=item.dish, by=f.system(), now=now)


def hide(item, now):
    calendar.set_published(menu_day=item.menu_day, is_published=False, by=f.system(), now=now)


def shut(item, now):
    slots.set_open(slot=f.slot(), is_open=False, by=f.system(), now=now)


@pytest.mark.parametrize(
    ("happens", "code", "text"),
    [
        (strike, "struck_off", "Isombe is struck off for now."),
        (archive, "gone", "Isombe is no longer on the menu."),
        (hide, "gone", "Isombe is no longer on the menu."),
        (shut, "closed", "Lunch, Wed 25 Nov can no longer be ordered."),
    ],
)
def test_a_dish_that_cannot_be_had_does_not_get_in(cart, lunch, now, happens, code, text):
    item = f.menu_item(of=f.dish(name="Isombe"))
    happens(item, now)
    with pytest.raises(carts.CannotAddDish) as caught:
        put(cart, item, 1)
    assert (caught.value.code, caught.value.text) == (code, text)
    assert portions_in(cart) == {}


def test_after_the_cut_off_nothing_gets_in(cart, lunch, clock):
    item = f.menu_item()
    clock.shift(timedelta(hours=2))
    with pytest.raises(carts.CannotAddDish, match="can no longer be ordered"):
        put(cart, item, 1)


# --- notes and prices ------------------------------------------------------------------------------------------


def test_a_note_stays_when_only_the_number_changes(cart, lunch):
    item = f.menu_item()
    put(cart, item, 1, note="  no onions ")
    assert put(cart, item, 2).note == "no onions"


def test_a_note_is_written_on_its_line_alone(cart, lunch, now):
    item, other = f.menu_item(), f.menu_item()
    put(cart, item, 1)
    put(cart, other, 1)
    assert carts.set_note(cart=cart, item=item, note="no salt", now=now)
    assert [line.note for line in cart.lines.order_by("pk")] == ["no salt", ""]
    assert not carts.set_note(cart=cart, item=f.menu_item(), note="lost", now=now)


def test_the_price_seen_is_that_of_the_page_and_stays_until_it_is_accepted(cart, lunch, now):
    item = f.menu_item(of=f.dish(price=1800))
    put(cart, item, 1, seen_price=1500)
    assert put(cart, item, 2).seen_price == 1500
    assert not carts.accept_price(cart=cart, item=item, price=1700, now=now), "it costs 1,800 by now"
    assert CartLine.objects.get().seen_price == 1500
    assert carts.accept_price(cart=cart, item=item, price=1800, now=now)
    assert CartLine.objects.get().seen_price == 1800


# --- taking another dish ------------------------------------------------------------------------------------------


def test_a_swap_takes_portions_and_note_over(cart, lunch, now):
    gone, other = f.menu_item(), f.menu_item()
    put(cart, gone, 3, note="no onions")
    strike(gone, now)
    line = carts.swap(cart=cart, item=gone, alternative=other, now=now)
    assert (line.item_id, line.quantity, line.note) == (other.pk, 3, "no onions")
    assert portions_in(cart) == {other.pk: 3}


def test_a_swap_adds_to_what_is_there_of_the_other_and_a_second_tap_does_nothing(cart, lunch, now):
    gone, other = f.menu_item(), f.menu_item()
    put(cart, gone, 3)
    put(cart, other, 1)
    carts.swap(cart=cart, item=gone, alternative=other, now=now)
    assert carts.swap(cart=cart, item=gone, alternative=other, now=now) is None
    assert portions_in(cart) == {other.pk: 4}


def test_a_swap_for_a_dish_that_has_run_out_changes_nothing(cart, lunch, now):
    gone, other = f.menu_item(), f.menu_item(portions=2)
    put(cart, gone, 3)
    with pytest.raises(carts.CannotAddDish):
        carts.swap(cart=cart, item=gone, alternative=other, now=now)
    assert portions_in(cart) == {gone.pk: 3}


# --- what left the menu ------------------------------------------------------------------------------------------------


def take_off(item, now):
    calendar.take_off(item=item, by=f.system(), now=now)


def test_a_basket_keeps_in_mind_what_was_taken_off_until_it_is_read(cart, lunch, now):
    gone, kept = f.menu_item(), f.menu_item()
    put(cart, gone, 2)
    put(cart, kept, 1)
    take_off(gone, now)
    cart.refresh_from_db()
    assert cart.lost == [{"dish": gone.dish_id, "date": "2026-11-25", "period": "lunch", "quantity": 2}]
    assert portions_in(cart) == {kept.pk: 1}
    carts.forget_lost(cart=cart, now=now)
    cart.refresh_from_db()
    assert cart.lost == []


def test_a_dish_in_no_basket_is_taken_off_in_silence(cart, lunch, now):
    take_off(f.menu_item(), now)
    cart.refresh_from_db()
    assert cart.lost == []


def test_what_a_guest_lost_is_told_after_the_sign_in_too(cart, lunch, now):
    gone, person = f.menu_item(), f.person()
    own = carts.find_or_create(user=person, token=None, site=f.site(), now=now)
    put(cart, gone, 2)
    take_off(gone, now)
    carts.hand_over(token=str(cart.token), user=person, now=now)
    own.refresh_from_db()
    assert [row["quantity"] for row in own.lost] == [2]


# --- whose it is ----------------------------------------------------------------------------------------------------


def test_a_guest_who_signs_in_keeps_the_basket(cart, lunch, now):
    item, person = f.menu_item(), f.person()
    put(cart, item, 2)
    assert carts.hand_over(token=str(cart.token), user=person, now=now) == cart
    assert Cart.objects.of(user=person, token=None).get() == cart
    assert not Cart.objects.of(user=None, token=str(cart.token)), "the token is no key any more"


def test_two_baskets_become_one_with_the_larger_number_of_each_dish(cart, lunch, now):
    both, guests, own = f.menu_item(), f.menu_item(), f.menu_item()
    person = f.person()
    mine = carts.find_or_create(user=person, token=None, site=f.site(), now=now)
    put(mine, both, 1, note="no salt")
    put(mine, own, 1)
    put(cart, both, 2)
    put(cart, guests, 3)
    assert carts.hand_over(token=str(cart.token), user=person, now=now) == mine
    assert portions_in(mine) == {both.pk: 2, own.pk: 1, guests.pk: 3}
    assert mine.lines.get(item=both).note == "no salt"
    assert Cart.objects.count() == 1


@pytest.mark.parametrize("token", [None, "", "no-token", "00000000-0000-0000-0000-000000000000"])
def test_a_strange_token_opens_no_basket(cart, lunch, token):
    put(cart, f.menu_item(), 1)
    assert not Cart.objects.of(user=None, token=token)
    assert list(CartLine.objects.of(user=None, token=token)) == []


def test_a_token_does_not_open_a_persons_basket(lunch, now):
    mine = carts.find_or_create(user=f.person(), token=None, site=f.site(), now=now)
    put(mine, f.menu_item(), 1)
    assert list(CartLine.objects.of(user=None, token=str(mine.token))) == []


def test_guests_baskets_are_forgotten_after_a_week_and_persons_are_not(cart, lunch, now):
    mine = carts.find_or_create(user=f.person(), token=None, site=f.site(), now=now)
    put(cart, f.menu_item(), 1)
    assert carts.forget_guests(by=f.system(), now=now + timedelta(days=7)) == 0
    assert carts.forget_guests(by=f.system(), now=now + timedelta(days=7, seconds=1)) == 2
    assert list(Cart.objects.all()) == [mine]
