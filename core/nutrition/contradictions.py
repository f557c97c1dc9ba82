"""Rules of several diets that no dish, or no day, can keep together. Pure: no database, no clock, no words.

Only what is certain whatever is cooked: a bound against a bound of the same nutrient, textures without a common level, a tag
asked for and forbidden. Forbidden ingredients, groups and allergens never contradict: a dish may do without all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from core.nutrition.verdicts import Rule

BOUNDS = (
    ("nutrient_min_per_serving", "nutrient_max_per_serving"),
    ("nutrient_min_per_day", "nutrient_max_per_day"),
    # One serving alone would go over the day.
    ("nutrient_min_per_serving", "nutrient_max_per_day"),
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rules that cannot be kept together: `code` is bounds, textures or tag. For textures one rule stands for each diet's levels."""

    code: str
    rules: tuple[Rule, ...]


def find(rules: Iterable[Rule]) -> tuple[Contradiction, ...]:
    """Every contradiction among the rules of all diets and targets of one eater, whatever their order."""
    ordered = sorted(set(rules), key=lambda rule: (rule.diet, rule.kind, rule.subject, rule.value or 0))
    return (*_bounds(ordered), *_textures(ordered), *_tags(ordered))


def _bounds(rules: Sequence[Rule]) -> Iterator[Contradiction]:
    """A least that is not below the most. Where both are the same figure, only a plate of exactly that much would do: none is.

    A least of nothing asks for nothing.
    """
    for least_kind, most_kind in BOUNDS:
        for least in rules:
            if least.kind != least_kind or not least.value:
                continue
            for most in rules:
                if most.kind == most_kind and most.subject == least.subject and least.value >= most.value:
                    yield Contradiction("bounds", (least, most))


def _textures(rules: Sequence[Rule]) -> Iterator[Contradiction]:
    """Two diets without a common level; or, when each two have one, all of them together without."""
    levels: dict[str, set[int]] = {}
    spoken_for: dict[str, Rule] = {}
    for rule in rules:
        if rule.kind == "texture_allowed":
            levels.setdefault(rule.diet, set()).add(int(rule.value))
            spoken_for.setdefault(rule.diet, rule)
    pairs = [pair for pair in combinations(sorted(levels), 2) if not levels[pair[0]] & levels[pair[1]]]
    if not pairs and levels and not set.intersection(*levels.values()):
        pairs = [tuple(sorted(levels))]
    for diets in pairs:
        yield Contradiction("textures", tuple(spoken_for[diet] for diet in diets))


def _tags(rules: Sequence[Rule]) -> Iterator[Contradiction]:
    for asked in rules:
        for forbidden in rules:
            if asked.kind == "tag_required" and forbidden.kind == "tag_forbidden" and asked.subject == forbidden.subject:
                yield Contradiction("tag", (asked, forbidden))


def levels_of(diet: str, rules: Iterable[Rule]) -> list[int]:
    """The textures a diet allows, in order; empty when it says nothing of them."""
    return sorted({int(rule.value) for rule in rules if rule.diet == diet and rule.kind == "texture_allowed"})
