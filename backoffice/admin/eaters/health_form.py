"""Health facts as the desk writes them: a note for each allergy, every target, a reason that tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core.eaters.forms import ALLERGY, HealthForm
from core.eaters.health import Health, Target
from core.eaters.rules import TARGET_KINDS
from core.nutrition.models import NUTRIENTS, DietRuleKind, FoodReference

NOTE, TARGET = "note-", "target-"
EMPTY_ROWS = 3
# Fixed words: what people type freely stands readable in history, and would tell what is sealed.
WHY = {
    "told": gettext_lazy("Told by the person or their family"),
    "prescribed": gettext_lazy("Prescribed"),
    "file": gettext_lazy("From the medical file"),
    "observed": gettext_lazy("Seen on the ward"),
    "corrected": gettext_lazy("A mistake corrected"),
}


class DeskHealthForm(HealthForm):
    why_key = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[("", gettext_lazy("Choose the reason")), *WHY.items()],
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Kept readable beside the change, so it tells no fact."),
    )
    mean_it = forms.BooleanField(label=gettext_lazy("I mean these diets together"), required=False)
    asks_to_confirm = False
    """Whether the diets contradict each other, so that the box to confirm is shown."""

    def add_facts(self, known: Health) -> None:
        super().add_facts(known)
        for name in list(self.fields):
            if name.startswith(ALLERGY):
                self.fields[name].widget = UnfoldAdminSelectWidget(choices=self.fields[name].choices)
                self._add_note(name.removeprefix(ALLERGY))
        self.fields["dislikes"].widget = UnfoldAdminTextInputWidget()
        self.fields["note"].widget = UnfoldAdminTextareaWidget({"rows": 3})
        self.fields["sex"].widget = UnfoldAdminSelectWidget(choices=self.fields["sex"].choices)
        self.fields["birth_on"].widget = UnfoldAdminTextInputWidget({"type": "date"})
        self.fields["birth_on"].widget.format_value = lambda value: value.isoformat() if hasattr(value, "isoformat") else value
        for number, target in enumerate([*known.targets, *[None] * EMPTY_ROWS]):
            self._add_target(number, target)

    def _add_note(self, allergen: str) -> None:
        self.fields[f"{NOTE}{allergen}"] = forms.CharField(
            label=_("Note"),
            required=False,
            initial=super().note_of(allergen),
            widget=UnfoldAdminTextInputWidget,
        )

    def _add_target(self, number: int, target: Target | None) -> None:
        nutrients = [("", "–"), *((key, str(FoodReference._meta.get_field(key).verbose_name)) for key in NUTRIENTS)]
        kinds = [(kind, DietRuleKind(kind).label) for kind in TARGET_KINDS]
        for part, field in {
            "nutrient": forms.ChoiceField(label=_("Nutrient"), choices=nutrients, required=False, widget=UnfoldAdminSelectWidget),
            "kind": forms.ChoiceField(label=_("Bound"), choices=kinds, required=False, widget=UnfoldAdminSelectWidget),
            "value": forms.DecimalField(
                label=_("Figure"),
                required=False,
                min_value=0,
                max_digits=9,
                decimal_places=3,
                widget=UnfoldAdminTextInputWidget({"inputmode": "decimal"}),
            ),
        }.items():
            if target is not None:
                value = getattr(target, part)
                field.initial = f"{value.normalize():f}" if isinstance(value, Decimal) else value
            self.fields[f"{TARGET}{number}-{part}"] = field

    def allergy_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        return ((bound, self[f"{NOTE}{bound.name.removeprefix(ALLERGY)}"]) for bound in self.allergy_fields())

    def target_rows(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        rows = len(self.known.targets) + EMPTY_ROWS
        return (tuple(self[f"{TARGET}{number}-{part}"] for part in ("nutrient", "kind", "value")) for number in range(rows))

    def note_of(self, allergen: str) -> str:
        return self.cleaned_data.get(f"{NOTE}{allergen}", "").strip()

    def asked_targets(self) -> tuple[Target, ...]:
        """The rows that name a nutrient; one without a figure is taken out."""
        asked = self.cleaned_data
        rows = range(len(self.known.targets) + EMPTY_ROWS)
        return tuple(
            Target(asked[f"{TARGET}{n}-nutrient"], asked[f"{TARGET}{n}-kind"], asked[f"{TARGET}{n}-value"])
            for n in rows
            if asked[f"{TARGET}{n}-nutrient"] and asked[f"{TARGET}{n}-value"] is not None
        )

    def refuse(self, field: str | None, texts: list[str]) -> None:
        """Refusals about lists stand at their first row."""
        first = {"targets": f"{TARGET}0-value", "allergies": next(self.allergy_fields(), None) and next(self.allergy_fields()).name}
        super().refuse(first.get(field or "", field), texts)

    def why(self) -> str:
        return str(WHY[self.cleaned_data["why_key"]])
