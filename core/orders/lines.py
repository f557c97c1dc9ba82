"""Why a dish in a basket cannot be had as it stands: said alike in the basket, on adding and on placing."""

from __future__ import annotations

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
