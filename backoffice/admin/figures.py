"""Decimal figures as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms


def plain(figure: Decimal | None) -> str:
    """Without the noughts a column adds: 120 and 2.5, not 120.000 and 2.50; empty where there is none."""
    return "" if figure is None else f"{figure.normalize():f}"


class PlainFigures(forms.ModelForm):
    """Shows the figures of a row so, to be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = plain(value)
