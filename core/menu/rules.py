"""Recipe arithmetic: pure functions over grams. Lines are net raw grams; a part's line is grams of its cooked yield."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.nutrition.intervals import Amount, Interval, Value

# Groups that season a plate without being a food on it.
UNDRAWN_GROUPS = frozenset({"fats_oils", "sugars", "condiments"})
WATER_KEY = "water"
# From safest to most dangerous; the worst of a plate's ingredients wins, and a missing row is unknown.
ALLERGEN_RANK = {"free": 0, "unknown": 1, "may_contain": 2, "contains": 3}


@dataclass(frozen=True)
class IngredientFacts:
    """What arithmetic needs of an ingredient; price in francs per kg as bought, None when not known."""

    key: str
    group: str
    cooked_yield: Decimal = Decimal(1)
    edible_share: Decimal = Decimal(1)
    price_per_kg: int | None = None

    @classmethod
    def of(cls, row: Any) -> IngredientFacts:
        return cls(row.key, row.group, row.cooked_yield, row.edible_share, row.price_per_kg)


@dataclass(frozen=True)
class PartFacts:
    """A sub-recipe as it was published: raw grams by ingredient for the whole yield."""

    key: str
    number: int
    yield_grams: Decimal
    ingredients: Mapping[str, Decimal]


@dataclass(frozen=True)
class Line:
    grams: Decimal
    ingredient: IngredientFacts | None = None
    part: PartFacts | None = None


@dataclass(frozen=True)
class Plate:
    """One serving (or, for a part, the whole yield): raw grams to the microgram, cooked grams to two decimals, cost in francs or None."""

    ingredients: dict[str, Decimal]
    groups: dict[str, Decimal]
    grams: Decimal
    cost: int | None
    parts: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "ingredients": {key: f"{grams:f}" for key, grams in self.ingredients.items()},
            "groups": {key: float(grams) for key, grams in self.groups.items()},
            "grams": float(self.grams),
            "cost": self.cost,
            "parts": self.parts,
        }


def _two(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def micro(value: Decimal) -> Decimal:
    """To the millionth. Salt is two fifths sodium: a hundredth of a gram would be four milligrams of it."""
    return value.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP).normalize() + 0


def raw_grams(lines: Iterable[Line]) -> dict[str, Decimal]:
    """Raw grams by ingredient of a whole recipe, parts taken apart by their share of the yield."""
    total: dict[str, Decimal] = {}
    for line in lines:
        if line.ingredient:
            total[line.ingredient.key] = total.get(line.ingredient.key, Decimal(0)) + line.grams
        else:
            share = line.grams / line.part.yield_grams
            for key, grams in line.part.ingredients.items():
                total[key] = total.get(key, Decimal(0)) + grams * share
    return total


def cost(grams: Mapping[str, Decimal], facts: Mapping[str, IngredientFacts]) -> int | None:
    """Francs for these raw grams, bought whole (divided by the edible share); None when a price is missing."""
    total = Decimal(0)
    for key, amount in grams.items():
        if key == WATER_KEY and facts[key].price_per_kg is None:
            continue
        price = facts[key].price_per_kg
        if price is None:
            return None
        total += amount / facts[key].edible_share * price / 1000
    return int(total.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def food_groups(grams: Mapping[str, Decimal], facts: Mapping[str, IngredientFacts], vessel: str) -> dict[str, Decimal]:
    """Cooked grams by food group, largest first. Water counts only in a cup: with flour it is porridge, with tea it is drunk."""
    groups: dict[str, Decimal] = {}
    in_cup = vessel == "cup"
    has_flour = any(facts[key].group == "cereals" for key in grams)
    for key, amount in grams.items():
        group = facts[key].group
        if key == WATER_KEY:
            if not in_cup:
                continue
            group = "cereals" if has_flour else "beverages"
        elif group in UNDRAWN_GROUPS or group == "beverages":
            continue
        weight = amount if in_cup else amount * facts[key].cooked_yield
        groups[group] = groups.get(group, Decimal(0)) + weight
    return dict(sorted(groups.items(), key=lambda pair: (-pair[1], pair[0])))


def plate(lines: Sequence[Line], facts: Mapping[str, IngredientFacts], *, servings: int = 1, vessel: str = "plate") -> Plate:
    """What one serving is made of. `facts` holds every ingredient that appears, also inside parts."""
    whole = raw_grams(lines)
    per_serving = {key: grams / servings for key, grams in whole.items()}
    groups = {group: _two(grams) for group, grams in food_groups(per_serving, facts, vessel).items()}
    return Plate(
        ingredients={key: micro(grams) for key, grams in sorted(per_serving.items(), key=lambda pair: (-pair[1], pair[0]))},
        groups=groups,
        grams=sum(groups.values(), Decimal(0)),
        cost=cost(per_serving, facts),
        parts={line.part.key: line.part.number for line in lines if line.part},
    )


def worst_allergens(
    ingredients: Iterable[str], states: Mapping[str, Mapping[str, str]], allergens: Iterable[str]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each allergen the worst state among the ingredients and the ingredients that cause it.

    `states` is {ingredient key: {allergen key: state}}; what is missing is unknown. Water holds no allergen.
    """
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    eaten = [key for key in ingredients if key != WATER_KEY]
    for allergen in allergens:
        by_state: dict[str, list[str]] = {}
        for key in eaten:
            by_state.setdefault(states.get(key, {}).get(allergen, "unknown"), []).append(key)
        worst = max(by_state, key=ALLERGEN_RANK.__getitem__, default="free")
        found[allergen] = (worst, tuple(by_state.get(worst, ())) if worst != "free" else ())
    return found


def nutrients(ingredients: Mapping[str, Decimal], per_100g: Mapping[str, Mapping[str, Value]], fields: Iterable[str]) -> dict[str, Amount]:
    """Nutrients of these raw grams, each between the least and the most it can be.

    Water is not counted among the ingredients of which a nutrient is known or not.
    """
    counted = sum(key != WATER_KEY for key in ingredients)
    result = {}
    for name in fields:
        low = high = Decimal(0)
        known = 0
        for key, grams in ingredients.items():
            value = per_100g[key][name]
            low += grams * value.amount.low
            high += grams * value.amount.high
            known += value.is_known and key != WATER_KEY
        result[name] = Amount(Interval(low / 100, high / 100), known, counted)
    return result


def shortage_words(dish: str, left: int) -> str:
    """That too few portions of a dish are left."""
    if not left:
        return _("%(dish)s is sold out.") % {"dish": dish}
    return ngettext("%(dish)s: only %(left)d portion left.", "%(dish)s: only %(left)d portions left.", left) % {"dish": dish, "left": left}


def cycle_path(start: str, uses: Mapping[str, Iterable[str]]) -> list[str]:
    """The way from a recipe back to itself through the parts it uses, or an empty list."""
    stack = [(start, [start])]
    seen: set[str] = set()
    while stack:
        node, path = stack.pop()
        for following in uses.get(node, ()):
            if following == start:
                return [*path, start]
            if following not in seen:
                seen.add(following)
                stack.append((following, [*path, following]))
    return []
