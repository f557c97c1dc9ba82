"""Health facts as fields of a form: what the portal's sheet and the desk's page share. What may be kept is decided in rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.common import clock
from core.eaters import rules
from core.eaters.health import EMPTY, Allergy, Health, Target
from core.eaters.models import Sex
from core.eaters.words import SEVERITIES
from core.nutrition.models import Allergen, Diet, Ingredient

ALLERGY = "allergy-"


class HealthForm(forms.Form):
    """Starts from `known`; `health()` is what it says, with what it does not ask for as it was.

    Targets and notes are asked for by subclasses (`asked_targets`, `note_of`). Widgets are plain; screens dress them.
    """

    def __init__(self, *args: Any, known: Health | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if known is not None:
            self.add_facts(known)

    def add_facts(self, known: Health) -> None:
        """Fields in the order of the page: what may harm first."""
        have = {allergy.allergen: allergy for allergy in known.allergies}
        for allergen in self.allergens:
            self.fields[f"{ALLERGY}{allergen.key}"] = forms.ChoiceField(
                label=allergen.name,
                choices=[("", _("not allergic")), *SEVERITIES.items()],
                required=False,
                initial=have[allergen.key].severity if allergen.key in have else "",
            )
        self.fields["diets"] = forms.MultipleChoiceField(
            label=gettext_lazy("Diets"),
            choices=[(diet.key, diet.name) for diet in Diet.objects.order_by("pk")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=known.diets,
        )
        self.fields["dislikes"] = forms.CharField(
            label=gettext_lazy("What they do not like"),
            help_text=gettext_lazy("Names of foods with commas between, such as: eggs, cassava leaves."),
            required=False,
            initial=", ".join(self.foods.get(key, key) for key in known.dislikes),
        )
        self.fields["birth_on"] = forms.DateField(
            label=gettext_lazy("Birth date"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
            initial=known.birth_on,
            error_messages={"invalid": gettext_lazy("This is no date. Write it like 2019-03-04.")},
        )
        self.fields["sex"] = forms.ChoiceField(
            label=gettext_lazy("Sex"), choices=[("", _("not said")), *Sex.choices], required=False, initial=known.sex
        )
        self.fields["note"] = forms.CharField(
            label=gettext_lazy("Anything else that matters for their plate"),
            required=False,
            initial=known.note,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=known.version)

    @cached_property
    def allergens(self) -> list[Allergen]:
        return list(Allergen.objects.order_by("position", "pk"))

    @cached_property
    def foods(self) -> dict[str, str]:
        """Names of foods by key, in the reader's language."""
        return {row.key: row.name for row in self._foods}

    @cached_property
    def _foods(self) -> list[Ingredient]:
        return list(Ingredient.objects.order_by("name_en", "pk").only("key", "name_en", "name_rw", "name_fr"))

    def allergy_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.fields if name.startswith(ALLERGY))

    def clean_dislikes(self) -> tuple[str, ...]:
        """Keys of the foods named, in whichever language; every unknown name is told with what it may mean.

        A name with a comma in it ("Cassava leaves, pounded") counts whole.
        """
        by_name = {_folded(name): row.key for row in self._foods for name in (row.name_en, row.name_rw, row.name_fr, row.key) if name}
        keys, unknown = [], []
        parts = [part.strip() for part in re.split(r"[,;\n]", self.cleaned_data["dislikes"]) if part.strip()]
        while parts:
            longest = next((size for size in (3, 2, 1) if _folded(", ".join(parts[:size])) in by_name), 0)
            if longest:
                keys.append(by_name[_folded(", ".join(parts[:longest]))])
            else:
                unknown.append(parts[0])
            parts = parts[longest or 1 :]
        if unknown:
            raise forms.ValidationError([self._not_known(name) for name in unknown])
        return tuple(keys)

    def _not_known(self, name: str) -> str:
        names = {_folded(known): known for known in self.foods.values()}
        near = get_close_matches(_folded(name), names, n=3, cutoff=0.5) or [one for one in names if one.startswith(_folded(name))][:3]
        if not near:
            return _("We cook with nothing called “%(name)s”: leave it out, or put it in the note.") % {"name": name[:60]}
        return _("We know no “%(name)s”. Did you mean: %(near)s?") % {"name": name[:60], "near": "; ".join(names[one] for one in near)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.known is not None:
            # With another mistake on the page, the birth date is told in the same breath.
            said = Health(birth_on=cleaned.get("birth_on")) if self.errors else self.health()
            for refusal in rules.refusals(said, today=clock.today()):
                self.refuse(refusal.field, [refusal.text])
        return cleaned

    def refuse(self, field: str | None, texts: list[str]) -> None:
        """A refusal of the domain at the field of this form it is about."""
        self.add_error(field if field in self.fields else None, texts)

    def asked_targets(self) -> tuple[Target, ...]:
        """All targets after this form; a screen that asks for them says which."""
        return self.known.targets

    def note_of(self, allergen: str) -> str:
        """What is noted about one allergy; a screen that asks for it says what."""
        return next((one.note for one in self.known.allergies if one.allergen == allergen), "")

    def health(self) -> Health | None:
        """What the form says; None when health was not shown."""
        if self.known is None:
            return None
        asked = self.cleaned_data
        return replace(
            EMPTY,
            allergies=tuple(
                Allergy(allergen.key, severity, self.note_of(allergen.key))
                for allergen in self.allergens
                if (severity := asked[f"{ALLERGY}{allergen.key}"])
            ),
            diets=tuple(asked["diets"]),
            dislikes=asked["dislikes"],
            targets=self.asked_targets(),
            birth_on=asked["birth_on"],
            sex=asked["sex"],
            note=asked["note"],
        )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
