"""Typed, keyword-only makers of rows; people come with real roles."""

from tests.factories import eaters
from tests.factories.kitchen import confirmed_order, ticket
from tests.factories.menu import dish, ingredient, menu_item, station
from tests.factories.orders import placed_order, wish
from tests.factories.people import person, site, system
from tests.factories.places import slot, zone

__all__ = [
    "confirmed_order",
    "dish",
    "eaters",
    "ingredient",
    "menu_item",
    "person",
    "placed_order",
    "site",
    "slot",
    "station",
    "system",
    "ticket",
    "wish",
    "zone",
]
