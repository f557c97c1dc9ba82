"""What a description of somebody's health must be like to be kept. Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.common.errors import RuleBroken
from core.eaters.health import Health, Target
from core.eaters.models import Sex
from core.nutrition.models import NUTRIENTS
from core.nutrition.verdicts import Severity

MOST_ALLERGIES = 40
MOST_DISLIKES = 100
MOST_TARGETS = 40
LONGEST_NOTE = 2_000
LONGEST_ALLERGY_NOTE = 200
EARLIEST_BIRTH = date(1900, 1, 1)
LARGEST_TARGET = Decimal("999999.999")
TARGET_KINDS = ("nutrient_max_per_serving", "nutrient_min_per_serving", "nutrient_max_per_day", "nutrient_min_per_day")


def check(health: Health, *, today: date) -> None:
    """:raises RuleBroken: for the first thing that cannot be kept, naming its field."""
    for refusal in refusals(health, today=today):
        raise refusal


def refusals(health: Health, *, today: date) -> Iterator[RuleBroken]:
    """Everything that cannot be kept, each about its field."""
    yield from _allergies(health)
    yield from _birth(health.birth_on, today)
    yield from _targets(health.targets)
    if len(health.dislikes) > MOST_DISLIKES:
        yield RuleBroken(
            _("%(count)d dislikes are too many: at most %(most)d. Name those that matter most.")
            % {"count": len(health.dislikes), "most": MOST_DISLIKES},
            code="too_many_dislikes",
            field="dislikes",
        )
    if health.sex and health.sex not in Sex.values:
        yield RuleBroken(
            _("“%(word)s” is not known here. Allowed: %(words)s, or nothing.") % {"word": health.sex, "words": ", ".join(Sex.values)},
            code="unknown_sex",
            field="sex",
        )
    if len(health.note) > LONGEST_NOTE:
        yield RuleBroken(
            _("The note has %(count)d letters; at most %(most)d fit.") % {"count": len(health.note), "most": LONGEST_NOTE},
            code="note_too_long",
            field="note",
        )


def _allergies(health: Health) -> Iterator[RuleBroken]:
    if len(health.allergies) > MOST_ALLERGIES:
        yield RuleBroken(
            _("%(count)d allergies are too many: at most %(most)d. Put the rest in the note, and ask the nutritionist.")
            % {"count": len(health.allergies), "most": MOST_ALLERGIES},
            code="too_many_allergies",
            field="allergies",
        )
    for allergen, times in Counter(allergy.allergen for allergy in health.allergies).items():
        if times > 1:
            yield RuleBroken(
                _("“%(key)s” is named %(count)d times. Name each allergy once.") % {"key": allergen, "count": times},
                code="allergy_twice",
                field="allergies",
            )
    for allergy in health.allergies:
        if allergy.severity not in list(Severity):
            yield RuleBroken(
                _("“%(word)s” is no severity. Allowed: %(words)s.") % {"word": allergy.severity, "words": ", ".join(Severity)},
                code="unknown_severity",
                field="allergies",
            )
        if len(allergy.note) > LONGEST_ALLERGY_NOTE:
            yield RuleBroken(
                _("A note about an allergy has at most %(most)d letters.") % {"most": LONGEST_ALLERGY_NOTE},
                code="note_too_long",
                field="allergies",
            )


def _birth(born: date | None, today: date) -> Iterator[RuleBroken]:
    if born and born > today:
        yield RuleBroken(_("This birth date is in the future. Give the day of birth."), code="birth_in_future", field="birth_on")
    elif born and born < EARLIEST_BIRTH:
        yield RuleBroken(_("This birth date is before 1900. Look at the year."), code="birth_too_early", field="birth_on")


def _targets(targets: tuple[Target, ...]) -> Iterator[RuleBroken]:
    def refuse(text: str, code: str) -> RuleBroken:
        return RuleBroken(text, code=code, field="targets")

    if len(targets) > MOST_TARGETS:
        yield refuse(_("At most %(most)d targets.") % {"most": MOST_TARGETS}, "too_many_targets")
    figures: dict[tuple[str, str], Decimal] = {}
    for target in targets:
        if target.nutrient not in NUTRIENTS:
            yield refuse(
                _("“%(key)s” is no nutrient. Allowed: %(words)s.") % {"key": target.nutrient, "words": ", ".join(NUTRIENTS)},
                "unknown_nutrient",
            )
        if target.kind not in TARGET_KINDS:
            yield refuse(
                _("“%(key)s” is no sort of target. Allowed: %(words)s.") % {"key": target.kind, "words": ", ".join(TARGET_KINDS)},
                "unknown_target",
            )
        if not target.value.is_finite() or not 0 <= target.value <= LARGEST_TARGET:
            yield refuse(_("A target is a figure from 0 to 999,999."), "no_figure")
        elif figures.setdefault((target.nutrient, target.kind), target.value) != target.value:
            yield refuse(_("Two figures for the same target of %(key)s. Keep one.") % {"key": target.nutrient}, "target_twice")
    for span in ("serving", "day"):
        for nutrient in NUTRIENTS:
            least, most = figures.get((nutrient, f"nutrient_min_per_{span}")), figures.get((nutrient, f"nutrient_max_per_{span}"))
            if least is not None and most is not None and least > most:
                yield refuse(
                    _("The least of %(key)s, %(least)s %(unit)s, is more than the most, %(most)s %(unit)s.")
                    % {"key": nutrient, "least": least, "most": most, "unit": NUTRIENTS[nutrient]},
                    "least_above_most",
                )
