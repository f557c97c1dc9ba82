"""The words of nutrition: the 14 allergens, and the tags that dishes carry."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.base import DeskAdmin
from backoffice.admin.named import NamedAdmin
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.nutrition import AllergenSheet, TagSheet
from core.menu.models import DishStatus
from core.nutrition.models import Allergen, AllergenState, IngredientAllergen, Tag


@admin.register(Allergen)
class AllergenAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (AllergenSheet,)
    list_display = ["thing", "contains", "may_contain", "free", "place"]
    ordering = ["position", "pk"]
    empty_text = _("The 14 allergens of EU Regulation 1169/2011.")
    change_form_template = "desk/nutrition/allergen.html"
    compressed_fields = False
    fieldsets = [(None, {"fields": [("name_en", "name_rw", "name_fr"), ("key", "position")]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        states = {
            f"in_{state}": Count("ingredients", filter=Q(ingredients__state=state))
            for state in (AllergenState.CONTAINS, AllergenState.MAY_CONTAIN, AllergenState.FREE)
        }
        return super().get_queryset(request).annotate(**states)

    @display(description=_("Ingredients with it"), ordering="in_contains")
    def contains(self, row: Any) -> SafeString:
        return cells.number(row.in_contains)

    @display(description=_("May contain it"), ordering="in_may_contain")
    def may_contain(self, row: Any) -> SafeString:
        return cells.number(row.in_may_contain)

    @display(description=_("Verified free"), ordering="in_free")
    def free(self, row: Any) -> SafeString:
        return cells.number(row.in_free)

    @display(description=_("Position"), ordering="position")
    def place(self, row: Allergen) -> SafeString:
        return cells.number(row.position)

    def record(self, request: HttpRequest, row: Allergen) -> dict[str, Any]:
        dangerous = (AllergenState.CONTAINS, AllergenState.MAY_CONTAIN)
        rows = IngredientAllergen.objects.filter(allergen=row, state__in=dangerous).select_related("ingredient")
        return {"rows": rows.order_by("state", "ingredient__name_en", "pk")}


@admin.register(Tag)
class TagAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (TagSheet,)
    list_display = ["thing", "key", "on_sale", "diets"]
    ordering = ["name_en", "pk"]
    empty_text = _("A tag is a word that dishes carry: vegetarian, halal, low sodium.")
    compressed_fields = False
    fieldsets = [(None, {"fields": [("name_en", "name_rw", "name_fr"), "key"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        active = Count("dishes", filter=Q(dishes__status=DishStatus.ACTIVE), distinct=True)
        return super().get_queryset(request).annotate(on_dishes=active, of_diets=Count("diets", distinct=True))

    @display(description=_("Dishes on sale"), ordering="on_dishes")
    def on_sale(self, row: Any) -> SafeString:  # not "dishes": the relation of that name would be shown instead
        return cells.number(row.on_dishes)

    @display(description=_("Diets that ask for it"), ordering="of_diets")
    def diets(self, row: Any) -> SafeString:
        return cells.number(row.of_diets)
