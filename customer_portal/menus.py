"""A menu as its page shows it: which meal, its dishes by category, what of them is in the basket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.menu import plate as drawing
from core.menu.models import Category, MenuItem
from core.orders import baskets
from core.orders.models import MOST_PORTIONS
from core.slots.services import Service
from customer_portal import visitors
from customer_portal.meals import time_words

FEW = 10
"""Below this many, the portions left are shown."""


@dataclass(frozen=True)
class Row:
    """A dish as offered. `hindrance` says in words why it cannot be ordered, `most` how many the basket may hold."""

    item: MenuItem
    picture: str
    words: str
    quantity: int
    most: int
    hindrance: str = ""
    few_left: int | None = None

    @property
    def can_be_added(self) -> bool:
        return not self.hindrance and self.most > 0

    @property
    def amount(self) -> int:
        return self.quantity * self.item.price


@dataclass(frozen=True)
class Menu:
    """Rows by category, and the basket they stand in."""

    groups: list[tuple[Category, list[Row]]]
    basket: baskets.Summary

    @property
    def rows(self) -> list[Row]:
        return [row for _category, rows in self.groups for row in rows]

    @property
    def chosen(self) -> list[Row]:
        return [row for row in self.rows if row.quantity]

    @property
    def is_ready(self) -> bool:
        """Everything chosen can be had so."""
        return all(row.quantity <= row.most for row in self.chosen)

    @property
    def subtotal(self) -> int:
        return sum(row.amount for row in self.chosen)

    @property
    def elsewhere(self) -> int:
        """Portions in the basket for other meals."""
        return self.basket.count - sum(row.quantity for row in self.chosen)


def items_for(request: HttpRequest, *, now: datetime) -> Any:
    """Menu items with all a row shows, what is in the visitor's basket among it; to be narrowed and read in one query."""
    offered = (
        MenuItem.objects.offered()
        .select_related("dish__category")
        .with_strikes(now=now)
        .annotate(version_id=F("dish__recipe__published_id"), food_groups=F("dish__recipe__published__plate__groups"))
    )
    return baskets.with_basket(offered, visitors.lines_of(request))


def of(request: HttpRequest, service: Service, *, now: datetime) -> Menu:
    """One query."""
    items = items_for(request, now=now).filter(menu_day=service.menu_day_id)
    rows = [row(item, service, now=now) for item in items]
    rows.sort(key=lambda row: (row.item.dish.category.position, row.item.dish.category_id, *_order(row)))
    groups = [(category, list(members)) for category, members in groupby(rows, key=lambda row: row.item.dish.category)]
    first = rows[0].item if rows else None
    basket = baskets.Summary(first.basket_count, first.basket_total) if first else baskets.Summary()
    return Menu(groups, basket)


def row(item: MenuItem, service: Service, *, now: datetime) -> Row:
    """A dish as offered at this service. No query."""
    hindrance = ""
    if item.struck_until:
        hindrance = _("Not available until %(time)s") % {"time": time_words(item.struck_until, now=now)}
    elif not item.portions_left:
        hindrance = _("Sold out")
    can_be_had = service.is_open and not hindrance
    return Row(
        item=item,
        picture=picture(item),
        words=drawing.words(list((item.food_groups or {}).items())) or item.dish.name,
        quantity=item.in_basket,
        most=min(item.portions_left, MOST_PORTIONS) if can_be_had else 0,
        hindrance=hindrance,
        few_left=item.portions_left if can_be_had and item.portions_left < FEW else None,
    )


def picture(item: MenuItem) -> str:
    """The address of the small photo, else of the drawn plate; empty when the dish has neither."""
    if item.dish.thumbnail:
        return item.dish.thumbnail.url
    return reverse("customer_portal:plate", args=[item.version_id]) if item.version_id else ""


def _order(row: Row) -> tuple[Any, ...]:
    """What can be had first, and the kitchen's picks first among it."""
    return bool(row.hindrance), not row.item.dish.is_featured, row.item.dish.name.casefold(), row.item.pk
