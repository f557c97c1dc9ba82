"""Says what is wrong with a plate that was handed over, from what is true. Plain code of its own: it calls nothing of the product.

What an admitted patient gets must be right whatever was on record. Others are told and decide themselves about diets, textures
and what nobody knows; wrong for them is what was known to hold their allergen, and anything while nil by mouth.
"""

from __future__ import annotations

from collections.abc import Iterator

from management.simulating.world import Dish, Food, Person, Recipe, World

CLASSES = ("allergen", "diet", "texture", "NPO")
NOISE = 1e-4
"""Figures nearer than this to a bound are taken as the bound: recipes are weighed to a microgram."""


def wrong_with(world: World, dish: Dish, recipe: Recipe, person: Person) -> set[str]:
    """The classes in which this plate is wrong for the person at this moment; none when it is right."""
    eaten = list(_walk(world, recipe, 1.0))
    found = set()
    if person.is_nil_by_mouth:
        found.add("NPO")
    for allergen in person.allergies:
        if any(food.states[allergen] == "contains" or (person.is_patient and food.holds[allergen]) for food, _grams in eaten):
            found.add("allergen")
    if person.is_patient:
        asks = [(kind, subject, value) for _diet, kind, subject, value in person.asks() if kind != "texture_allowed"]
        if any(_is_broken(kind, subject, value, dish, eaten, person) for kind, subject, value in asks):
            found.add("diet")
        if "soft" in person.diets and dish.true_texture not in (4, 5, 6):
            found.add("texture")
    return found


def _walk(world: World, recipe: Recipe, share: float) -> Iterator[tuple[Food, float]]:
    for grams, what in recipe.lines:
        if isinstance(what, str):
            yield world.foods[what], float(grams) * share
        else:
            yield from _walk(world, what, float(grams) * share / float(what.weight))


def _is_broken(kind: str, subject: str, value: int, dish: Dish, eaten: list[tuple[Food, float]], person: Person) -> bool:
    match kind:
        case "allergen_forbidden":
            return any(food.holds[subject] for food, _grams in eaten)
        case "group_forbidden":
            return any(food.group == subject for food, _grams in eaten)
        case "ingredient_forbidden":
            return any(food.key == subject for food, _grams in eaten)
        case "tag_required":
            return subject not in dish.tags
    true = sum(float(food.figures[subject][2]) * grams / 100 for food, grams in eaten)
    if kind == "nutrient_max_per_day":
        true += float(person.eaten[subject][2])
    return true < value - NOISE if kind == "nutrient_min_per_serving" else true > value + NOISE
