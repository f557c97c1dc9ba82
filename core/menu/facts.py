"""What is in a dish, for every screen: its published plate, read with what is known of the ingredients today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.menu import rules
from core.menu.models import RecipeVersion
from core.nutrition.models import NUTRIENTS, Allergen, AllergenState, FoodGroup, Ingredient, IngredientAllergen

# The eight levels of the International Dysphagia Diet Standardisation Initiative (framework 2.0, 2019).
TEXTURES = (
    _("thin drink"),
    _("slightly thick drink"),
    _("mildly thick drink"),
    _("moderately thick, liquidised"),
    _("extremely thick, puréed"),
    _("minced and moist"),
    _("soft, in small bites"),
    _("ordinary food"),
)


@dataclass(frozen=True)
class AllergenFact:
    """The worst that is known of one allergen in a dish, and the names of the ingredients it comes from."""

    key: str
    name: str
    state: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class IngredientFact:
    """An ingredient of a serving with its raw grams; `is_measured` when a food-composition row stands behind it."""

    key: str
    name: str
    grams: Decimal
    is_measured: bool


@dataclass(frozen=True)
class Facts:
    """One serving: ingredients, and (group, its name, cooked grams), largest first; all allergens; nutrients by field of FoodReference."""

    ingredients: tuple[IngredientFact, ...]
    groups: tuple[tuple[str, Any, float], ...]
    allergens: tuple[AllergenFact, ...]
    nutrients: dict[str, rules.Amount]

    def allergens_in(self, state: str) -> list[AllergenFact]:
        return [fact for fact in self.allergens if fact.state == state]


def groups(version: RecipeVersion) -> tuple[tuple[str, Any, float], ...]:
    """Food groups of a published plate with their cooked grams, largest first. No query."""
    return tuple((group, FoodGroup(group).label, grams) for group, grams in _largest_first(version.plate["groups"]))


def of(versions: Iterable[RecipeVersion]) -> dict[int, Facts]:
    """The facts of published versions by their id. Three queries however many they are."""
    versions = [version for version in versions if version.plate]
    keys = {key for version in versions for key in version.plate["ingredients"]}
    rows = {row.key: row for row in Ingredient.objects.filter(key__in=keys).select_related("reference")}
    allergens = list(Allergen.objects.order_by("position", "pk"))
    states: dict[str, dict[str, str]] = {}
    for ingredient, allergen, state in _known(keys).values_list("ingredient__key", "allergen__key", "state"):
        states.setdefault(ingredient, {})[allergen] = state
    per_100g = {key: {field: getattr(row.reference, field) for field in NUTRIENTS} if row.reference_id else {} for key, row in rows.items()}
    found = {}
    for version in versions:
        grams = {key: Decimal(amount) for key, amount in version.plate["ingredients"].items()}
        worst = rules.worst_allergens(grams, states, [allergen.key for allergen in allergens])
        found[version.pk] = Facts(
            ingredients=tuple(
                IngredientFact(key, rows[key].name, amount, rows[key].reference_id is not None) for key, amount in _largest_first(grams)
            ),
            groups=groups(version),
            allergens=tuple(
                AllergenFact(row.key, row.name, worst[row.key][0], tuple(rows[key].name for key in worst[row.key][1])) for row in allergens
            ),
            nutrients=rules.nutrients(grams, per_100g, NUTRIENTS),
        )
    return found


def contained(versions: Iterable[RecipeVersion]) -> dict[int, list[str]]:
    """Only what the plates surely contain: names of allergens by version, in their order. One query, for lists."""
    versions = [version for version in versions if version.plate]
    surely = contained_in(key for version in versions for key in version.plate["ingredients"])
    return {version.pk: names(surely, version.plate["ingredients"]) for version in versions}


def contained_in(keys: Iterable[str]) -> dict[str, list[Allergen]]:
    """What ingredients surely contain, by their key. One query."""
    found: dict[str, list[Allergen]] = {}
    surely = _known(keys).filter(state=AllergenState.CONTAINS).select_related("allergen", "ingredient")
    for row in surely.order_by("allergen__position", "allergen", "pk"):
        found.setdefault(row.ingredient.key, []).append(row.allergen)
    return found


def names(surely: Mapping[str, Iterable[Allergen]], keys: Iterable[str]) -> list[str]:
    """The names of the allergens that any of these ingredients contains, each once, in the allergens' order."""
    there = {allergen.pk: allergen for key in keys for allergen in surely.get(key, ())}
    return [allergen.name for allergen in sorted(there.values(), key=lambda row: (row.position, row.pk))]


def _largest_first(grams: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The JSON of a plate comes back from PostgreSQL in an order of its own."""
    return sorted(grams.items(), key=lambda pair: (-pair[1], pair[0]))


def _known(keys: Iterable[str]) -> Any:
    return IngredientAllergen.objects.filter(ingredient__key__in=set(keys))
