"""Filling a basket, and handing a guest's basket to the person who signs in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.models import Site
from core.menu.models import MenuItem
from core.orders import lines
from core.orders.models import MOST_LETTERS, MOST_PORTIONS, Cart, CartLine
from core.slots.models import Slot

GUEST_DAYS = 7


class CannotAddDish(RuleBroken):
    """There is no such portion to be had: gone, struck off, sold out, or its meal is past the cut-off. The basket stays as it was."""


def find_or_create(*, user: User | None, token: str | None, site: Site, now: datetime) -> Cart:
    """The basket of a person or guest, made when there is none; two requests at once make one for a person."""
    found = Cart.objects.of(user=user, token=token).first()
    if found:
        return found
    if user is not None:
        return Cart.objects.get_or_create(user=user, defaults={"site": site, "changed_at": now})[0]
    return Cart.objects.create(site=site, changed_at=now)


@transaction.atomic
def set_quantity(
    *, cart: Cart, item: MenuItem, quantity: int, now: datetime, note: str | None = None, seen_price: int | None = None
) -> CartLine | None:
    """Have exactly so many portions of a dish in the basket (0 takes it out): safe to repeat. A note of None stays as it is.

    `seen_price` is what the page showed when the dish was chosen (None: today's price); a change since is told later.
    Fewer than before is always possible; more only as long as they can be had.

    :raises RuleBroken: more portions than one order may hold.
    :raises CannotAddDish: the dish cannot be had, or not so many of it.
    """
    if quantity > MOST_PORTIONS:
        raise RuleBroken(
            _("At most %(most)d portions of a dish in one order. Call us for more.") % {"most": MOST_PORTIONS},
            code="quantity",
            field="quantity",
        )
    Cart.objects.filter(pk=cart.pk).update(changed_at=now)
    if quantity <= 0:
        CartLine.objects.filter(cart=cart, item=item).delete()
        return None
    before = CartLine.objects.filter(cart=cart, item=item).values_list("quantity", flat=True).first() or 0
    if quantity > before:
        check_can_add(item=item, quantity=quantity, now=now)
    values: dict[str, int | str] = {"quantity": quantity}
    if note is not None:
        values["note"] = note.strip()[:MOST_LETTERS]
    seen = {"seen_price": item.price if seen_price is None else seen_price}
    return CartLine.objects.update_or_create(cart=cart, item=item, defaults=values, create_defaults=values | seen)[0]


def set_note(*, cart: Cart, item: MenuItem, note: str, now: datetime) -> bool:
    """Write what the kitchen should know of a line; false when the dish is not in the basket any more."""
    return bool(CartLine.objects.filter(cart=cart, item=item).update(note=note.strip()[:MOST_LETTERS]))


def check_can_add(*, item: MenuItem, quantity: int, now: datetime) -> None:
    """:raises CannotAddDish: these portions cannot be ordered at this moment."""
    item = MenuItem.objects.select_related("dish", "menu_day").with_strikes(now=now).get(pk=item.pk)
    day = item.menu_day
    code, text = lines.problem(item, seen_price=None)
    if not code and not Slot.objects.for_service(site=day.site_id, date=day.date, period=day.period).sellable(now=now).exists():
        code, text = lines.CLOSED, _("%(meal)s can no longer be ordered.") % {"meal": day}
    if not code:
        code, text = lines.shortage(item, quantity)
    if code:
        raise CannotAddDish(text, code=code, field="quantity", left=item.portions_left)


@transaction.atomic
def accept_price(*, cart: Cart, item: MenuItem, price: int, now: datetime) -> bool:
    """The person has seen this price and takes it; false when the dish costs another one by now, which is asked about again."""
    if MenuItem.objects.select_related("dish").get(pk=item.pk).price != price:
        return False
    return bool(CartLine.objects.filter(cart=cart, item=item).update(seen_price=price))


@transaction.atomic
def swap(*, cart: Cart, item: MenuItem, alternative: MenuItem, now: datetime) -> CartLine | None:
    """Take another dish in place of one: its portions and its note go over, added to what is there of the other.

    None when the dish is not in the basket any more (a second tap).

    :raises CannotAddDish: the other dish cannot be had; nothing is changed then.
    """
    line = CartLine.objects.filter(cart=cart, item=item).first()
    if line is None:
        return None
    there = CartLine.objects.filter(cart=cart, item=alternative).first()
    note = there.note if there and there.note else line.note
    quantity = min(line.quantity + (there.quantity if there else 0), MOST_PORTIONS)
    line.delete()
    return set_quantity(cart=cart, item=alternative, quantity=quantity, now=now, note=note)


@transaction.atomic
def lose(*, item: MenuItem, by: User, now: datetime) -> int:
    """A dish is taken off its day: every basket that has it keeps in mind what it loses; returns how many do."""
    day = item.menu_day
    held = Cart.objects.filter(lines__item=item).select_for_update(of=("self",)).order_by("pk")
    quantities = dict(CartLine.objects.filter(item=item).values_list("cart_id", "quantity"))
    for cart in held:
        cart.lost = [
            *cart.lost,
            {"dish": item.dish_id, "date": day.date.isoformat(), "period": day.period, "quantity": quantities[cart.pk]},
        ]
        cart.save(update_fields=["lost"])
    return len(quantities)


def forget_lost(*, cart: Cart, now: datetime) -> None:
    """The owner has read what left the menu."""
    Cart.objects.filter(pk=cart.pk).update(lost=[])


@transaction.atomic
def hand_over(*, token: str, user: User, now: datetime) -> Cart | None:
    """A guest has signed in: their basket becomes the person's; the same dish in both keeps the larger quantity."""
    guest = Cart.objects.of(user=None, token=token).first()
    if guest is None:
        return None
    own = Cart.objects.select_for_update().filter(user=user).first()
    if own is None:
        guest.user, guest.changed_at = user, now
        guest.save(update_fields=["user", "changed_at"])
        return guest
    have = {line.item_id: line for line in own.lines.all()}
    for line in guest.lines.all():
        mine = have.get(line.item_id)
        if mine is None:
            line.cart = own
            line.save(update_fields=["cart"])
        elif line.quantity > mine.quantity:
            mine.quantity, mine.note = line.quantity, line.note or mine.note
            mine.save(update_fields=["quantity", "note"])
    if guest.lost:
        own.lost = [*own.lost, *guest.lost]
        own.save(update_fields=["lost"])
    guest.delete()
    return own


def forget_guests(*, by: User, now: datetime) -> int:
    """Delete guests' baskets nobody has touched for a week; returns how many."""
    return Cart.objects.filter(user__isnull=True, changed_at__lt=now - timedelta(days=GUEST_DAYS)).delete()[0]
