"""Ordering again what was ordered before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.common.money import show
from core.menu.models import MenuItem
from core.orders.actions import carts
from core.orders.models import Cart, Order


@dataclass
class Repeat:
    """What went into the basket, and in words what has changed in price or is gone."""

    added: int = 0
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


@transaction.atomic
def repeat(*, order: Order, cart: Cart, day: date, period: str, now: datetime) -> Repeat:
    """Put an earlier order's dishes for this service into the basket, as far as they can be had."""
    on_sale = {
        item.dish_id: item
        for item in MenuItem.objects.on_sale(site=order.site_id, date=day, period=period).select_related("dish").with_strikes(now=now)
    }
    result = Repeat()
    for line in order.lines.order_by("pk"):
        item = on_sale.get(line.dish_id)
        if item is None:
            result.gone.append(_("%(dish)s is not on this menu.") % {"dish": line.name})
        elif item.struck_until:
            result.gone.append(_("%(dish)s is struck off for now.") % {"dish": item.dish.name})
        elif item.portions_left < line.quantity:
            result.gone.append(
                _("%(dish)s: %(left)d portions left, you had %(had)d.")
                % {"dish": item.dish.name, "left": item.portions_left, "had": line.quantity}
            )
        else:
            carts.set_quantity(cart=cart, item=item, quantity=line.quantity, now=now, note=line.note)
            result.added += 1
            if item.price != line.unit_price:
                result.changed.append(
                    _("%(dish)s now costs RWF %(now)s instead of RWF %(before)s.")
                    % {"dish": item.dish.name, "now": show(item.price), "before": show(line.unit_price)}
                )
    return result
