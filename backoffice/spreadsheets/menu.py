"""Categories, stations, dishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.columns import REQUIRED, Column
from backoffice.spreadsheets.common import NAMES
from backoffice.spreadsheets.kinds import OneOf, Several
from backoffice.spreadsheets.plans import Plan, Row
from backoffice.spreadsheets.sheets import Sheet
from core.common.errors import RuleBroken
from core.common.models import Period
from core.menu.actions import dishes as actions
from core.menu.models import Category, Dish, DishStatus, Station


class CategorySheet(Sheet):
    model = Category
    title = _("Categories")
    order = ("position", "pk")
    takes = (*NAMES, "position")


class StationSheet(Sheet):
    model = Station
    title = _("Stations")
    order = ("position", "pk")
    takes = (*NAMES, "position", "is_active")


def put_periods(dish: Dish, periods: tuple[str, ...]) -> None:
    for period in Period.values:
        setattr(dish, f"at_{period}", period in periods)


class DishSheet(Sheet):
    """A dish's state moves through the domain's actions: without a published recipe it does not become active."""

    model = Dish
    title = _("Dishes")
    takes = (
        *NAMES,
        "description_en",
        "description_rw",
        "description_fr",
        "kitchen_name_en",
        "kitchen_name_rw",
        "kitchen_name_fr",
        "category",
        "station",
        "price",
        "staff_price",
        "tax_class",
        "prep_minutes",
        "iddsi_texture",
        "vessel",
        "periods",
        "tags",
        "is_featured",
        "status",
    )
    periods = Column(Several(Period.choices), label=_("periods"), empty=REQUIRED, get=lambda dish: tuple(dish.periods), put=put_periods)
    status = Column(OneOf(DishStatus.choices), label=_("state"), empty=DishStatus.DRAFT, get=lambda dish: dish.status)

    def more_fields(self, names: Iterable[str]) -> list[str]:
        return [f"at_{period}" for period in Period.values] if "periods" in names else []

    def needs_rehearsal(self, plan: Plan) -> bool:
        return any(self._moves(row) for row in [*plan.new, *plan.changed])

    def write(self, new: Sequence[Row], changed: Sequence[Row]) -> None:
        super().write(new, changed)
        for row in [*new, *changed]:
            if self._moves(row):
                try:
                    self._move(row.instance, row.values["status"])
                except RuleBroken as broken:
                    row.refuse("status", broken.text)

    def _moves(self, row: Row) -> bool:
        return row.values.get("status", row.instance.status) != row.instance.status

    def _move(self, dish: Dish, status: str) -> None:
        if status == DishStatus.ACTIVE:
            actions.activate(dish=dish, by=self.by, now=self.now)
        elif status == DishStatus.ARCHIVED:
            actions.archive(dish=dish, by=self.by, now=self.now)
        else:
            actions.MOVES.check(dish.status, status)
