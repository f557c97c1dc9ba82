"""What somebody asks to be placed, and the answer when it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.common.errors import RuleBroken
from core.menu.models import MenuItem
from core.zones.models import Sector, Zone


@dataclass(frozen=True)
class Wish:
    """So many portions of a dish of a day; `seen_price` is what the person was shown, None when nobody was.

    `eater_id` says for whom, None for the order's eater.
    """

    item_id: int
    quantity: int
    note: str = ""
    seen_price: int | None = None
    eater_id: int | None = None


@dataclass(frozen=True)
class Delivery:
    """Where the meal goes: a zone and the place in words (a bed, a room, a house); a sector for town addresses."""

    zone: Zone
    destination: str
    contact_name: str
    contact_phone: str
    sector: Sector | None = None
    note: str = ""


@dataclass(frozen=True)
class LineProblem:
    """Why one line cannot be had as it stands, and the nearest dish that can (None when there is none)."""

    item_id: int
    code: str
    text: str
    alternative: MenuItem | None = None
    eater_id: int | None = None


class CannotPlaceOrder(RuleBroken):
    """Nothing was ordered; `problems` tells it line by line and the basket is kept."""

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        self.problems = list(problems)
        super().__init__(
            _("Your basket needs a look before it can be ordered. Nothing in it is lost."),
            code=self.problems[0].code,
            items=[problem.text for problem in self.problems],
        )
