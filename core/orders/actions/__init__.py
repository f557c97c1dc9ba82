"""Every change of baskets and orders: carts, placing, moves, repeating, and what the rules say on the way."""

from core.orders.actions.amending import CannotAmendOrder, remove_line, swap_line
from core.orders.actions.answering import CannotAnswerConcern, keep, see
from core.orders.actions.gates import CannotPassGate
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
from core.orders.actions.overrules import overrule, second
from core.orders.actions.placing import place
from core.orders.actions.rejudging import Rejudged, rejudge
from core.orders.actions.repeating import Repeat, repeat
from core.orders.policies import CannotOverruleVerdict
from core.orders.wishes import CannotPlaceOrder, Delivery, LineProblem, Wish

__all__ = [
    "CannotAmendOrder",
    "CannotAnswerConcern",
    "CannotOverruleVerdict",
    "CannotPassGate",
    "CannotPlaceOrder",
    "Delivery",
    "LineProblem",
    "Rejudged",
    "Repeat",
    "Wish",
    "can_cancel",
    "can_confirm",
    "cancel",
    "check_can_cancel",
    "check_can_confirm",
    "confirm",
    "deliver",
    "keep",
    "mark_ready",
    "mark_undeliverable",
    "overrule",
    "place",
    "recall_to_kitchen",
    "rejudge",
    "remove_line",
    "repeat",
    "second",
    "see",
    "send_out",
    "start_preparing",
    "swap_line",
]
