"""What is frozen when a recipe is published: the plate, and everything it was computed from.

A published version can be computed again at any time from its lines and its basis, to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from core.menu import facts, rules
from core.menu.models import RecipeLine, RecipeVersion
from core.nutrition.intervals import Amount, Interval, Value
from core.nutrition.models import NUTRIENTS


def basis_of(lines: Iterable[RecipeLine]) -> dict[str, Any]:
    """What is known today of everything in these lines, in plain values: {"parts", "sources", "allergens", "ingredients"}.

    "parts" gives the version of each sub-recipe, "sources" the texts that values point to by their place.
    """
    lines = list(lines)
    larder = facts.Larder(rules.raw_grams([facts.bare_line(line) for line in lines]))
    sources: dict[str, int] = {}
    return {
        "parts": {line.sub_recipe.key: line.sub_recipe.published_id for line in lines if line.sub_recipe},
        "allergens": [row.key for row in larder.allergens],
        "ingredients": {
            key: {
                "group": row.group,
                "cooked_yield": str(row.cooked_yield),
                "edible_share": str(row.edible_share),
                "price_per_kg": row.price_per_kg,
                "states": larder.states.get(key, {}),
                "nutrients": {name: _frozen_value(value, sources) for name, value in larder.per_100g[key].items()},
            }
            for key, row in larder.rows.items()
        },
        "sources": list(sources),
    }


def plate_of(version: RecipeVersion, lines: Iterable[rules.Line], basis: Mapping[str, Any]) -> dict[str, Any]:
    """The plate in plain values, from nothing but lines and basis: the same input gives the same bytes."""
    lines = list(lines)
    known = {
        key: rules.IngredientFacts(key, row["group"], Decimal(row["cooked_yield"]), Decimal(row["edible_share"]), row["price_per_kg"])
        for key, row in basis["ingredients"].items()
    }
    vessel = version.recipe.dish.vessel if version.recipe.dish_id else "plate"
    plate = rules.plate(lines, known, servings=version.servings or 1, vessel=vessel)
    states = {key: row["states"] for key, row in basis["ingredients"].items()}
    per_100g = {key: values_of(basis, key) for key in plate.ingredients}
    worst = rules.worst_allergens(plate.ingredients, states, basis["allergens"])
    found = rules.nutrients(plate.ingredients, per_100g, NUTRIENTS)
    return plate.as_json() | {
        "allergens": {key: state for key, (state, _because) in worst.items()},
        "nutrients": {name: _frozen_amount(amount) for name, amount in found.items()},
    }


def recompute(version: RecipeVersion) -> dict[str, Any]:
    """The plate of a published version, computed again from its lines and what was known when it was published."""
    basis = version.basis.known
    parts = {part.pk: part for part in RecipeVersion.objects.filter(pk__in=basis["parts"].values()).select_related("recipe")}
    lines = [
        facts.bare_line(line, parts[basis["parts"][line.sub_recipe.key]] if line.sub_recipe else None)
        for line in version.lines.select_related("ingredient", "sub_recipe").order_by("line_no", "pk")
    ]
    return plate_of(version, lines, basis)


def values_of(basis: Mapping[str, Any], key: str) -> dict[str, Value]:
    """Nutrients of an ingredient per 100 g, as they were known."""
    return {
        name: Value(Interval(Decimal(low), Decimal(high)), basis["sources"][source], bool(is_known))
        for name, (low, high, source, is_known) in basis["ingredients"][key]["nutrients"].items()
    }


def amounts_of(version: RecipeVersion) -> dict[str, Amount]:
    """Nutrients of one serving as they were known when the version was published."""
    return {
        name: Amount(Interval(Decimal(low), Decimal(high)), known, of)
        for name, (low, high, known, of) in version.plate["nutrients"].items()
    }


def _frozen_value(value: Value, sources: dict[str, int]) -> list[Any]:
    place = sources.setdefault(value.source, len(sources))
    return [f"{value.amount.low:f}", f"{value.amount.high:f}", place, int(value.is_known)]


def _frozen_amount(amount: Amount) -> list[Any]:
    return [f"{rules.micro(amount.low):f}", f"{rules.micro(amount.high):f}", amount.known, amount.of]
