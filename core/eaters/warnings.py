"""What must be said when diets are given together."""

from __future__ import annotations

from core.eaters.facts import rules_of, rules_of_targets
from core.eaters.health import Health
from core.nutrition import contradictions
from core.nutrition.contradiction_words import in_words
from core.nutrition.models import Diet, Tag


def of_diets(health: Health) -> list[str]:
    """Pairs of rules that no dish or day can keep together, each as a sentence in the reader's language; none is well."""
    by_diet = rules_of(health.diets)
    rules = [*(rule for each in by_diet.values() for rule in each), *rules_of_targets(health)]
    found = contradictions.find(rules)
    if not found:
        return []
    diets = {diet.key: diet.name for diet in Diet.objects.filter(key__in=health.diets)}
    tags = {tag.key: tag.name for tag in Tag.objects.filter(key__in=[rule.subject for rule in rules if rule.kind.startswith("tag_")])}
    return [in_words(each, rules, diets=diets, tags=tags) for each in found]
