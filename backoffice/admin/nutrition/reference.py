"""The food-composition table: 8,790 rows to search, and what 100 g of one hold."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AllValuesCheckboxFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.base import DeskAdmin
from backoffice.admin.figures import PlainFigures, plain
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.nutrition import FoodReferenceSheet
from core.nutrition.models import NUTRIENTS, FoodReference


class UsedFilter(admin.SimpleListFilter):
    title = _("used")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("By an ingredient"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(ingredients__isnull=False).distinct() if self.value() else queryset


@admin.register(FoodReference)
class FoodReferenceAdmin(SpreadsheetPages, DeskAdmin):
    sheets = (FoodReferenceSheet,)
    form = PlainFigures
    list_display = ["thing", "group", "energy", "protein", "carbohydrate", "sodium", "water"]
    list_display_links = ["thing"]
    list_filter = [UsedFilter, ("food_group", AllValuesCheckboxFilter)]
    list_views = [(_("All"), {}), (_("Used by an ingredient"), {"used": "1"})]
    search_fields = ["description", "=code"]
    search_help_text = _("Words of the description, or the code")
    ordering = ["description", "pk"]
    empty_title = _("The table is empty")
    empty_text = _("Food composition comes as a spreadsheet: what 100 g of each food hold.")
    compressed_fields = False
    fieldsets = [
        (None, {"fields": ["description", ("food_group", "source", "code")]}),
        (
            _("In 100 g of what is eaten; empty means not measured"),
            {"fields": [tuple(row) for row in zip(*[iter([*NUTRIENTS, "refuse_percent"])] * 3, strict=True)]},
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: FoodReference | None = None) -> list[str]:
        """Spreadsheets find the row by its source and code."""
        return [*super().get_readonly_fields(request, obj), *(["source", "code"] if obj else [])]

    @display(description=_("Food"), ordering="description")
    def thing(self, row: FoodReference) -> SafeString:
        return cells.thing(row.description, f"{row.source} {row.code}")

    @display(description=_("Group"), ordering="food_group")
    def group(self, row: FoodReference) -> str:
        return row.food_group

    @display(description=_("kcal"), ordering="energy_kcal")
    def energy(self, row: FoodReference) -> SafeString:
        return cells.number(plain(row.energy_kcal))

    @display(description=_("Protein, g"), ordering="protein_g")
    def protein(self, row: FoodReference) -> SafeString:
        return cells.number(plain(row.protein_g))

    @display(description=_("Carbohydrate, g"), ordering="carbohydrate_g")
    def carbohydrate(self, row: FoodReference) -> SafeString:
        return cells.number(plain(row.carbohydrate_g))

    @display(description=_("Sodium, mg"), ordering="sodium_mg")
    def sodium(self, row: FoodReference) -> SafeString:
        return cells.number(plain(row.sodium_mg))

    @display(description=_("Water, g"), ordering="water_g")
    def water(self, row: FoodReference) -> SafeString:
        return cells.number(plain(row.water_g))

    def head(self, request: HttpRequest, row: FoodReference) -> dict[str, Any]:
        return {"title": row.description, "hint": f"{row.source} {row.code}"}


def per_100g(row: FoodReference) -> list[tuple[str, Any, str]]:
    """(nutrient, figure or None where not measured, unit) of 100 g."""
    return [
        (str(FoodReference._meta.get_field(name).verbose_name).rpartition(",")[0], getattr(row, name), unit)
        for name, unit in NUTRIENTS.items()
    ]
