"""What the rule engine is told of an eater."""

from decimal import Decimal

import pytest

from core.eaters import actions, facts
from core.eaters.health import Target
from core.eaters.models import HealthRead
from core.nutrition.verdicts import EaterFacts, Rule
from tests.factories import eaters, person, system

pytestmark = pytest.mark.django_db


def test_the_engine_hears_allergies_dislikes_the_rules_of_diets_and_own_targets(now):
    target = Target("sodium_mg", "nutrient_max_per_day", Decimal(1500))
    keza = eaters.known(allergies={"peanuts": "severe"}, diet_keys=("liquid",), dislikes=("okra",), targets=(target,))
    nurse = person(role="nurse")
    found = facts.of([keza.pk], by=nurse, purpose="order", now=now)[keza.pk]
    assert found.allergies == (("peanuts", "severe"),)
    assert found.disliked == {"okra"}
    assert {(rule.diet, rule.kind, rule.subject, rule.value) for rule in found.rules} == {
        ("liquid", "nutrient_max_per_serving", "fibre_g", Decimal(3)),
        *(("liquid", "texture_allowed", "iddsi", Decimal(level)) for level in range(4)),
        ("", "nutrient_max_per_day", "sodium_mg", Decimal(1500)),
    }
    assert found.rules[-1] == Rule("", "nutrient_max_per_day", "sodium_mg", Decimal(1500), "mg", "")
    assert (found.version, found.is_patient, found.is_nil_by_mouth) == (1, False, False)
    assert HealthRead.objects.values_list("by", "purpose").get() == (nurse.pk, "order")


def test_of_whom_nothing_is_known_nothing_is_to_be_watched(now):
    keza = eaters.eater()
    assert facts.of([keza.pk], by=system(), purpose="order", now=now) == {keza.pk: EaterFacts()}
    assert not HealthRead.objects.exists()


def test_a_patient_is_known_as_one(now):
    keza = actions.set_inpatient(eater=eaters.eater(), is_inpatient=True, by=person(role="ward_clerk"), now=now)
    assert facts.of([keza.pk], by=system(), purpose="order", now=now)[keza.pk].is_patient


def test_a_diet_that_is_gone_has_no_rules(now):
    from core.nutrition.models import Diet

    keza = eaters.known(allergies={}, diet_keys=("liquid",))
    Diet.objects.all().delete()
    assert facts.of([keza.pk], by=system(), purpose="order", now=now)[keza.pk].rules == ()


def test_many_eaters_cost_five_statements(now, django_assert_num_queries):
    many = [eaters.known(diet_keys=("renal", "liquid")) for _ in range(6)]
    by = system()
    with django_assert_num_queries(5):
        assert len(facts.of([each.pk for each in many], by=by, purpose="menu", now=now)) == 6
