"""A basket as its owner should see it now: by meal, with what has changed since each dish went in. Reads, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.menu.models import Dish, MenuDay, MenuItem
from core.orders import lines, pricing
from core.orders.models import MOST_PORTIONS, Cart, CartLine
from core.slots import services
from core.slots.services import Service

PRICE = Coalesce(F("item__price_override"), F("item__dish__price"))


@dataclass(frozen=True)
class BasketLine:
    """A line with its dish as it is now. `code` and `text` say why it cannot be had so, `alternative` what can be had instead."""

    line: CartLine
    item: MenuItem
    code: str = ""
    text: str = ""
    alternative: MenuItem | None = None

    @property
    def amount(self) -> int:
        return self.line.quantity * self.item.price

    @property
    def most(self) -> int:
        return min(self.item.portions_left, MOST_PORTIONS)

    @property
    def can_be_had(self) -> bool:
        """As it stands, at today's price."""
        return self.code in ("", lines.PRICE_CHANGED)


@dataclass(frozen=True)
class BasketMeal:
    """What the basket holds for one meal; an order is placed for one meal. `service` is None when it is over or off the menu."""

    date: date
    period: str
    service: Service | None
    lines: tuple[BasketLine, ...]

    @property
    def is_open(self) -> bool:
        return bool(self.service and self.service.is_open)

    @property
    def unsettled(self) -> int:
        return sum(bool(line.code) for line in self.lines)

    @property
    def is_ready(self) -> bool:
        return self.is_open and not self.unsettled

    @property
    def subtotal(self) -> int:
        """Francs of what can be had, at today's prices."""
        return pricing.subtotal([(line.item, line.line.quantity) for line in self.lines if line.can_be_had])


@dataclass(frozen=True)
class Lost:
    """A line whose dish was taken off its day since it went in."""

    dish: Dish
    date: date
    period: str
    quantity: int


@dataclass(frozen=True)
class Summary:
    """Portions and francs of a whole basket, at today's prices."""

    count: int = 0
    total: int = 0


def summary(of: QuerySet[CartLine]) -> Summary:
    """One query."""
    return Summary(**of.aggregate(count=Coalesce(Sum("quantity"), 0), total=Coalesce(Sum(F("quantity") * PRICE), 0)))


def with_basket(items: QuerySet[MenuItem], of: QuerySet[CartLine]) -> QuerySet[MenuItem]:
    """Each item with `in_basket` (portions), `basket_note` and, alike on all, `basket_count` and `basket_total`: no query more."""
    whole, own = of.order_by().values("cart"), of.filter(item=OuterRef("pk"))
    return items.annotate(
        in_basket=Coalesce(Subquery(own.values("quantity")[:1]), 0),
        basket_note=Coalesce(Subquery(own.values("note")[:1]), Value("")),
        basket_count=Coalesce(Subquery(whole.annotate(n=Sum("quantity")).values("n")), 0),
        basket_total=Coalesce(Subquery(whole.annotate(n=Sum(F("quantity") * PRICE)).values("n")), 0),
    )


def lost(cart: Cart | None) -> list[Lost]:
    """What the owner has not yet read. One query, none for a basket that lost nothing."""
    rows = cart.lost if cart else []
    dishes = Dish.objects.in_bulk({row["dish"] for row in rows}) if rows else {}
    return [Lost(dishes[row["dish"]], date.fromisoformat(row["date"]), row["period"], row["quantity"]) for row in rows]


def look(of: QuerySet[CartLine], *, now: datetime) -> list[BasketMeal]:
    """The meals of a basket, next one first. Three queries, and two for each line that wants an alternative."""
    rows = list(of.order_by("pk"))
    wanted = MenuItem.objects.filter(pk__in=[row.item_id for row in rows])
    items = {
        item.pk: item for item in wanted.select_related("dish__category", "dish__recipe__published", "menu_day__site").with_strikes(now=now)
    }
    days = {item.menu_day_id: item.menu_day for item in items.values()}
    open_or_not = {service.menu_day_id: service for service in services.read(MenuDay.objects.filter(pk__in=days), now=now)}
    meals = []
    for day in days.values():
        service = open_or_not.get(day.pk)
        of_meal = [(row, items[row.item_id]) for row in rows if items[row.item_id].menu_day_id == day.pk]
        looked = _still(of_meal, now) if service and service.is_open else _elsewhere(of_meal, day, now)
        meals.append(BasketMeal(day.date, day.period, service, tuple(looked)))
    return sorted(meals, key=lambda meal: (meal.date, services.ORDER.index(meal.period)))


def _still(of_meal: list[tuple[CartLine, MenuItem]], now: datetime) -> list[BasketLine]:
    looked = []
    for row, item in of_meal:
        code, text = lines.problem(item, seen_price=None)
        if not code:
            code, text = lines.shortage(item, row.quantity)
        alternative = lines.nearest_alternative(item.pk, row.quantity, now) if code else None
        if not code:
            code, text = lines.problem(item, seen_price=row.seen_price)
        looked.append(BasketLine(row, item, code, text, alternative))
    return looked


def _elsewhere(of_meal: list[tuple[CartLine, MenuItem]], day: MenuDay, now: datetime) -> list[BasketLine]:
    """The meal cannot be ordered any more: the same dishes at the next meal that can, where there are any."""
    later = [service.menu_day_id for service in services.services(site=day.site, now=now) if service.is_open]
    dishes = [item.dish_id for _row, item in of_meal]
    offered = MenuItem.objects.offered().filter(menu_day__in=later, dish__in=dishes).select_related("dish", "menu_day")
    nearest: dict[int, MenuItem] = {}
    for item in sorted(offered.with_strikes(now=now), key=lambda item: later.index(item.menu_day_id), reverse=True):
        if not item.struck_until and item.portions_left:
            nearest[item.dish_id] = item
    text = _("%(meal)s can no longer be ordered.") % {"meal": day}
    return [BasketLine(row, item, lines.CLOSED, text, nearest.get(item.dish_id)) for row, item in of_meal]
