"""What is known of somebody's health as people read it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.eaters.health import Health, Target
from core.eaters.models import Sex
from core.nutrition.models import NUTRIENTS, Allergen, Diet, DietRuleKind, FoodReference, Ingredient
from core.nutrition.verdicts import Severity

SEVERITIES: dict[str, Any] = {
    Severity.MILD: gettext_lazy("mild"),
    Severity.MODERATE: gettext_lazy("moderate"),
    Severity.SEVERE: gettext_lazy("severe"),
}
TARGETS: dict[str, Any] = {
    DietRuleKind.NUTRIENT_MAX_PER_SERVING: gettext_lazy("%(nutrient)s: at most %(figure)s per serving"),
    DietRuleKind.NUTRIENT_MIN_PER_SERVING: gettext_lazy("%(nutrient)s: at least %(figure)s per serving"),
    DietRuleKind.NUTRIENT_MAX_PER_DAY: gettext_lazy("%(nutrient)s: at most %(figure)s a day"),
    DietRuleKind.NUTRIENT_MIN_PER_DAY: gettext_lazy("%(nutrient)s: at least %(figure)s a day"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known: its title and its words. `is_safety`: stands on the safety strip."""

    title: str
    words: str
    is_safety: bool = False


class Names:
    """The names that the keys of these records stand for; at most three queries, however many."""

    def __init__(self, records: Iterable[Health]) -> None:
        found = list(records)
        self.allergens = _names(Allergen, {one.allergen for record in found for one in record.allergies})
        self.diets = _names(Diet, {key for record in found for key in record.diets})
        self.ingredients = _names(Ingredient, {key for record in found for key in record.dislikes})

    def facts(self, health: Health) -> list[Fact]:
        """Everything known, what may harm first."""
        told = []
        if health.allergies:
            told.append(Fact(_("Allergic to"), "; ".join(self._allergy(one) for one in _gravest_first(health)), is_safety=True))
        if health.diets:
            told.append(Fact(_("Diets"), ", ".join(self.diets.get(key, key) for key in health.diets)))
        if health.targets:
            told.append(Fact(_("Own targets"), "; ".join(target_in_words(one) for one in health.targets)))
        if health.dislikes:
            told.append(Fact(_("Does not like"), ", ".join(self.ingredients.get(key, key) for key in health.dislikes)))
        if health.birth_on:
            told.append(Fact(_("Born"), date_format(health.birth_on, "j F Y")))
        if health.sex:
            told.append(Fact(_("Sex"), str(Sex(health.sex).label)))
        if health.note:
            told.append(Fact(_("Note"), health.note))
        return told

    def _allergy(self, one: Any) -> str:
        words = f"{self.allergens.get(one.allergen, one.allergen)}, {SEVERITIES[one.severity]}"
        return f"{words} – {one.note}" if one.note else words


def target_in_words(target: Target) -> str:
    return str(TARGETS[target.kind]) % {
        "nutrient": str(FoodReference._meta.get_field(target.nutrient).verbose_name).rpartition(",")[0],
        "figure": f"{target.value.normalize():f} {NUTRIENTS[target.nutrient]}",
    }


def _gravest_first(health: Health) -> list[Any]:
    order = list(Severity)
    return sorted(health.allergies, key=lambda one: -order.index(Severity(one.severity)))


def _names(model: type[Any], keys: set[str]) -> dict[str, str]:
    return {row.key: row.name for row in model.objects.filter(key__in=keys)} if keys else {}
