"""What the rule engine needs of dishes: their published plates as their ingredients are known today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from core.menu import facts
from core.menu.models import Dish, RecipeVersion
from core.nutrition import composition
from core.nutrition.intervals import Amount
from core.nutrition.verdicts import DishFacts

MOST_KEPT = 2_000
"""Plates kept in a process: some megabytes."""


class Served(NamedTuple):
    """A dish as one version of its recipe makes it; None where nothing was ever published."""

    dish: Dish
    version_id: int | None


@dataclass(frozen=True, slots=True)
class _Plate:
    """The part of a dish's facts that follows from a published version and what is known of its ingredients."""

    ingredients: frozenset[str]
    groups: frozenset[str]
    allergens: dict[str, tuple[str, tuple[str, ...]]]
    nutrients: dict[str, Amount]


class _Kept:
    """Plates computed under one stamp of what is known of ingredients; another stamp makes them worthless.

    A published version never changes and a stamp is never given twice, not even after a rollback: so the pair tells all.
    """

    def __init__(self) -> None:
        self._stamp: int | None = None
        self._plates: dict[int, _Plate] = {}

    def of(self, versions: set[int], stamp: int) -> dict[int, _Plate]:
        if self._stamp != stamp or len(self._plates) > MOST_KEPT:
            self._stamp, self._plates = stamp, {}
        plates = self._plates
        missing = versions - plates.keys()
        if missing:
            plates.update(_compute(missing))
        return plates


_kept = _Kept()


def of(served: Iterable[Served]) -> dict[Served, DishFacts]:
    """The facts of each dish as served. One query where all plates are kept, about eight where none is.

    Tags are read in one query more where the dishes come without them.
    """
    served = list(served)
    prefetch_related_objects([row.dish for row in served], "tags")
    stamp = composition.stamp()
    plates = _kept.of({row.version_id for row in served if row.version_id}, stamp)
    return {row: _facts(row, plates.get(row.version_id or 0), stamp) for row in served}


def _facts(served: Served, plate: _Plate | None, stamp: int) -> DishFacts:
    dish = served.dish
    tags = frozenset(tag.key for tag in dish.tags.all())
    if plate is None:
        return DishFacts(dish.key, stamp=stamp, tags=tags, texture=dish.iddsi_texture)
    return DishFacts(
        key=dish.key,
        version=served.version_id or 0,
        stamp=stamp,
        ingredients=plate.ingredients,
        groups=plate.groups,
        tags=tags,
        texture=dish.iddsi_texture,
        allergens=plate.allergens,
        nutrients=plate.nutrients,
    )


def _compute(versions: Iterable[int]) -> dict[int, _Plate]:
    found = RecipeVersion.objects.filter(pk__in=versions).only("plate")
    grams_by_version = {version.pk: facts.grams_of(version) for version in found if version.plate}
    larder = facts.Larder(key for grams in grams_by_version.values() for key in grams)
    return {
        pk: _Plate(
            ingredients=frozenset(grams),
            groups=frozenset(larder.rows[key].group for key in grams),
            allergens=larder.worst_allergens(grams),
            nutrients=larder.nutrients(grams),
        )
        for pk, grams in grams_by_version.items()
    }
