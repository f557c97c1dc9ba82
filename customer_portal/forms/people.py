"""Somebody a customer cares for, on one sheet. What may be kept is decided by core.eaters; here is only its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.common import clock
from core.eaters import rules
from core.eaters.health import EMPTY, Allergy, Health, Target
from core.eaters.models import Relationship, Sex
from core.eaters.words import SEVERITIES
from core.nutrition.models import NUTRIENTS, Allergen, Diet, DietRuleKind, Ingredient

ALLERGY = "allergy-"
# The targets a family is told at home; a nutritionist writes others in the staff tool.
TARGETS = {
    "sodium": ("sodium_mg", DietRuleKind.NUTRIENT_MAX_PER_DAY, gettext_lazy("Sodium (salt), at most a day, in mg")),
    "energy": ("energy_kcal", DietRuleKind.NUTRIENT_MAX_PER_DAY, gettext_lazy("Energy, at most a day, in kcal")),
    "protein": ("protein_g", DietRuleKind.NUTRIENT_MIN_PER_DAY, gettext_lazy("Protein, at least a day, in g")),
    "carbohydrate": ("carbohydrate_g", DietRuleKind.NUTRIENT_MAX_PER_SERVING, gettext_lazy("Carbohydrate, at most per meal, in g")),
}


class PersonForm(forms.Form):
    """Name and relationship; with `health`, also what is known of their health. `own`: the customer themself."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        # No max_length: the browser would cut a long name without a word.
        validators=[MaxLengthValidator(120, gettext_lazy("The name has %(show_value)d letters; at most %(limit_value)d fit."))],
    )
    relationship = forms.ChoiceField(label=gettext_lazy("Who they are to you"), widget=forms.Select(attrs={"class": "field__input"}))

    def __init__(self, *args: Any, health: Health | None, own: bool = False, agreed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = health
        self.fields["relationship"].choices = [choice for choice in Relationship.choices if choice[0] != Relationship.SELF]
        if own:
            del self.fields["relationship"]
        if health is not None:
            self._add_health(health, agreed=agreed)

    def _add_health(self, health: Health, *, agreed: bool) -> None:
        """Fields in the order of the page: what may harm first."""
        have = {allergy.allergen: allergy.severity for allergy in health.allergies}
        severities = [("", _("not allergic")), *SEVERITIES.items()]
        for allergen in self.allergens:
            self.fields[f"{ALLERGY}{allergen.key}"] = forms.ChoiceField(
                label=allergen.name, choices=severities, required=False, initial=have.get(allergen.key, "")
            )
        self.fields["diets"] = forms.MultipleChoiceField(
            label=gettext_lazy("Diets"),
            help_text=gettext_lazy("Only those a doctor or nutritionist gave, or that they live by."),
            choices=[(diet.key, diet.name) for diet in Diet.objects.order_by("pk")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=health.diets,
        )
        self.fields["dislikes"] = forms.CharField(
            label=gettext_lazy("What they do not like"),
            help_text=gettext_lazy("Names of foods with commas between, such as: eggs, cassava leaves."),
            required=False,
            initial=", ".join(self.ingredients.get(key, key) for key in health.dislikes),
        )
        figures = {(target.nutrient, target.kind): target.value for target in health.targets}
        for name, (nutrient, kind, label) in TARGETS.items():
            value = figures.get((nutrient, kind))
            self.fields[name] = forms.DecimalField(
                label=label,
                required=False,
                min_value=0,
                max_digits=9,
                decimal_places=3,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                localize=False,
                initial=None if value is None else f"{value.normalize():f}",
                error_messages={"invalid": gettext_lazy("Give a figure, without a unit.")},
            )
        self.fields["birth_on"] = forms.DateField(
            label=gettext_lazy("Birth date"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "field__input"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
            initial=health.birth_on,
            error_messages={"invalid": gettext_lazy("This is no date. Write it like 2019-03-04.")},
        )
        self.fields["sex"] = forms.ChoiceField(
            label=gettext_lazy("Sex"),
            choices=[("", _("not said")), *Sex.choices],
            required=False,
            initial=health.sex,
            widget=forms.Select(attrs={"class": "field__input"}),
        )
        self.fields["note"] = forms.CharField(
            label=gettext_lazy("Anything else that matters for their plate"),
            required=False,
            initial=health.note,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=health.version)
        if not agreed:
            self.fields["consent"] = forms.BooleanField(
                label=gettext_lazy("I agree that Dusangire keeps these facts and uses them for the plate."),
                help_text=gettext_lazy(
                    "They are stored sealed. The kitchen, nurses and nutritionists use them only so that the food is safe; you see who "
                    "looked, and can take this back at any time (Law 058/2021 on personal data and privacy). For somebody else, "
                    "agree only if you answer for them or they asked you to."
                ),
                required=False,
            )

    @cached_property
    def allergens(self) -> list[Allergen]:
        return list(Allergen.objects.order_by("position", "pk"))

    @cached_property
    def ingredients(self) -> dict[str, str]:
        """Names of foods by key, in the reader's language."""
        return {row.key: row.name for row in self._foods}

    @cached_property
    def _foods(self) -> list[Ingredient]:
        return list(Ingredient.objects.order_by("name_en", "pk").only("key", "name_en", "name_rw", "name_fr"))

    def allergy_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.fields if name.startswith(ALLERGY))

    def target_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in TARGETS if name in self.fields)

    @property
    def has_targets(self) -> bool:
        """Whether a target stands in the form, so that its fields are open."""
        return any(bound.value() or bound.errors for bound in self.target_fields())

    def clean_dislikes(self) -> tuple[str, ...]:
        """Keys of the foods named, in whichever language; every unknown name is told with what it may mean."""
        by_name = {name.casefold(): row.key for row in self._foods for name in (row.name_en, row.name_rw, row.name_fr, row.key) if name}
        named = [name.strip() for name in re.split(r"[,;\n]", self.cleaned_data["dislikes"]) if name.strip()]
        unknown = [name for name in named if name.casefold() not in by_name]
        if unknown:
            raise forms.ValidationError([self._not_known(name) for name in unknown])
        return tuple(by_name[name.casefold()] for name in named)

    def _not_known(self, name: str) -> str:
        names = {known.casefold(): known for known in self.ingredients.values()}
        near = get_close_matches(name.casefold(), names, n=3, cutoff=0.5)
        if not near:
            return _("We cook with nothing called “%(name)s”: leave it out, or put it in the note.") % {"name": name[:60]}
        return _("We know no “%(name)s”. Did you mean: %(near)s?") % {"name": name[:60], "near": ", ".join(names[one] for one in near)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.before is not None and not self.errors:
            for refusal in rules.refusals(self.health(), today=clock.today()):
                self.refuse(refusal.field, [refusal.text])
        elif self.before is not None and cleaned.get("birth_on"):
            # With another mistake on the page, this one is told in the same breath.
            for refusal in rules.refusals(Health(birth_on=cleaned["birth_on"]), today=clock.today()):
                self.refuse(refusal.field, [refusal.text])
        return cleaned

    def refuse(self, field: str | None, texts: list[str]) -> None:
        """A refusal of the domain at the field of this form it is about."""
        self.add_error(field if field in self.fields else None, texts)

    def health(self) -> Health | None:
        """What the sheet says, with what it does not ask for as it was; None without the right to see it."""
        if self.before is None:
            return None
        asked = self.cleaned_data
        notes = {allergy.allergen: allergy.note for allergy in self.before.allergies}
        here = {(nutrient, kind) for nutrient, kind, _label in TARGETS.values()}
        return replace(
            EMPTY,
            allergies=tuple(
                Allergy(allergen.key, asked[f"{ALLERGY}{allergen.key}"], notes.get(allergen.key, ""))
                for allergen in self.allergens
                if asked[f"{ALLERGY}{allergen.key}"]
            ),
            diets=tuple(asked["diets"]),
            dislikes=asked["dislikes"],
            targets=(
                *(target for target in self.before.targets if (target.nutrient, target.kind) not in here),
                *(Target(nutrient, kind, asked[name]) for name, (nutrient, kind, _label) in TARGETS.items() if asked[name] is not None),
            ),
            birth_on=asked["birth_on"],
            sex=asked["sex"],
            note=asked["note"],
        )


assert all(nutrient in NUTRIENTS for nutrient, _kind, _label in TARGETS.values())
