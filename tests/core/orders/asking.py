"""Placing with everything in order but what a test changes."""

from __future__ import annotations

from typing import Any

from core.common import clock
from core.orders import actions
from core.orders.models import Order
from tests import factories as f


def place(**changes: Any) -> Order:
    """Place an order for one portion, by its payer, at the present moment; `delivery` changes single fields of it."""
    payer = changes.pop("payer", None) or f.person(role="stranger")
    wishes = changes.pop("wishes", None)
    if wishes is None:
        wishes = [f.wish(item) for item in changes.pop("items", None) or [f.menu_item()]]
    delivery = {"zone": f.zone(), "destination": "Ward 3, bed 12", "contact_name": "Aline", "contact_phone": "+250788123456"}
    delivery |= changes.pop("delivery", {})
    defaults = {
        "payer": payer,
        "slot": f.slot(),
        "wishes": wishes,
        "delivery": actions.Delivery(**delivery),
        "method": "cash",
        "channel": "portal",
        "key": "press-1",
        "by": payer,
        "now": clock.now(),
    }
    return actions.place(**defaults | changes)
