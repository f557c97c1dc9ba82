"""Ingredients with what is known of their allergens, diets and their rules, food composition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.columns import Column, of
from backoffice.spreadsheets.common import NAMES
from backoffice.spreadsheets.kinds import OneOf, Text
from backoffice.spreadsheets.links import Link
from backoffice.spreadsheets.plans import Row
from backoffice.spreadsheets.sheets import Sheet
from core.nutrition import actions
from core.nutrition.models import (
    NUTRIENTS,
    Allergen,
    AllergenState,
    Diet,
    DietRule,
    FoodReference,
    Ingredient,
    IngredientAllergen,
    Tag,
)

EU_14 = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soybeans",
    "milk",
    "nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)
"""Keys of the allergens of EU Regulation 1169/2011, annex II: a column each."""


class AllergenSheet(Sheet):
    model = Allergen
    title = _("Allergens")
    takes = (*NAMES, "position")
    order = ("position", "pk")


class TagSheet(Sheet):
    model = Tag
    title = _("Tags")
    takes = NAMES


class FoodReferenceSheet(Sheet):
    model = FoodReference
    title = _("Food composition")
    takes = ("source", "code", "food_group", "description", *NUTRIENTS, "refuse_percent")
    key = ("source", "code")
    order = ("source", "code")
    # Codes of the USDA begin with zeros, which a workbook drops.
    code = of(FoodReference, "code", kind=Text(20, digits=5))

    def write(self, new: Sequence[Row], changed: Sequence[Row]) -> None:
        """More foods measured, other bounds for what is not."""
        super().write(new, changed)
        actions.rebuild_bounds(by=self.by, now=self.now)


class AllergenColumn(Column):
    """What is known of one allergen; an empty cell means unknown."""

    def __init__(self, key: str) -> None:
        super().__init__(OneOf(AllergenState.choices), label=_("allergen: %(name)s") % {"name": key}, empty=AllergenState.UNKNOWN)
        self.key = key

    def get(self, row: Any) -> str:
        state = row._allergen_rows.get(self.key)
        return state.state if state else AllergenState.UNKNOWN


class IngredientSheet(Sheet):
    model = Ingredient
    title = _("Ingredients")
    takes = (
        *NAMES,
        "group",
        "reference",
        "edible_share",
        "cooked_yield",
        "unit",
        "grams_per_unit",
        "price_per_kg",
        *(f"allergen_{key}" for key in EU_14),
        "note",
        "is_enabled",
    )
    reference = of(Ingredient, "reference", by=("source", "code"))

    def __init__(self, **kwargs: Any) -> None:
        self.fields = {**self.fields, **{f"allergen_{key}": AllergenColumn(key) for key in EU_14}}
        super().__init__(**kwargs)
        self.allergen = Link(Allergen)

    def load(self, instances: Sequence[Ingredient], names: Sequence[str]) -> None:
        super().load(instances, names)
        if any(isinstance(self.fields[name], AllergenColumn) for name in names):
            for instance in instances:
                instance._allergen_rows = {}
            by_pk = {instance.pk: instance for instance in instances}
            for known in IngredientAllergen.objects.filter(ingredient__in=by_pk).select_related("allergen").order_by("pk"):
                by_pk[known.ingredient_id]._allergen_rows[known.allergen.key] = known

    def check(self, row: Row) -> None:
        for name in row.changed:
            column = self.fields[name]
            if isinstance(column, AllergenColumn) and column.key not in self.allergens:
                row.refuse(name, _("The list of allergens has no “%(name)s”. Import the allergens first.") % {"name": column.key})

    def write(self, new: Sequence[Row], changed: Sequence[Row]) -> None:
        super().write(new, changed)
        states = {
            (row.instance.pk, self.allergens[self.fields[name].key]): row.values[name]
            for row in [*new, *changed]
            for name in row.changed
            if isinstance(self.fields[name], AllergenColumn)
        }
        actions.write_allergens(states=states, by=self.by, now=self.now)

    @property
    def allergens(self) -> dict[str, int]:
        return self.allergen.keys


class DietSheet(Sheet):
    model = Diet
    title = _("Diets")
    takes = (*NAMES, "kind", "claim_tag", "note")


class DietRuleSheet(Sheet):
    model = DietRule
    title = _("Diet rules")
    takes = ("diet", "kind", "subject", "value", "unit", "source")
    key = ("diet", "kind", "subject", "value")
    parent = "diet"
    order = ("diet", "pk")
