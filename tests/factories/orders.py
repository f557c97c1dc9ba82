from __future__ import annotations

import uuid
from collections.abc import Sequence

from core.accounts.models import User
from core.common import clock
from core.menu.models import MenuItem
from core.orders import actions
from core.orders.models import Order
from core.slots.models import Slot
from core.zones.models import Zone
from tests.factories.menu import menu_item
from tests.factories.people import person
from tests.factories.places import slot as make_slot
from tests.factories.places import zone as make_zone


def wish(item: MenuItem, quantity: int = 1, *, note: str = "") -> actions.Wish:
    return actions.Wish(item_id=item.pk, quantity=quantity, note=note, seen_price=item.price)


def placed_order(
    *,
    payer: User | None = None,
    items: Sequence[MenuItem] = (),
    quantity: int = 1,
    slot: Slot | None = None,
    zone: Zone | None = None,
    key: str = "",
    destination: str = "Ward 3, bed 12",
    note: str = "",
) -> Order:
    payer = payer or person()
    return actions.place(
        payer=payer,
        slot=slot or make_slot(),
        wishes=[wish(item, quantity) for item in items or [menu_item()]],
        delivery=actions.Delivery(
            zone=zone or make_zone(), destination=destination, contact_name=payer.name, contact_phone=str(payer.phone), note=note
        ),
        method="cash",
        channel="portal",
        key=key or uuid.uuid4().hex,
        by=payer,
        now=clock.now(),
    )
