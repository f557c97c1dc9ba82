"""The rule engine: one dish for one eater. Pure: no database, no clock, no words (those are in words.py).

What tells of a person's health has no `repr`: it would stand in logs and error reports.

A maximum is tested on the high bound and a minimum on the low one, so that what is not known never passes for safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.nutrition.intervals import NOTHING, Amount, Interval


class Level(StrEnum):
    """What an item asks for, mildest first: being told, somebody's consent, or another dish."""

    WARNING = "warning"
    APPROVAL = "approval"
    BLOCKER = "blocker"


RANK = {Level.WARNING: 1, Level.APPROVAL: 2, Level.BLOCKER: 3}


class Severity(StrEnum):
    """How an allergy shows: a severe one may kill."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a diet, or (`diet` empty) a target of the eater alone; kinds are those of DietRule."""

    diet: str
    kind: str
    subject: str
    value: Decimal | None = None
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class EaterFacts:
    """What matters of a person for their plate. `allergies` are (allergen, severity); `disliked` ingredient keys.

    `is_patient`: admitted, so that what is not known blocks; `is_nil_by_mouth`: nothing may be eaten now. `version` counts the
    changes of the person's health record, `rules_stamp` names the state of the diets.
    """

    allergies: tuple[tuple[str, str], ...] = ()
    disliked: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    is_patient: bool = False
    is_nil_by_mouth: bool = False
    version: int = 0
    rules_stamp: int = 0

    @property
    def has_needs(self) -> bool:
        """Whether anything beyond taste is to be watched."""
        return bool(self.allergies or self.rules or self.is_nil_by_mouth)


