"""Fees and fit of a zone; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """From `order_from` (inclusive) below `order_to` (None: no end) the fee is `fee` francs, or not served."""

    order_from: int
    order_to: int | None
    fee: int
    is_served: bool = True


def fee(steps: Sequence[Step], order_total: int) -> int | None:
    """The delivery fee in francs for an order of this total; None when the zone does not serve it."""
    for step in sorted(steps, key=lambda s: s.order_from):
        if step.order_from <= order_total and (step.order_to is None or order_total < step.order_to):
            return step.fee if step.is_served else None
    return None
