"""Why a dish in a basket cannot be had as it stands: said alike in the basket, on adding and on placing."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from core.common.money import show
from core.menu import rules
from core.menu.models import DishStatus, MenuItem

GONE, STRUCK_OFF, SOLD_OUT, PRICE_CHANGED, CLOSED = "gone", "struck_off", "sold_out", "price_changed", "closed"


def problem(item: MenuItem, *, seen_price: int | None) -> tuple[str, str]:
    """(code, sentence), both empty when nothing has changed. `item` comes with its dish, its day and `with_strikes`."""
    name = item.dish.name
    if not item.menu_day.is_published or item.dish.status != DishStatus.ACTIVE:
        return GONE, _("%(dish)s is no longer on the menu.") % {"dish": name}
    if item.struck_until:
        return STRUCK_OFF, _("%(dish)s is struck off for now.") % {"dish": name}
    if seen_price is not None and seen_price != item.price:
        return PRICE_CHANGED, _("%(dish)s now costs RWF %(now)s instead of RWF %(before)s.") % {
            "dish": name,
            "now": show(item.price),
            "before": show(seen_price),
        }
    return "", ""


def shortage(item: MenuItem, quantity: int) -> tuple[str, str]:
    """The same for too few portions; a first look, the last word has `portions.take`."""
    if item.portions_left >= quantity:
        return "", ""
    return SOLD_OUT, rules.shortage_words(item.dish.name, item.portions_left)


def nearest_alternative(item_id: int, quantity: int, now: datetime) -> MenuItem | None:
    """A dish of the same service that can be had: the same category first, then the nearest price."""
    gone = MenuItem.objects.select_related("dish", "menu_day").filter(pk=item_id).first()
    if gone is None:
        return None
    day = gone.menu_day
    others = MenuItem.objects.on_sale(site=day.site_id, date=day.date, period=day.period).exclude(pk=item_id)
    can_be_had = [
        item for item in others.select_related("dish").with_strikes(now=now) if not item.struck_until and item.portions_left >= quantity
    ]
    return min(
        can_be_had, key=lambda item: (item.dish.category_id != gone.dish.category_id, abs(item.price - gone.price), item.pk), default=None
    )
