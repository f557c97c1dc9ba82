"""Ingredients: what the kitchen buys, what is known of its allergens, and the dishes that contain it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.asks import AskWhy
from backoffice.admin.base import DeskAdmin
from backoffice.admin.moves import Done, move
from backoffice.admin.named import NamedAdmin
from backoffice.admin.nutrition.ingredient_form import STATES, IngredientForm
from backoffice.admin.nutrition.reference import per_100g
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.nutrition import IngredientSheet
from backoffice.templatetags import parts
from core.common import clock
from core.menu.models import RecipeLine, RecipeVersion, VersionStatus
from core.nutrition import actions
from core.nutrition.models import Allergen, AllergenState, Ingredient, IngredientAllergen

SURELY = IngredientAllergen.objects.filter(state=AllergenState.CONTAINS).select_related("allergen").order_by("allergen__position", "pk")


class ContainsFilter(DropdownFilter):
    title = gettext_lazy("contains")
    parameter_name = "contains"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(allergen.key, allergen.name) for allergen in Allergen.objects.order_by("position", "pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        rows = IngredientAllergen.objects.filter(ingredient=OuterRef("pk"), allergen__key=self.value(), state=AllergenState.CONTAINS)
        return queryset.filter(Exists(rows))


class MissingFilter(admin.SimpleListFilter):
    title = gettext_lazy("missing")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("allergens", gettext_lazy("Allergens not known")),
            ("price", gettext_lazy("No price")),
            ("reference", gettext_lazy("No food composition")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"allergens": {"not_known__gt": 0}, "price": {"price_per_kg": None}, "reference": {"reference": None}}
        return queryset.filter(**wanted.get(self.value() or "", {}))


class AskDisable(AskWhy):
    """Shows what the ingredient is in before it goes out of use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [version.recipe.name for version in cooked_with(self.row)]
        if names:
            words = {"number": len(names), "names": ", ".join(names)}
            self.say = (
                ngettext("%(number)d recipe contains it: %(names)s.", "%(number)d recipes contain it: %(names)s.", len(names)) % words
                + " "
                + _("They are cooked on as they are; a new version can only be published without it.")
            )
        else:
            self.say = _("No published recipe contains it.")


