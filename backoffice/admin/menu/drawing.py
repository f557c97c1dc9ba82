"""A dish's picture on the desk: its photo, or the plate drawn from what is in it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from core.menu import plate
from core.menu.models import Dish

Groups = Sequence[tuple[str, Any, float]]


def drawn(groups: Groups, vessel: str) -> tuple[str, str]:
    """(address, words) of the drawn plate; the address holds the picture itself."""
    parts = [(group, grams) for group, _name, grams in groups]
    svg = plate.draw(parts, vessel)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", plate.words(parts)


def picture(dish: Dish, groups: Groups) -> tuple[str, str]:
    """(address, words) of the photo where there is one, else of the drawn plate."""
    address, words = drawn(groups, dish.vessel)
    return (dish.photo.url, dish.name) if dish.photo else (address, words or dish.name)
