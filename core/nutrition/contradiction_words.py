"""Contradictions between diets as people read them: both diets, both rules, the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from core.nutrition.contradictions import Contradiction, levels_of
from core.nutrition.models import FoodReference
from core.nutrition.verdicts import Rule


def in_words(found: Contradiction, rules: Iterable[Rule], *, diets: Mapping[str, str], tags: Mapping[str, str] | None = None) -> str:
    """One sentence; `diets` and `tags` are {key: name in the reader's language}, `rules` all the eater's rules."""
    first, last = found.rules[0], found.rules[-1]
    names = {"first": _whose(first, diets), "second": _whose(last, diets)}
    if found.code == "textures":
        given = list(rules)
        told = [
            _("%(diet)s allows IDDSI %(levels)s") % {"diet": _whose(rule, diets), "levels": _span(levels_of(rule.diet, given))}
            for rule in found.rules
        ]
        return _("No texture fits all: %(told)s.") % {"told": "; ".join(told)}
    if found.code == "tag":
        names["tag"] = (tags or {}).get(first.subject, first.subject)
        return _("%(first)s asks for the tag “%(tag)s”, %(second)s forbids it.") % names
    facts = {**names, "nutrient": _nutrient(first.subject), "least": _figure(first), "most": _figure(last)}
    if first.kind == "nutrient_min_per_day":
        return _("%(first)s asks for at least %(least)s of %(nutrient)s a day, %(second)s allows at most %(most)s.") % facts
    if last.kind == "nutrient_max_per_day":
        return _("%(first)s asks for at least %(least)s of %(nutrient)s per serving, %(second)s allows at most %(most)s a day.") % facts
    return _("%(first)s asks for at least %(least)s of %(nutrient)s per serving, %(second)s allows at most %(most)s.") % facts


def _whose(rule: Rule, diets: Mapping[str, str]) -> str:
    return diets.get(rule.diet, rule.diet) if rule.diet else _("The own target")


def _nutrient(key: str) -> str:
    """The name of a nutrient without its unit."""
    return str(FoodReference._meta.get_field(key).verbose_name).rpartition(",")[0]


def _figure(rule: Rule) -> str:
    value = rule.value if rule.value is not None else Decimal(0)
    return f"{value.normalize():f} {rule.unit}"


def _span(levels: list[int]) -> str:
    """0–3, or 0, 2, 4 where levels are left out."""
    if len(levels) > 2 and levels == list(range(levels[0], levels[-1] + 1)):
        return f"{levels[0]}–{levels[-1]}"
    return ", ".join(map(str, levels))
