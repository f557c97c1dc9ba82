"""The form of an ingredient: its facts, and one four-way choice for each of the 14 allergens."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.admin.figures import PlainFigures
from core.nutrition.models import Allergen, AllergenState, Ingredient

PREFIX = "allergen_"
STATES = AllergenState.choices


class IngredientForm(PlainFigures):
    """`grid` is drawn by the record's template: an allergen a row, a state a column. Unknown is the default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allergens = list(Allergen.objects.order_by("position", "pk"))
        known = dict(self.instance.allergens.values_list("allergen__key", "state")) if self.instance.pk else {}
        for allergen in self.allergens:
            self.fields[PREFIX + allergen.key] = forms.ChoiceField(
                label=allergen.name,
                choices=STATES,
                initial=known.get(allergen.key, AllergenState.UNKNOWN),
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def grid(self) -> list[tuple[Allergen, forms.BoundField]]:
        return [(allergen, self[PREFIX + allergen.key]) for allergen in self.allergens]

    def states(self) -> dict[str, str]:
        """{allergen key: state}; a choice that was not sent means unknown for a new row, and is left as it is on an old one."""
        sent = {key.removeprefix(PREFIX): state for key, state in self.cleaned_data.items() if key.startswith(PREFIX)}
        return {key: state for key, state in sent.items() if state}

    class Meta:
        model = Ingredient
        fields = "__all__"
