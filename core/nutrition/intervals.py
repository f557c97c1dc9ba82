"""Figures that know how far they are known: a value lies somewhere in [low, high]. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure that lies in [low, high]; both are the same when it is known exactly. Never below zero."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not ZERO <= self.low <= self.high:
            raise ValueError(f"No interval: {self.low} to {self.high}")

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def times(self, factor: Decimal | int) -> Interval:
        return Interval(self.low * factor, self.high * factor)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


NOTHING = Interval(ZERO, ZERO)
ANYTHING = Interval(ZERO, Decimal("Infinity"))


@dataclass(frozen=True, slots=True)
class Value:
    """One nutrient of one ingredient, per 100 g edible portion as eaten from raw weight, in the nutrient's unit.

    `source` says where it comes from: a table's name and code, a label, or the bound used because nobody measured it
    (`is_known` is then False and the interval wide).
    """

    amount: Interval
    source: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A nutrient of one serving: where it lies, and for how many of the ingredients it is known."""

    amount: Interval
    known: int
    of: int

    @property
    def low(self) -> Decimal:
        return self.amount.low

    @property
    def high(self) -> Decimal:
        return self.amount.high

    @property
    def is_complete(self) -> bool:
        return self.known == self.of

    @property
    def coverage(self) -> int:
        """Percent of the ingredients for which the figure is known, rounded down so that 100 means all."""
        return 100 * self.known // self.of if self.of else 100
