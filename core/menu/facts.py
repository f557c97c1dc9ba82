"""What is in a dish, for every screen: its published plate, read with what is known of the ingredients today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.menu import rules
from core.menu.models import RecipeLine, RecipeVersion
from core.nutrition import composition
from core.nutrition.intervals import Amount, Value
from core.nutrition.models import NUTRIENTS, Allergen, AllergenState, FoodGroup, Ingredient, IngredientAllergen


@dataclass(frozen=True)
class AllergenFact:
    """The worst that is known of one allergen in a dish, and the names of the ingredients it comes from."""

    key: str
    name: str
    state: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class IngredientFact:
    """An ingredient of a serving with its raw grams; `is_measured` when any of its nutrients is known."""

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
    nutrients: dict[str, Amount]

    def allergens_in(self, state: str) -> list[AllergenFact]:
        return [fact for fact in self.allergens if fact.state == state]


def groups(version: RecipeVersion) -> tuple[tuple[str, Any, float], ...]:
    """Food groups of a published plate with their cooked grams, largest first. No query."""
    return tuple((group, FoodGroup(group).label, grams) for group, grams in _largest_first(version.plate["groups"]))


class Larder:
    """What is known today of some ingredients: their rows, their allergens, and, once asked for, their composition."""

    def __init__(self, keys: Iterable[str]) -> None:
        keys = set(keys)
        self.rows = {row.key: row for row in Ingredient.objects.filter(key__in=keys).select_related("reference")}
        self.allergens = list(Allergen.objects.order_by("position", "pk"))
        self.states: dict[str, dict[str, str]] = {}
        for ingredient, allergen, state in _known(keys).values_list("ingredient__key", "allergen__key", "state"):
            self.states.setdefault(ingredient, {})[allergen] = state
        self.known = {key: rules.IngredientFacts.of(row) for key, row in self.rows.items()}

    def facts_of(self, version: RecipeVersion) -> Facts:
        """The facts of a published version whose ingredients are here."""
        grams = grams_of(version)
        return Facts(
            ingredients=tuple(
                IngredientFact(key, self.rows[key].name, amount, any(value.is_known for value in self.per_100g[key].values()))
                for key, amount in _largest_first(grams)
            ),
            groups=groups(version),
            allergens=tuple(self._allergens_in(grams)),
            nutrients=self.nutrients(grams),
        )

    @cached_property
    def per_100g(self) -> dict[str, dict[str, Value]]:
        """Every nutrient of every ingredient, as far as anybody measured it."""
        return composition.of_rows(list(self.rows.values()))

    def nutrients(self, grams: Mapping[str, Decimal]) -> dict[str, Amount]:
        """All nutrients of these raw grams."""
        return rules.nutrients(grams, self.per_100g, NUTRIENTS)

    def worst_allergens(self, keys: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Of every allergen its worst state in these ingredients, and the keys of those it comes from."""
        return rules.worst_allergens(keys, self.states, [allergen.key for allergen in self.allergens])

    def contained(self, keys: Iterable[str]) -> list[str]:
        """Names of the allergens that any of these ingredients surely contains, in the allergens' order."""
        there = {allergen for key in keys for allergen, state in self.states.get(key, {}).items() if state == AllergenState.CONTAINS}
        return [row.name for row in self.allergens if row.key in there]

    def _allergens_in(self, keys: Iterable[str]) -> Iterator[AllergenFact]:
        worst = self.worst_allergens(keys)
        for row in self.allergens:
            state, because = worst[row.key]
            yield AllergenFact(row.key, row.name, state, tuple(self.rows[key].name for key in because))


def grams_of(version: RecipeVersion) -> dict[str, Decimal]:
    """Raw grams of one serving of a published version, by ingredient."""
    return {key: Decimal(amount) for key, amount in version.plate["ingredients"].items()}


def of(versions: Iterable[RecipeVersion]) -> dict[int, Facts]:
    """The facts of published versions by their id, in as many queries for one as for all."""
    versions = [version for version in versions if version.plate]
    larder = Larder(key for version in versions for key in version.plate["ingredients"])
    return {version.pk: larder.facts_of(version) for version in versions}


def bare_line(line: RecipeLine, part: RecipeVersion | None = None) -> rules.Line:
    """A line for the arithmetic; `part` is the version of its sub-recipe, the published one where none is given.

    A part that was never published weighs nothing yet. No query, where what the line names is loaded.
    """
    if line.ingredient:
        return rules.Line(line.grams, rules.IngredientFacts.of(line.ingredient))
    frozen = part or line.sub_recipe.published
    if frozen is None:
        return rules.Line(line.grams)
    return rules.Line(line.grams, part=rules.PartFacts(line.sub_recipe.key, frozen.number, Decimal(frozen.yield_grams), grams_of(frozen)))


def plate_of(version: RecipeVersion, lines: Iterable[RecipeLine], known: Mapping[str, rules.IngredientFacts]) -> rules.Plate:
    """What one serving (of a part: its yield) of these lines is made of, as far as they go. No query."""
    vessel = version.recipe.dish.vessel if version.recipe.dish_id else "plate"
    return rules.plate([bare_line(line) for line in lines], known, servings=version.servings or 1, vessel=vessel)


def contained(versions: Iterable[RecipeVersion]) -> dict[int, list[str]]:
    """Only what the plates surely contain: names of allergens by version, in their order. One query, for lists."""
    versions = [version for version in versions if version.plate]
    keys = {key for version in versions for key in version.plate["ingredients"]}
    surely = _known(keys).filter(state=AllergenState.CONTAINS).select_related("allergen", "ingredient")
    by_ingredient: dict[str, list[Allergen]] = {}
    for row in surely.order_by("allergen__position", "allergen", "pk"):
        by_ingredient.setdefault(row.ingredient.key, []).append(row.allergen)
    found = {}
    for version in versions:
        there = {allergen.pk: allergen for key in version.plate["ingredients"] for allergen in by_ingredient.get(key, ())}
        found[version.pk] = [allergen.name for allergen in sorted(there.values(), key=lambda row: (row.position, row.pk))]
    return found


def _largest_first(grams: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The JSON of a plate comes back from PostgreSQL in an order of its own."""
    return sorted(grams.items(), key=lambda pair: (-pair[1], pair[0]))


def _known(keys: Iterable[str]) -> Any:
    return IngredientAllergen.objects.filter(ingredient__key__in=set(keys))
