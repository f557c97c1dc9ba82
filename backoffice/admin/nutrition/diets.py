"""Diets and their rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.base import DeskAdmin
from backoffice.admin.figures import PlainFigures
from backoffice.admin.lines import LineInline
from backoffice.admin.named import NamedAdmin
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.nutrition import DietRuleSheet, DietSheet
from core.nutrition.models import NUTRIENTS, Allergen, Diet, DietRule, DietRuleKind, FoodGroup, FoodReference, Ingredient, Tag

NAMED_BY = {
    DietRuleKind.INGREDIENT_FORBIDDEN: Ingredient,
    DietRuleKind.ALLERGEN_FORBIDDEN: Allergen,
    DietRuleKind.TAG_REQUIRED: Tag,
}
"""Kinds whose subject is the key of a row."""


class RuleForm(PlainFigures):
    """The model checks what one kind asks for; here the row that is named must exist."""

    class Meta:
        model = DietRule
        fields = ["kind", "subject", "value", "unit", "source"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = NAMED_BY.get(cleaned.get("kind", ""))
        subject = cleaned.get("subject")
        if kind and subject and "subject" in self.changed_data and not kind.objects.filter(key=subject).exists():
            self.add_error("subject", _("No %(kind)s has the key “%(key)s”.") % {"kind": kind._meta.verbose_name, "key": subject})
        return cleaned


class RuleInline(LineInline):
    model = DietRule
    form = RuleForm
    fields = ["kind", "subject", "value", "unit", "source"]
    ordering = ["kind", "subject", "value", "pk"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """What a rule is about is typed, with every key that may be meant suggested."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "subject":
            field.widget.attrs |= {"list": "subjects", "autocomplete": "off"}
        return field


@admin.register(Diet)
class DietAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (DietSheet, DietRuleSheet)
    palette_icon = "leaf"
    list_display = ["thing", "sort", "rules", "unsigned", "claim_tag", "note"]
    list_filter = [("kind", ChoicesDropdownFilter)]
    list_select_related = ["claim_tag"]
    ordering = ["kind", "name_en", "pk"]
    empty_title = gettext_lazy("No diets yet")
    empty_text = gettext_lazy("A diet is a set of rules on nutrients, ingredients and textures, each with its source.")
    compressed_fields = False
    history_parts = ("rules",)
    fieldsets = [(None, {"fields": [("name_en", "name_rw", "name_fr"), ("kind", "claim_tag", "key"), "note"]})]
    inlines = [RuleInline]
    change_form_template = "desk/nutrition/diet.html"

    class Media:
        js = ["desk/lines.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        defaults = Count("rules", filter=Q(rules__source__istartswith="house default"))
        return super().get_queryset(request).annotate(rule_count=Count("rules"), defaults=defaults)

    @display(description=gettext_lazy("Kind"), ordering="kind")
    def sort(self, row: Diet) -> str:
        return row.get_kind_display()

    @display(description=gettext_lazy("Rules"), ordering="rule_count")
    def rules(self, row: Any) -> SafeString:
        return cells.number(row.rule_count)

    @display(description=gettext_lazy("Of them house defaults"), ordering="defaults")
    def unsigned(self, row: Any) -> SafeString:
        return cells.number(row.defaults) if row.defaults else cells.NOTHING

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        return super().render_change_form(request, {"subjects": subjects(), **context}, *args, **kwargs)

    def head(self, request: HttpRequest, row: Diet) -> dict[str, Any]:
        return {"title": row.name, "hint": row.get_kind_display()}


def subjects() -> list[tuple[str, Any]]:
    """Every key a rule may be about, with its name."""
    keyed = [(row.key, row.name) for kind in NAMED_BY.values() for row in kind.objects.order_by("name_en", "pk")]
    nutrients = [(name, FoodReference._meta.get_field(name).verbose_name) for name in NUTRIENTS]
    return [*nutrients, ("iddsi", _("texture")), *FoodGroup.choices, *keyed]
