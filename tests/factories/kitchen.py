from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.common import clock
from core.kitchen import actions
from core.kitchen.models import Ticket
from core.menu.models import MenuItem
from core.orders import actions as orders
from core.orders.models import Order
from tests.factories.menu import dish, menu_item
from tests.factories.orders import placed_order
from tests.factories.people import person, system


def confirmed_order(*, stations: Sequence[str] = ("hot",), items: Sequence[MenuItem] = (), **placing: Any) -> Order:
    """An order whose tickets are printed: a dish of each station, or these dishes."""
    items = items or [menu_item(of=dish(station_key=key)) for key in stations]
    return orders.confirm(order=placed_order(items=items, **placing), by=system(), now=clock.now())


def ticket(*, station: str = "hot", taps: Sequence[str] = (), **placing: Any) -> Ticket:
    """The one ticket of a confirmed order, after these taps of a cook."""
    row = confirmed_order(stations=[station], **placing).tickets.get()
    cook = person(role="kitchen_staff") if taps else None
    for kind in taps:
        row = actions.tap(ticket=row, kind=kind, by=cook, now=clock.now())
    return row
