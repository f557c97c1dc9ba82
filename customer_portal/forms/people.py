"""Somebody a customer cares for, on one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from core.eaters.forms import HealthForm
from core.eaters.health import Health, Target
from core.eaters.models import Relationship
from core.nutrition.models import DietRuleKind

INPUT = {"class": "field__input"}
# The targets a family is told at home; a nutritionist writes others in the staff tool.
TARGETS = {
    "sodium": ("sodium_mg", DietRuleKind.NUTRIENT_MAX_PER_DAY, gettext_lazy("Sodium (salt), at most a day, in mg")),
    "energy": ("energy_kcal", DietRuleKind.NUTRIENT_MAX_PER_DAY, gettext_lazy("Energy, at most a day, in kcal")),
    "protein": ("protein_g", DietRuleKind.NUTRIENT_MIN_PER_DAY, gettext_lazy("Protein, at least a day, in g")),
    "carbohydrate": ("carbohydrate_g", DietRuleKind.NUTRIENT_MAX_PER_SERVING, gettext_lazy("Carbohydrate, at most per meal, in g")),
}
ASKED = {(nutrient, kind) for nutrient, kind, _label in TARGETS.values()}


class PersonForm(HealthForm):
    """Name and relationship; with `known`, also what is known of their health. `own`: the customer themself."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        # No max_length: the browser would cut a long name without a word.
        validators=[MaxLengthValidator(120, gettext_lazy("The name has %(show_value)d letters; at most %(limit_value)d fit."))],
    )
    relationship = forms.ChoiceField(label=gettext_lazy("Who they are to you"), widget=forms.Select(attrs=INPUT))

    def __init__(self, *args: Any, own: bool = False, agreed: bool = False, **kwargs: Any) -> None:
        self.agreed = agreed
        super().__init__(*args, **kwargs)
        self.fields["relationship"].choices = [choice for choice in Relationship.choices if choice[0] != Relationship.SELF]
        if own:
            del self.fields["relationship"]

    def add_facts(self, known: Health) -> None:
        super().add_facts(known)
        self.fields["diets"].help_text = gettext_lazy("Only those a doctor or nutritionist gave, or that they live by.")
        for name in ("birth_on", "sex"):
            self.fields[name].widget.attrs |= INPUT
        figures = {(target.nutrient, target.kind): target.value for target in known.targets}
        for name, (nutrient, kind, label) in TARGETS.items():
            value = figures.get((nutrient, kind))
            self.fields[name] = forms.DecimalField(
                label=label,
                required=False,
                min_value=0,
                max_digits=9,
                decimal_places=3,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                initial=None if value is None else f"{value.normalize():f}",
                error_messages={"invalid": gettext_lazy("Give a figure, without a unit.")},
            )
        if not self.agreed:
            self.fields["consent"] = forms.BooleanField(
                label=gettext_lazy("I agree that Dusangire keeps these facts and uses them for the plate."),
                help_text=gettext_lazy(
                    "They are stored sealed. The kitchen, nurses and nutritionists use them only so that the food is safe; you see who "
                    "looked, and can take this back at any time (Law 058/2021 on personal data and privacy). For somebody else, "
                    "agree only if you answer for them or they asked you to."
                ),
                required=False,
            )

    def target_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in TARGETS if name in self.fields)

    @property
    def has_targets(self) -> bool:
        """Whether a target stands in the form, so that its fields are open."""
        return any(bound.value() or bound.errors for bound in self.target_fields())

    def asked_targets(self) -> tuple[Target, ...]:
        asked = self.cleaned_data
        return (
            *(target for target in self.known.targets if (target.nutrient, target.kind) not in ASKED),
            *(Target(nutrient, kind, asked[name]) for name, (nutrient, kind, _label) in TARGETS.items() if asked[name] is not None),
        )