@admin.register(Ingredient)
class IngredientAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (IngredientSheet,)
    form = IngredientForm
    palette_icon = "ingredient"
    list_display = ["thing", "state", "food", "price", "contains", "unknown", "recipes"]
    list_filter = [("group", ChoicesDropdownFilter), ContainsFilter, MissingFilter, "is_enabled"]
    list_views = [
        (gettext_lazy("All"), {}),
        (gettext_lazy("Allergens not known"), {"missing": "allergens"}),
        (gettext_lazy("No price"), {"missing": "price"}),
        (gettext_lazy("Out of use"), {"is_enabled__exact": "0"}),
    ]
    ordering = ["name_en", "pk"]
    empty_title = gettext_lazy("No ingredients yet")
    empty_text = gettext_lazy("What the kitchen buys stands here; recipes are made of it.")
    change_form_template = "desk/ingredient/record.html"
    compressed_fields = False
    autocomplete_fields = ["reference"]
    history_parts = ("allergens",)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name_en", "name_rw", "name_fr"),
                    ("group", "price_per_kg", "key"),
                    "reference",
                    ("edible_share", "cooked_yield"),
                    ("unit", "grams_per_unit"),
                    "note",
                ]
            },
        )
    ]
    actions_detail = ["enable", "disable"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        known = IngredientAllergen.objects.filter(ingredient=OuterRef("pk")).exclude(state=AllergenState.UNKNOWN)
        lines = RecipeLine.objects.filter(ingredient=OuterRef("pk"), version__status=VersionStatus.PUBLISHED)
        all_allergens = Allergen.objects.order_by().values(all=Value(1)).annotate(number=Count("pk")).values("number")
        return (
            super()
            .get_queryset(request)
            .annotate(
                not_known=Subquery(all_allergens, output_field=IntegerField()) - number_of(known, "ingredient"),
                in_recipes=number_of(lines, "ingredient"),
            )
        )

    # --- the list -------------------------------------------------------------------------------------

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The allergens of the page's ingredients are read at once."""
        cl = super().get_changelist_instance(request)
        cl.result_list = list(cl.result_list)
        prefetch_related_objects(cl.result_list, Prefetch("allergens", queryset=SURELY, to_attr="surely"))
        return cl

    @display(description=gettext_lazy("State"), ordering="is_enabled")
    def state(self, row: Ingredient) -> SafeString:
        return parts.chip("active", _("In use")) if row.is_enabled else parts.chip("archived", _("Out of use"))

    @display(description=gettext_lazy("Food group"), ordering="group")
    def food(self, row: Ingredient) -> str:
        return row.get_group_display()

    @display(description=gettext_lazy("RWF a kg"), ordering="price_per_kg")
    def price(self, row: Ingredient) -> SafeString:
        return cells.francs(row.price_per_kg) if row.price_per_kg is not None else cells.number(None)

    @display(description=gettext_lazy("Contains"))
    def contains(self, row: Ingredient) -> SafeString:
        return cells.badges([each.allergen.name for each in row.surely])

    @display(description=gettext_lazy("Not known"), ordering="not_known")
    def unknown(self, row: Ingredient) -> SafeString:
        return cells.number(row.not_known) if row.not_known else cells.NOTHING

    @display(description=gettext_lazy("In recipes"), ordering="in_recipes")
    def recipes(self, row: Ingredient) -> SafeString:
        return cells.number(row.in_recipes)

    # --- the page -------------------------------------------------------------------------------------

    def save_related(self, request: HttpRequest, form: IngredientForm, formsets: Sequence[Any], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.set_allergens(
            ingredient=form.instance, states=form.states(), by=request.user, now=clock.now(), why=request.POST.get("_why", "")[:300]
        )

    def head(self, request: HttpRequest, row: Ingredient) -> dict[str, Any]:
        state = ("active", _("In use")) if row.is_enabled else ("archived", _("Out of use"))
        return {"title": row.name, "state": state[0], "state_word": state[1], "hint": row.get_group_display()}

    def record(self, request: HttpRequest, row: Ingredient) -> dict[str, Any]:
        return {
            "side": ["desk/ingredient/side_use.html", "desk/ingredient/side_reference.html"],
            "states": STATES,
            "may_change": self.has_change_permission(request, row),
            "used_in": cooked_with(row) if request.user.has_perm("menu.view_recipe") else None,
            "per_100g": per_100g(row.reference) if row.reference else [],
        }

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        return super().render_change_form(request, {"states": STATES, "may_change": True, **context}, *args, **kwargs)

    def find_hint(self, row: Ingredient) -> str:
        return str(row.get_group_display())

    # --- its moves --------------------------------------------------------------------------------------

    @move(
        gettext_lazy("Use again"),
        permission="steer",
        icon="check",
        first=True,
        when=lambda row: not row.is_enabled,
        says=gettext_lazy("Recipes with it can be published again."),
    )
    def enable(self, request: HttpRequest, row: Ingredient, answers: dict[str, Any]) -> Done:
        actions.set_enabled(ingredient=row, is_enabled=True, by=request.user, now=clock.now())
        return Done(_("%(name)s is in use.") % {"name": row.name})

    @move(gettext_lazy("Take out of use"), permission="steer", icon="archive", asks=AskDisable, when=lambda row: row.is_enabled)
    def disable(self, request: HttpRequest, row: Ingredient, answers: dict[str, Any]) -> Done:
        actions.set_enabled(ingredient=row, is_enabled=False, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(name)s is out of use.") % {"name": row.name}, undo="enable")


def number_of(rows: QuerySet, by: str) -> Coalesce:
    """How many of these rows there are for the outer one, 0 where there is none."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def cooked_with(ingredient: Ingredient) -> list[RecipeVersion]:
    """The published versions that contain it, also inside their parts, by the name of the recipe."""
    return list(RecipeVersion.objects.cooked_with(ingredient).select_related("recipe__dish").order_by("recipe__name_en", "pk"))
