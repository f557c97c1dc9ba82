"""The cart and the order."""

from core.orders.models.carts import MOST_LETTERS, MOST_PORTIONS, Cart, CartLine
from core.orders.models.orders import OPEN, CancelReason, Channel, EventKind, Order, OrderEvent, OrderLine, OrderStatus
from core.orders.models.verdicts import Answer, Cause, Concern, Gate, LineVerdict, Overrule

__all__ = [
    "MOST_LETTERS",
    "MOST_PORTIONS",
    "OPEN",
    "Answer",
    "CancelReason",
    "Cart",
    "CartLine",
    "Cause",
    "Channel",
    "Concern",
    "EventKind",
    "Gate",
    "LineVerdict",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderStatus",
    "Overrule",
]
