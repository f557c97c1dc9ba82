"""Every change of baskets and orders: carts, placing, moves, repeating."""

from core.orders.actions.moves import (
    can_cancel,
    can_confirm,
    cancel,
    check_can_cancel,
    check_can_confirm,
    confirm,
    deliver,
    mark_ready,
    mark_undeliverable,
    recall_to_kitchen,
    send_out,
    start_preparing,
)
from core.orders.actions.placing import CannotPlaceOrder, Delivery, LineProblem, Wish, place
from core.orders.actions.repeating import Repeat, repeat

__all__ = [
    "CannotPlaceOrder",
    "Delivery",
    "LineProblem",
    "Repeat",
    "Wish",
    "can_cancel",
    "can_confirm",
    "cancel",
    "check_can_cancel",
    "check_can_confirm",
    "confirm",
    "deliver",
    "mark_ready",
    "mark_undeliverable",
    "place",
    "recall_to_kitchen",
    "repeat",
    "send_out",
    "start_preparing",
]
