"""Trays on their way from choice to hand-over, judged at each moment by the engine of the product.

What changes under a tray does not hang on the gates, so one walk answers for every setting of them: a plate is handed over
when no gate that is switched on stopped it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from core.menu import rules
from core.nutrition.intervals import Interval, Value
from core.nutrition.verdicts import DishFacts, EaterFacts, Rule, Verdict, give
from core.orders import stored
from core.orders.models import Gate
from management.simulating import oracle
from management.simulating.world import ALLERGENS, NUTRIENTS, Dish, Person, Recipe, World

GATES = (Gate.PLACED, Gate.CONFIRMED, Gate.STARTED, Gate.HANDED_OVER)
ROUTES = {
    # the gates a tray meets; after the last of them nothing changes any more, so that it is the last chance
    "sold over the counter": GATES[:1],
    "packed, not cooked": GATES[:2],
    "handed over without a connection": GATES[:3],
    "the whole way": GATES,
}
SHARES = (1, 2, 2, 2)
A_SERVICE = 100
"""Trays of one menu; then comes another kitchen."""
CHANGE = 0.5
"""How often something changes between two moments."""
LOOKS = 0.7
"""How many choose from what the menu marks as fitting; the others take what they like."""


class Engine:
    """The facts of a made-up kitchen in the shapes the engine reads, made by the product's own arithmetic."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._made: dict[Recipe, tuple[object, ...]] = {}
        self._stamp = world.stamp

    def judge(self, dish: Dish, recipe: Recipe, person: Person) -> Verdict:
        eaten = {name: Interval(low, high) for name, (low, high, _true) in person.eaten.items()}
        return give(self._dish(dish, recipe), _eater(person), eaten=eaten)

    def _dish(self, dish: Dish, recipe: Recipe) -> DishFacts:
        if self._stamp != self.world.stamp:
            self._made, self._stamp = {}, self.world.stamp
        if recipe not in self._made:
            self._made[recipe] = self._plate(recipe)
        ingredients, groups, allergens, nutrients = self._made[recipe]
        return DishFacts(dish.key, recipe.number, self._stamp, ingredients, groups, dish.tags, dish.texture, allergens, nutrients)

    def _plate(self, recipe: Recipe) -> tuple[object, ...]:
        foods = self.world.foods
        known = {key: rules.IngredientFacts(key, food.group, price_per_kg=1) for key, food in foods.items()}
        grams = rules.plate(self._lines(recipe, known), known).ingredients
        per_100g = {
            key: {name: Value(Interval(low, high), "", low == high) for name, (low, high, _true) in foods[key].figures.items()}
            for key in grams
        }
        return (
            frozenset(grams),
            frozenset(foods[key].group for key in grams),
            rules.worst_allergens(grams, {key: foods[key].states for key in grams}, ALLERGENS),
            rules.nutrients(grams, per_100g, NUTRIENTS),
        )

    def _lines(self, recipe: Recipe, known: dict[str, rules.IngredientFacts]) -> list[rules.Line]:
        return [
            rules.Line(grams, known[what])
            if isinstance(what, str)
            else rules.Line(
                grams, part=rules.PartFacts(str(what.number), what.number, what.weight, rules.raw_grams(self._lines(what, known)))
            )
            for grams, what in recipe.lines
        ]


def _eater(person: Person) -> EaterFacts:
    return EaterFacts(
        allergies=tuple(person.allergies.items()),
        rules=tuple(Rule(diet, kind, subject, Decimal(value)) for diet, kind, subject, value in person.asks()),
        is_patient=person.is_patient,
        is_nil_by_mouth=person.is_nil_by_mouth,
        version=person.version,
    )


@dataclass
class Count:
    """What became of the trays under one setting of the gates."""

    handed_over: int = 0
    stopped: int = 0
    wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(oracle.CLASSES, 0))
    wrong_plates: int = 0


Settings = dict[str, frozenset[str]]
SETTINGS: Settings = {
    "all gates on": frozenset(GATES),
    **{f"without “{gate}”": frozenset(GATES) - {gate} for gate in GATES},
    "all gates off": frozenset(),
}


def run(trays: int, *, seed: int, say: Callable[[int], None] | None = None) -> dict[str, Count]:
    """So many trays under every setting of the gates: {setting: count}. `say(done)` is told after each service."""
    chance = Random(seed)  # noqa: S311  (a simulation that can be repeated)
    counts = {name: Count() for name in SETTINGS}
    for done in range(0, trays, A_SERVICE):
        world = World(chance)
        engine = Engine(world)
        for _ in range(min(A_SERVICE, trays - done)):
            stops, wrong = _one(world, engine, chance)
            _count(counts, stops, wrong)
        if say:
            say(min(done + A_SERVICE, trays))
    return counts


def _one(world: World, engine: Engine, chance: Random) -> tuple[set[str], set[str]]:
    """The gates that stop this tray, and what is wrong with it at the bed if none does."""
    person = world.person()
    dish = _choose(world, engine, person, chance)
    (route,) = chance.choices(tuple(ROUTES.values()), SHARES)
    recipe, stops = dish.recipe, set()
    for gate in route:
        if chance.random() < CHANGE:
            world.change(dish, person)
        if gate != Gate.HANDED_OVER:  # what is being cooked stays as it was begun
            recipe = dish.recipe
        if stored.stopping(engine.judge(dish, recipe, person), ()):
            stops.add(gate)
    return stops, oracle.wrong_with(world, dish, recipe, person)


def _choose(world: World, engine: Engine, person: Person, chance: Random) -> Dish:
    looked = chance.sample(world.dishes, 4)
    if chance.random() < LOOKS:
        for dish in looked:
            if not stored.stopping(engine.judge(dish, dish.recipe, person), ()):
                return dish
    return looked[0]


def _count(counts: dict[str, Count], stops: set[str], wrong: set[str]) -> None:
    for name, on in SETTINGS.items():
        count = counts[name]
        if stops & on:
            count.stopped += 1
            continue
        count.handed_over += 1
        count.wrong_plates += bool(wrong)
        for each in wrong:
            count.wrong[each] += 1
