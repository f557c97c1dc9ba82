"""What a serving gives, as a label says it: a figure where it is known of every ingredient, else between what and what it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.menu.facts import Facts
from core.menu.rules import WATER_KEY
from core.nutrition.intervals import Amount
from core.nutrition.models import NUTRIENTS
from core.nutrition.words import between, figure

# In the order of labels: field, its words, whether it is a part of the line above.
LABEL = (
    ("energy_kcal", gettext_lazy("Energy"), False),
    ("protein_g", gettext_lazy("Protein"), False),
    ("fat_g", gettext_lazy("Fat"), False),
    ("saturated_fat_g", gettext_lazy("of which saturated"), True),
    ("carbohydrate_g", gettext_lazy("Carbohydrate"), False),
    ("sugars_g", gettext_lazy("of which sugars"), True),
    ("fibre_g", gettext_lazy("Fibre"), False),
    ("sodium_mg", gettext_lazy("Sodium"), False),
    ("potassium_mg", gettext_lazy("Potassium"), False),
    ("phosphorus_mg", gettext_lazy("Phosphorus"), False),
    ("calcium_mg", gettext_lazy("Calcium"), False),
    ("iron_mg", gettext_lazy("Iron"), False),
)


@dataclass(frozen=True)
class LabelRow:
    """One line of the label. `gap` says of how many ingredients it is not known, where that is not what the label says on top."""

    words: Any
    is_part: bool
    figure: str
    gap: str = ""


def unmeasured(facts: Facts) -> list[str]:
    """Names of the ingredients without a row in a food-composition table: every figure lacks them. Water is none of them."""
    return [part.name for part in facts.ingredients if not part.is_measured and part.key != WATER_KEY]


def label(facts: Facts) -> list[LabelRow]:
    said = len(unmeasured(facts))
    return [_row(field, words, facts.nutrients[field], is_part=is_part, said=said) for field, words, is_part in LABEL]


def _row(field: str, words: Any, amount: Amount, *, is_part: bool, said: int) -> LabelRow:
    unit = NUTRIENTS[field]
    if not amount.known:
        return LabelRow(words, is_part, _("not known"))
    if amount.is_complete:
        return LabelRow(words, is_part, f"{figure(amount.low, unit)}\u00a0{unit}")
    missing = amount.of - amount.known
    gap = "" if missing == said else _("not known for %(missing)d of %(all)d ingredients") % {"missing": missing, "all": amount.of}
    return LabelRow(words, is_part, between(amount.low, amount.high, unit), gap)
