"""The cart and the order."""

from core.orders.models.carts import MOST_LETTERS, MOST_PORTIONS, Cart, CartLine
from core.orders.models.orders import OPEN, CancelReason, Channel, EventKind, Order, OrderEvent, OrderLine, OrderStatus

__all__ = [
    "MOST_LETTERS",
    "MOST_PORTIONS",
    "OPEN",
    "CancelReason",
    "Cart",
    "CartLine",
    "Channel",
    "EventKind",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderStatus",
]
