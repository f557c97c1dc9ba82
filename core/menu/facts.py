"""What is in a dish, for every screen: its published plate, read with what is known of the ingredients today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.menu import rules
from core.menu.models import RecipeLine, RecipeVersion
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


class Larder:
    """What is known today of some ingredients: their rows with food composition, and their allergens. Three queries."""

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
        grams = {key: Decimal(amount) for key, amount in version.plate["ingredients"].items()}
        per_100g = {key: self._per_100g(key) for key in grams}
        return Facts(
            ingredients=tuple(
                IngredientFact(key, self.rows[key].name, amount, self.rows[key].reference_id is not None)
                for key, amount in _largest_first(grams)
            ),
            groups=groups(version),
            allergens=tuple(self._allergens_in(grams)),
            nutrients=rules.nutrients(grams, per_100g, NUTRIENTS),
        )

    def contained(self, keys: Iterable[str]) -> list[str]:
        """Names of the allergens that any of these ingredients surely contains, in the allergens' order."""
        there = {allergen for key in keys for allergen, state in self.states.get(key, {}).items() if state == AllergenState.CONTAINS}
        return [row.name for row in self.allergens if row.key in there]

    def _allergens_in(self, keys: Iterable[str]) -> Iterator[AllergenFact]:
        worst = rules.worst_allergens(keys, self.states, [allergen.key for allergen in self.allergens])
        for row in self.allergens:
            state, because = worst[row.key]
            yield AllergenFact(row.key, row.name, state, tuple(self.rows[key].name for key in because))

    def _per_100g(self, key: str) -> dict[str, Decimal | None]:
        reference = self.rows[key].reference
        return {field: getattr(reference, field) for field in NUTRIENTS} if reference else {}


def of(versions: Iterable[RecipeVersion]) -> dict[int, Facts]:
    """The facts of published versions by their id. Three queries however many they are."""
    versions = [version for version in versions if version.plate]
    larder = Larder(key for version in versions for key in version.plate["ingredients"])
    return {version.pk: larder.facts_of(version) for version in versions}


def bare_line(line: RecipeLine) -> rules.Line:
    """A line for the arithmetic; a part that was never published weighs nothing yet. No query, where what it names is loaded."""
    if line.ingredient:
        return rules.Line(line.grams, rules.IngredientFacts.of(line.ingredient))
    frozen = line.sub_recipe.published
    if frozen is None:
        return rules.Line(line.grams)
    grams = {key: Decimal(amount) for key, amount in frozen.plate["ingredients"].items()}
    return rules.Line(line.grams, part=rules.PartFacts(line.sub_recipe.key, frozen.number, Decimal(frozen.yield_grams), grams))


def plate_of(version: RecipeVersion, lines: Iterable[RecipeLine], known: Mapping[str, rules.IngredientFacts] | None = None) -> rules.Plate:
    """What one serving (of a part: its yield) of these lines is made of. One query, or none where the ingredients are known."""
    bare = [bare_line(line) for line in lines]
    if known is None:
        known = {row.key: rules.IngredientFacts.of(row) for row in Ingredient.objects.filter(key__in=rules.raw_grams(bare))}
    vessel = version.recipe.dish.vessel if version.recipe.dish_id else "plate"
    return rules.plate(bare, known, servings=version.servings or 1, vessel=vessel)


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
