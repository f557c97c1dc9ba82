"""A meal in an address: "2026-11-25-lunch" is one service of one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.common.models import Period


@dataclass(frozen=True, order=True)
class Meal:
    date: date
    period: str

    def __str__(self) -> str:
        return f"{self.date.isoformat()}-{self.period}"

    @classmethod
    def read(cls, text: str) -> Meal | None:
        """The meal a text names; None when it names none."""
        day, _dash, period = text.rpartition("-")
        if period not in Period.values:
            return None
        try:
            return cls(date.fromisoformat(day), period)
        except ValueError:
            return None
