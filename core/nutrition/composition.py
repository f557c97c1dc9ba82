"""What is known of ingredients' nutrients: entered values first, then the reference row, else the bound of what nobody measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from core.common.stamps import read
from core.nutrition import bounds
from core.nutrition.intervals import ZERO, Interval, Value
from core.nutrition.models import NUTRIENTS, Ingredient, IngredientNutrient, NutrientBound, Retention

WATER_KEY = "water"
FOOD, DIETS = "food", "diets"
"""Names of the stamps that change with everything known of food and dishes, and with the rules of diets."""


def stamp() -> int:
    """Names the present state of all that is known of food and dishes; another state never has the same. One query."""
    return read(FOOD)


def diet_stamp() -> int:
    """The same for the rules of diets. One query."""
    return read(DIETS)


def of(keys: Iterable[str]) -> dict[str, dict[str, Value]]:
    """Every nutrient of these ingredients per 100 g edible raw weight, as it is on the plate. Four queries, however many.

    What is kept after cooking (Retention) is taken off here.
    """
    return of_rows(list(Ingredient.objects.filter(key__in=set(keys)).select_related("reference")))


def of_rows(rows: Sequence[Ingredient]) -> dict[str, dict[str, Value]]:
    """The same for rows that are at hand with their `reference`: three queries."""
    entered: dict[int, dict[str, IngredientNutrient]] = {}
    for value in IngredientNutrient.objects.filter(ingredient__in=rows):
        entered.setdefault(value.ingredient_id, {})[value.nutrient] = value
    kept: dict[int, dict[str, Retention]] = {}
    for share in Retention.objects.filter(ingredient__in=rows):
        kept.setdefault(share.ingredient_id, {})[share.nutrient] = share
    of_group = _of_group(rows)
    return {row.key: _of_one(row, entered.get(row.pk, {}), kept.get(row.pk, {}), of_group) for row in rows}


_Bounds = dict[str, dict[str, Decimal]]


def _of_group(rows: Iterable[Ingredient]) -> _Bounds:
    groups = {group for row in rows for group in groups_of(row)}
    found: _Bounds = {}
    for bound in NutrientBound.objects.filter(food_group__in=groups):
        found.setdefault(bound.food_group, {})[bound.nutrient] = bound.high
    return found


def groups_of(row: Ingredient) -> tuple[str, ...]:
    """The groups of the reference table whose foods an ingredient is like."""
    reference = row.reference
    if reference and reference.source == bounds.TABLE and reference.food_group:
        return (reference.food_group,)
    return bounds.USDA_GROUPS[row.group]


def _of_one(
    row: Ingredient, entered: Mapping[str, IngredientNutrient], kept: Mapping[str, Retention], of_group: _Bounds
) -> dict[str, Value]:
    known: dict[str, Decimal | None] = {}
    for name in NUTRIENTS:
        own = entered.get(name)
        known[name] = own.value if own else getattr(row.reference, name) if row.reference else None
        if known[name] is None and row.key == WATER_KEY and name in bounds.NOT_IN_WATER:
            known[name] = ZERO
    groups = groups_of(row)
    highest = {name: max(of_group[group][name] for group in groups if name in of_group.get(group, {})) for name in _told(groups, of_group)}
    highs = bounds.highs(known, highest)
    values = {}
    for name in NUTRIENTS:
        if known[name] is None:
            interval, source = Interval(ZERO, highs[name]), f"not measured; at most the 99th percentile of {' / '.join(groups)}"
        else:
            interval = Interval(known[name], known[name])
            measured = row.reference is not None and getattr(row.reference, name) is not None
            source = entered[name].source if name in entered else row.reference.name if measured else "water has none"
        share = kept.get(name)
        if share:
            interval = Interval(interval.low * share.low_share, interval.high * share.high_share)
            source = f"{source}; {share.words}"
        values[name] = Value(interval, source, known[name] is not None)
    return values


def _told(groups: Iterable[str], of_group: _Bounds) -> set[str]:
    return {name for group in groups for name in of_group.get(group, {})}
