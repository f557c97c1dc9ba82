"""A recipe as a table: what each line weighs and costs at today's prices, and what one serving holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.menu import facts, rules
from core.menu.models import RecipeLine, RecipeVersion
from core.nutrition.intervals import Amount
from core.nutrition.models import NUTRIENTS, FoodReference


@dataclass(frozen=True)
class Row:
    """A line: grams for the whole recipe (`was`: in the version before), francs per kilogram as bought and per serving."""

    line: RecipeLine
    name: str
    url: str
    grams: Decimal
    was: Decimal | None
    per_kg: int | None
    cost: int | None
    contains: list[str]


@dataclass(frozen=True)
class Table:
    """All lines; the cost of one serving (of a part: of its yield), and what is left of the price, in percent."""

    rows: list[Row]
    grams: Decimal
    was: Decimal
    cost: int | None
    margin: int | None
    servings: int | None


def lines_of(version: RecipeVersion) -> list[RecipeLine]:
    """The lines in their order, with what they name. One query for each version, however often it is asked."""
    if not hasattr(version, "lines_at_hand"):
        version.lines_at_hand = list(version.lines.select_related("ingredient", "sub_recipe__published").order_by("line_no", "pk"))
    return version.lines_at_hand


def larder_of(lines: Iterable[RecipeLine]) -> facts.Larder:
    """What is known of everything the lines hold, also inside their parts."""
    return facts.Larder(rules.raw_grams([facts.bare_line(line) for line in lines]))


def table(version: RecipeVersion, larder: facts.Larder, *, price: int | None = None, before: Iterable[RecipeLine] = ()) -> Table:
    """`before` are the lines of the version to compare with."""
    lines, before = lines_of(version), list(before)
    earlier = {_about(line): line.grams for line in before}
    servings = version.servings or 1
    rows, whole, is_known = [], {}, True
    for line in lines:
        share = {key: grams / servings for key, grams in rules.raw_grams([facts.bare_line(line)]).items()}
        is_known = is_known and bool(share)
        for key, grams in share.items():
            whole[key] = whole.get(key, Decimal(0)) + grams
        rows.append(
            Row(
                line=line,
                name=(line.ingredient or line.sub_recipe).name,
                url=_url(line),
                grams=line.grams,
                was=earlier.get(_about(line)),
                per_kg=line.ingredient.price_per_kg if line.ingredient else None,
                cost=rules.cost(share, larder.known) if share else None,
                contains=larder.contained(share),
            )
        )
    cost = rules.cost(whole, larder.known) if rows and is_known else None
    margin = round(100 * (price - cost) / price) if price and cost is not None else None
    return Table(rows, _sum(lines), _sum(before), cost, margin, version.servings)


def _sum(lines: Iterable[RecipeLine]) -> Decimal:
    return sum((line.grams for line in lines), Decimal(0))


def _about(line: RecipeLine) -> tuple[int | None, int | None]:
    return line.ingredient_id, line.sub_recipe_id


def _url(line: RecipeLine) -> str:
    if line.ingredient_id:
        return reverse("admin:nutrition_ingredient_change", args=[line.ingredient_id])
    return reverse("admin:menu_recipe_change", args=[line.sub_recipe_id])


def nutrients(found: facts.Facts) -> list[dict[str, Any]]:
    """One serving's nutrients in words: an amount that is known in part lies between two figures."""
    rows = []
    for field, unit in NUTRIENTS.items():
        amount = found.nutrients[field]
        name = str(FoodReference._meta.get_field(field).verbose_name).rpartition(",")[0]
        rows.append(
            {
                "name": name,
                "unit": unit,
                "figure": _figure(amount) if amount.known else "",
                "is_complete": amount.is_complete,
                "known": _("%(known)d of %(of)d") % {"known": amount.known, "of": amount.of},
            }
        )
    return rows


def _figure(amount: Amount) -> str:
    low, high = _three(amount.low), _three(amount.high)
    return low if low == high else f"{low}–{high}"


def _three(value: Decimal) -> str:
    """To three figures that mean something: 674, 17.4, 0.35."""
    places = 0 if value >= 100 or not value else 1 if value >= 1 else 2
    return f"{value:,.{places}f}"
