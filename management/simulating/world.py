"""A made-up kitchen: ingredients, recipes with parts, dishes and eaters, with what is on record and, beside it, what is true.

A record never lies: "free" is free and "contains" contains; what is unknown or may be contained is true or not as chance has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

ALLERGENS = ("peanuts", "milk", "gluten", "eggs")
GROUPS = ("cereals", "legumes", "vegetables", "meat_poultry", "fish", "dairy")
NUTRIENTS = {"potassium_mg": 700, "sodium_mg": 600, "phosphorus_mg": 400, "protein_g": 30}
"""Nutrients of the simulation, and the most that 100 g of anything hold."""
STATES = ("free", "free", "free", "free", "unknown", "may_contain", "contains")
TAGS = ("halal", "vegetarian")
SOFT = (4, 5, 6)
MOVES_SHARES = (2, 2, 2, 4, 2, 3, 1)
"""How often each change happens: textures more often than in life, so that a few thousand trays try every class at every gate."""
Ask = tuple[str, str, str, int]
"""A rule: diet (empty for an own target), kind of DietRule, subject, value."""
DIETS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "renal": (("nutrient_max_per_serving", "potassium_mg", 900), ("nutrient_max_per_serving", "phosphorus_mg", 500)),
    "low sodium": (("nutrient_max_per_serving", "sodium_mg", 700), ("nutrient_max_per_day", "sodium_mg", 1900)),
    "high protein": (("nutrient_min_per_serving", "protein_g", 20),),
    "gluten free": (("allergen_forbidden", "gluten", 0),),
    "no meat": (("group_forbidden", "meat_poultry", 0), ("group_forbidden", "fish", 0)),
    "no beans": (("ingredient_forbidden", "food 3", 0),),
    "halal": (("tag_required", "halal", 0),),
    "soft": tuple(("texture_allowed", "iddsi", level) for level in SOFT),
}


@dataclass
class Food:
    """`figures`: {nutrient: (low, high, true)} per 100 g."""

    key: str
    group: str
    states: dict[str, str]
    holds: dict[str, bool]
    figures: dict[str, tuple[Decimal, Decimal, Decimal]]


@dataclass(frozen=True, eq=False)
class Recipe:
    """Lines are (grams, a food's key or a part); one serving, or for a part its `weight` in grams. Another recipe is another object."""

    lines: tuple[tuple[Decimal, str | Recipe], ...]
    number: int
    weight: Decimal = Decimal(100)


@dataclass
class Dish:
    """`texture` is what is on record, None when nobody has said; `true_texture` what it is."""

    key: str
    recipe: Recipe
    tags: frozenset[str]
    texture: int | None
    true_texture: int


@dataclass
class Person:
    """`eaten`: {nutrient: (low, high, true)} of what else the day holds."""

    allergies: dict[str, str] = field(default_factory=dict)
    diets: set[str] = field(default_factory=set)
    targets: list[Ask] = field(default_factory=list)
    is_patient: bool = False
    is_nil_by_mouth: bool = False
    eaten: dict[str, tuple[Decimal, Decimal, Decimal]] = field(default_factory=dict)
    version: int = 1

    def asks(self) -> list[Ask]:
        """Everything the person's diets and targets ask for."""
        return [(diet, *ask) for diet in sorted(self.diets) for ask in DIETS[diet]] + self.targets


class World:
    """One menu with its larder, changed by chance while trays are on their way."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.stamp = self.made = 1
        self.foods = {f"food {number}": self._food(f"food {number}") for number in range(24)}
        self.parts = [self._recipe(parts=())]
        self.parts.append(self._recipe(parts=tuple(self.parts)))
        self.dishes = [self._dish(f"dish {number}") for number in range(8)]

    def person(self) -> Person:
        chance = self.chance
        found = Person(is_patient=chance.random() < 0.5, is_nil_by_mouth=chance.random() < 0.02)
        if chance.random() < 0.5:
            found.allergies = {chance.choice(ALLERGENS): chance.choice(("mild", "moderate", "severe"))}
        found.diets = set(chance.sample(sorted(DIETS), chance.choice((0, 0, 1, 1, 2))))
        if chance.random() < 0.3:
            found.diets.add("soft")
        if chance.random() < 0.2:
            found.targets = [("", "nutrient_max_per_serving", "sodium_mg", chance.randint(300, 1500))]
        found.eaten = {"sodium_mg": self._figure(900)}
        return found

    # --- what may change under a tray ---

    def change(self, dish: Dish, person: Person) -> None:
        """One change that may touch this tray: the recipe, what is known of a food or of the dish, or what the person needs."""
        moves = (self._cook_anew, self._learn_allergen, self._measure, self._thicken, self._fall_ill, self._prescribe, self._fast)
        (move,) = self.chance.choices(moves, MOVES_SHARES)
        move(dish, person)

    def _cook_anew(self, dish: Dish, _person: Person) -> None:
        dish.recipe = self._recipe(parts=tuple(self.parts))

    def _learn_allergen(self, dish: Dish, _person: Person) -> None:
        food, allergen = self._food_in(dish.recipe), self.chance.choice(ALLERGENS)
        food.states[allergen], food.holds[allergen] = self._state()
        self.stamp += 1

    def _measure(self, dish: Dish, _person: Person) -> None:
        food, nutrient = self._food_in(dish.recipe), self.chance.choice(list(NUTRIENTS))
        food.figures[nutrient] = self._figure(NUTRIENTS[nutrient])
        self.stamp += 1

    def _thicken(self, dish: Dish, _person: Person) -> None:
        dish.texture, dish.true_texture = self._texture()

    def _fall_ill(self, _dish: Dish, person: Person) -> None:
        person.allergies = person.allergies | {self.chance.choice(ALLERGENS): "severe"}
        person.version += 1

    def _prescribe(self, _dish: Dish, person: Person) -> None:
        person.diets = person.diets | {"soft" if self.chance.random() < 0.4 else self.chance.choice(sorted(DIETS))}
        person.version += 1

    def _fast(self, _dish: Dish, person: Person) -> None:
        person.is_nil_by_mouth = True
        person.version += 1

    # --- by chance ---

    def _food_in(self, recipe: Recipe) -> Food:
        while True:
            _grams, what = self.chance.choice(recipe.lines)
            if isinstance(what, str):
                return self.foods[what]
            recipe = what

    def _food(self, key: str) -> Food:
        known = {allergen: self._state() for allergen in ALLERGENS}
        return Food(
            key,
            self.chance.choice(GROUPS),
            {allergen: state for allergen, (state, _holds) in known.items()},
            {allergen: holds for allergen, (_state, holds) in known.items()},
            {nutrient: self._figure(most) for nutrient, most in NUTRIENTS.items()},
        )

    def _state(self) -> tuple[str, bool]:
        state = self.chance.choice(STATES)
        return state, state == "contains" or (state != "free" and self.chance.random() < 0.5)

    def _figure(self, most: int) -> tuple[Decimal, Decimal, Decimal]:
        """Known exactly four times of five; else anything up to the most, and true somewhere in it."""
        true = Decimal(self.chance.randint(0, most * 50)) / 100
        return (Decimal(0), Decimal(most), true) if self.chance.random() < 0.2 else (true, true, true)

    def _recipe(self, *, parts: tuple[Recipe, ...]) -> Recipe:
        self.made += 1
        lines: list[tuple[Decimal, str | Recipe]] = [
            (Decimal(self.chance.randint(5, 150)), key) for key in self.chance.sample(sorted(self.foods), self.chance.randint(1, 3))
        ]
        if parts and self.chance.random() < 0.5:
            lines.append((Decimal(self.chance.randint(5, 60)), self.chance.choice(parts)))
        return Recipe(tuple(lines), self.made, Decimal(self.chance.randint(80, 400)))

    def _texture(self) -> tuple[int | None, int]:
        true = self.chance.choice((4, 5, 6, 7, 7, 7))
        return (None if self.chance.random() < 0.15 else true), true

    def _dish(self, key: str) -> Dish:
        tags = frozenset(tag for tag in TAGS if self.chance.random() < 0.6)
        return Dish(key, self._recipe(parts=tuple(self.parts)), tags, *self._texture())
