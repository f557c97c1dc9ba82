"""What the rule engine needs to know of an eater: allergies, dislikes, and the rules of their diets and targets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.accounts.models import User
from core.eaters import health as health_of
from core.eaters.health import Health
from core.eaters.models import Eater
from core.nutrition import composition
from core.nutrition.models import NUTRIENTS, DietRule
from core.nutrition.verdicts import EaterFacts, Rule


def of(eater_ids: Iterable[int], *, by: User, purpose: str, now: datetime) -> dict[int, EaterFacts]:
    """{eater id: facts}; each health record read is logged (core.eaters.health.read). Five statements, however many eaters."""
    wanted = set(eater_ids)
    known = health_of.read(wanted, by=by, purpose=purpose, now=now)
    rules = rules_of(key for health in known.values() for key in health.diets)
    stamp = composition.diet_stamp() if rules else 0
    inpatients = set(Eater.objects.filter(pk__in=wanted, is_inpatient=True).values_list("pk", flat=True))
    return {eater_id: _facts(health, rules, stamp, is_patient=eater_id in inpatients) for eater_id, health in known.items()}


def rules_of(diets: Iterable[str]) -> dict[str, tuple[Rule, ...]]:
    """The rules of each of these diets, {diet key: rules}; one query, none when no diet is named."""
    keys = sorted(set(diets))
    if not keys:
        return {}
    found: dict[str, list[Rule]] = {key: [] for key in keys}
    for key, *rest in (
        DietRule.objects.filter(diet__key__in=keys)
        .order_by("diet__key", "pk")
        .values_list("diet__key", "kind", "subject", "value", "unit", "source")
    ):
        found[key].append(Rule(key, *rest))
    return {key: tuple(rules) for key, rules in found.items()}


def rules_of_targets(health: Health) -> tuple[Rule, ...]:
    """The eater's own bounds as rules without a diet."""
    return tuple(Rule("", one.kind, one.nutrient, one.value, NUTRIENTS[one.nutrient]) for one in health.targets)


def _facts(health: Health, rules: dict[str, tuple[Rule, ...]], stamp: int, *, is_patient: bool) -> EaterFacts:
    return EaterFacts(
        allergies=tuple((one.allergen, one.severity) for one in health.allergies),
        disliked=frozenset(health.dislikes),
        rules=(*(rule for key in health.diets for rule in rules[key]), *rules_of_targets(health)),
        is_patient=is_patient,
        version=health.version,
        rules_stamp=stamp if health.diets else 0,
    )