@dataclass(frozen=True, slots=True)
class DishFacts:
    """One serving of a published recipe version as it is known today.

    `allergens`: {allergen: (state, the ingredients it comes from)}; a missing one is unknown. `stamp` names what was known
    of the ingredients. `version` 0 means that the dish has no published recipe: nothing is known of it.
    """

    key: str
    version: int = 0
    stamp: int = 0
    ingredients: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    texture: int | None = None
    allergens: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    nutrients: Mapping[str, Amount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """One thing the rules have to say. `code` names the rule's sort, `subject` what it is about (allergen, nutrient, ingredient…).

    Figures are per serving, or with the rest of the day where the code ends in `_day`; `because` names ingredients.
    """

    level: Level
    code: str
    subject: str = ""
    diet: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    bound: Decimal | None = None
    unit: str = ""
    source: str = ""
    severity: str = ""
    because: tuple[str, ...] = ()


def judge(dish: DishFacts, eater: EaterFacts, *, portions: int = 1, eaten: Mapping[str, Interval] | None = None) -> tuple[Item, ...]:
    """Everything the rules say of so many portions of a dish for an eater, worst first; nothing said means it fits.

    `eaten` is what else the eater has that day, by nutrient.
    """
    items = [*_judge_whole(dish, eater), *_judge_allergies(dish, eater)]
    if dish.version:
        items += _judge_rules(dish, eater, portions, eaten or {})
        items += _judge_dislikes(dish, eater)
    items.sort(key=lambda item: -RANK[item.level])
    return tuple(items)


def worst(items: tuple[Item, ...]) -> Level | None:
    """The gravest level, None when the dish fits."""
    return max((item.level for item in items), key=RANK.__getitem__, default=None)


def _mismatch(eater: EaterFacts) -> Level:
    """A diet that is not kept stops the plate of an admitted patient and warns others."""
    return Level.BLOCKER if eater.is_patient else Level.WARNING


def _judge_whole(dish: DishFacts, eater: EaterFacts) -> Iterator[Item]:
    if eater.is_nil_by_mouth:
        yield Item(Level.BLOCKER, "nil_by_mouth")
    if not dish.version and eater.has_needs:
        yield Item(Level.BLOCKER if eater.is_patient else Level.APPROVAL, "no_recipe")


def _judge_allergies(dish: DishFacts, eater: EaterFacts) -> Iterator[Item]:
    for allergen, severity in eater.allergies:
        state, because = dish.allergens.get(allergen, ("unknown", ()))
        if state == "contains":
            yield Item(Level.BLOCKER, "allergen_contains", allergen, severity=severity, because=because)
        elif state != "free":
            level = Level.BLOCKER if eater.is_patient else Level.WARNING
            yield Item(level, f"allergen_{state}", allergen, severity=severity, because=because)


def _judge_dislikes(dish: DishFacts, eater: EaterFacts) -> Iterator[Item]:
    for key in sorted(eater.disliked & dish.ingredients):
        yield Item(Level.WARNING, "disliked", key, because=(key,))


def _judge_rules(dish: DishFacts, eater: EaterFacts, portions: int, eaten: Mapping[str, Interval]) -> Iterator[Item]:
    level = _mismatch(eater)
    allowed: dict[str, set[int]] = {}
    for rule in eater.rules:
        kind, subject = rule.kind, rule.subject
        if kind == "texture_allowed":
            allowed.setdefault(rule.diet, set()).add(int(rule.value))
        elif kind.startswith("nutrient_"):
            item = _judge_nutrient(dish, rule, level, portions, eaten)
            if item:
                yield item
        elif kind == "allergen_forbidden":
            state, because = dish.allergens.get(subject, ("unknown", ()))
            if state != "free":
                yield Item(level, f"diet_allergen_{state}", subject, rule.diet, source=rule.source, because=because)
        elif (
            (kind == "ingredient_forbidden" and subject in dish.ingredients)
            or (kind == "group_forbidden" and subject in dish.groups)
            or (kind == "tag_forbidden" and subject in dish.tags)
            or (kind == "tag_required" and subject not in dish.tags)
        ):
            yield Item(level, kind, subject, rule.diet, source=rule.source)
    for diet, levels in allowed.items():
        if dish.texture is None or dish.texture not in levels:
            figure = None if dish.texture is None else Decimal(dish.texture)
            yield Item(level, "texture", ",".join(map(str, sorted(levels))), diet, low=figure, high=figure)


def _judge_nutrient(dish: DishFacts, rule: Rule, level: Level, portions: int, eaten: Mapping[str, Interval]) -> Item | None:
    found = dish.nutrients.get(rule.subject)
    if found is None:
        return Item(level, "nutrient_unknown", rule.subject, rule.diet, bound=rule.value, unit=rule.unit, source=rule.source)
    kind = rule.kind
    if kind == "nutrient_max_per_serving":
        low, high = found.low, found.high
        breaks = high > rule.value
    elif kind == "nutrient_min_per_serving":
        low, high = found.low, found.high
        breaks = low < rule.value
    elif kind == "nutrient_max_per_day":
        before = eaten.get(rule.subject, NOTHING)
        low, high = before.low + found.low * portions, before.high + found.high * portions
        breaks = high > rule.value
    else:  # a day's minimum is a matter of all its meals: core.nutrition.days
        return None
    if not breaks:
        return None
    return Item(level, kind, rule.subject, rule.diet, low, high, rule.value, rule.unit, rule.source)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules said, and of which state of the facts: recipe version, what was known of food, of diets, and of the eater."""

    items: tuple[Item, ...]
    recipe_version: int
    stamp: int = 0
    rules_stamp: int = 0
    eater_version: int = 0

    @property
    def level(self) -> Level | None:
        return worst(self.items)

    def as_json(self) -> dict[str, Any]:
        """Plain values; figures as text, so that they come back exactly."""
        return {
            "recipe_version": self.recipe_version,
            "stamp": self.stamp,
            "rules_stamp": self.rules_stamp,
            "eater_version": self.eater_version,
            "items": [{name: _plain(value) for name, value in _filled(item)} for item in self.items],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        items = tuple(
            Item(**{name: Decimal(value) if name in ("low", "high", "bound") else value for name, value in _shaped(row)})
            for row in data["items"]
        )
        return cls(items, data["recipe_version"], data["stamp"], data["rules_stamp"], data["eater_version"])


def give(dish: DishFacts, eater: EaterFacts, *, portions: int = 1, eaten: Mapping[str, Interval] | None = None) -> Verdict:
    """`judge`, with the versions of the facts it stands on."""
    return Verdict(judge(dish, eater, portions=portions, eaten=eaten), dish.version, dish.stamp, eater.rules_stamp, eater.version)


def _filled(item: Item) -> Iterator[tuple[str, Any]]:
    for name in Item.__slots__:
        value = getattr(item, name)
        if value not in ("", None, ()):
            yield name, value


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else str(value)


def _shaped(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        yield name, Level(value) if name == "level" else tuple(value) if name == "because" else value
