"""Filling a basket, and handing a guest's basket to the person who signs in."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.models import Site
from core.menu.models import MenuItem
from core.orders.models import MOST_PORTIONS, Cart, CartLine

GUEST_DAYS = 7


def find(*, user: User | None, token: str | None) -> Cart | None:
    """The basket of a person, or of a guest's token; None when there is none yet."""
    if user is not None:
        return Cart.objects.filter(user=user).first()
    try:
        return Cart.objects.filter(token=uuid.UUID(token or ""), user__isnull=True).first()
    except ValueError:
        return None


def find_or_create(*, user: User | None, token: str | None, site: Site, now: datetime) -> Cart:
    """The basket of a person or guest, made when there is none; two requests at once make one for a person."""
    found = find(user=user, token=token)
    if found:
        return found
    if user is not None:
        return Cart.objects.get_or_create(user=user, defaults={"site": site, "changed_at": now})[0]
    return Cart.objects.create(site=site, changed_at=now)


@transaction.atomic
def set_quantity(*, cart: Cart, item: MenuItem, quantity: int, now: datetime, note: str | None = None) -> CartLine | None:
    """Have exactly so many portions of a dish in the basket (0 takes it out): safe to repeat.

    :raises RuleBroken: more portions than one order may hold.
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
    values = {"quantity": quantity, "seen_price": item.price}
    if note is not None:
        values["note"] = note.strip()[:140]
    return CartLine.objects.update_or_create(cart=cart, item=item, defaults=values)[0]


@transaction.atomic
def accept_prices(*, cart: Cart, now: datetime) -> int:
    """The person has seen the new prices: remember them; returns how many lines changed."""
    changed = 0
    for line in cart.lines.select_related("item__dish"):
        if line.seen_price != line.item.price:
            line.seen_price = line.item.price
            line.save(update_fields=["seen_price"])
            changed += 1
    return changed


@transaction.atomic
def hand_over(*, token: str, user: User, now: datetime) -> Cart | None:
    """A guest has signed in: their basket becomes the person's; the same dish in both keeps the larger quantity."""
    guest = find(user=None, token=token)
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
    guest.delete()
    return own


def forget_guests(*, by: User, now: datetime) -> int:
    """Delete guests' baskets nobody has touched for a week; returns how many."""
    return Cart.objects.filter(user__isnull=True, changed_at__lt=now - timedelta(days=GUEST_DAYS)).delete()[0]
