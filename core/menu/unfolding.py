"""Where a figure comes from: a serving's nutrient as a tree of the lines, parts and ingredients it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.menu.models import RecipeLine, RecipeVersion
from core.nutrition import composition
from core.nutrition.intervals import NOTHING, Interval, Value


@dataclass(frozen=True)
class Branch:
    """A line of one serving: raw grams of an ingredient, or cooked grams of a part with what it is made of.

    `amount` is what it adds to the nutrient; `value` what 100 g of the ingredient have, None for a part.
    """

    key: str
    name: str
    grams: Decimal
    amount: Interval
    value: Value | None = None
    parts: tuple[Branch, ...] = ()


def unfold(version: RecipeVersion, nutrient: str) -> tuple[Branch, ...]:
    """The branches of a nutrient in one serving of a published version, as its ingredients are known today.

    Their amounts add up to the figure the rules use. Two queries for each depth of parts, and those of composition.
    """
    lines = _lines_of(version)
    keys = {line.ingredient.key for rows in lines.values() for line in rows if line.ingredient}
    values = {key: found[nutrient] for key, found in composition.of(keys).items()}
    return _grow(version, lines, values, Decimal(1) / (version.servings or 1))


def total(branches: tuple[Branch, ...]) -> Interval:
    """What the branches add up to."""
    amount = NOTHING
    for branch in branches:
        amount += branch.amount
    return amount


def _lines_of(version: RecipeVersion) -> dict[int, list[RecipeLine]]:
    """The lines of a version and of every part inside it, each with `part`: the version of its sub-recipe that was published with it."""
    found: dict[int, list[RecipeLine]] = {}
    level = [version]
    while level:
        rows = RecipeLine.objects.filter(version__in=level).select_related("ingredient", "sub_recipe").order_by("line_no", "pk")
        basis = {each.pk: each.basis.known["parts"] for each in level}
        of_level = list(rows)
        wanted = {basis[row.version_id][row.sub_recipe.key] for row in of_level if row.sub_recipe}
        parts = RecipeVersion.objects.select_related("basis").in_bulk(wanted - found.keys())
        for row in of_level:
            found.setdefault(row.version_id, []).append(row)
            row.part = parts.get(basis[row.version_id][row.sub_recipe.key]) if row.sub_recipe else None
        level = list(parts.values())
    return found


def _grow(version: RecipeVersion, lines: Mapping[int, list[RecipeLine]], values: Mapping[str, Value], share: Decimal) -> tuple[Branch, ...]:
    branches = []
    for line in lines[version.pk]:
        grams = line.grams * share
        if line.ingredient:
            value = values[line.ingredient.key]
            amount = Interval(grams * value.amount.low / 100, grams * value.amount.high / 100)
            branches.append(Branch(line.ingredient.key, line.ingredient.name, grams, amount, value))
        else:
            inside = _grow(line.part, lines, values, grams / line.part.yield_grams)
            branches.append(Branch(line.sub_recipe.key, line.sub_recipe.name, grams, total(inside), parts=inside))
    return tuple(branches)
