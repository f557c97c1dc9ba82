"""No wrong plate gets through all gates, and each gate is needed. The trays need no database."""

from random import Random

import pytest
from django.core.management import call_command

from core.orders.models import Gate
from management.simulating import oracle, trays
from management.simulating.world import Person, World

TRAYS = 2_000


@pytest.fixture(scope="module")
def counts():
    return trays.run(TRAYS, seed=7)


def test_no_wrong_plate_gets_through_all_gates(counts):
    every = counts["all gates on"]
    assert every.wrong == dict.fromkeys(oracle.CLASSES, 0)
    assert every.handed_over + every.stopped == TRAYS
    assert every.handed_over > TRAYS / 20, "gates that stop everything prove nothing"


@pytest.mark.parametrize("gate", trays.GATES)
@pytest.mark.parametrize("sort", oracle.CLASSES)
def test_control_without_a_gate_wrong_plates_of_every_class_get_through(counts, gate, sort):
    assert counts[f"without “{gate}”"].wrong[sort] > 0


def test_control_without_any_gate_more_get_through_than_without_one(counts):
    most = max(counts[f"without “{gate}”"].wrong_plates for gate in Gate.values if gate in trays.GATES)
    assert counts["all gates off"].wrong_plates > most
    assert counts["all gates off"].stopped == 0


def test_the_same_seed_gives_the_same_trays():
    assert trays.run(200, seed=3) == trays.run(200, seed=3) != trays.run(200, seed=4)


def test_the_oracle_names_what_is_wrong():
    world = World(Random(1))
    dish = world.dishes[0]
    for food in world.foods.values():
        food.holds = dict.fromkeys(food.holds, False)
        food.states = dict.fromkeys(food.states, "unknown")
    dish.true_texture = 7
    assert oracle.wrong_with(world, dish, dish.recipe, Person(allergies={"milk": "severe"}, is_patient=True)) == set()
    world.foods[next(what for _grams, what in dish.recipe.lines if isinstance(what, str))].holds["milk"] = True
    assert oracle.wrong_with(world, dish, dish.recipe, Person(allergies={"milk": "severe"}, is_patient=True)) == {"allergen"}
    assert oracle.wrong_with(world, dish, dish.recipe, Person(allergies={"milk": "severe"})) == set(), "others were warned"
    assert oracle.wrong_with(world, dish, dish.recipe, Person(diets={"soft"}, is_patient=True, is_nil_by_mouth=True)) == {"texture", "NPO"}


def test_the_command_prints_a_table(capsys):
    call_command("sim_trays", 100)
    assert "all gates on" in capsys.readouterr().out
