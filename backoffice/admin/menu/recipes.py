"""Recipes of dishes and of parts: the list, and the page of one recipe with its versions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.base import DeskAdmin
from backoffice.admin.menu import drawing, recipe_table
from backoffice.admin.moves import Done, move
from backoffice.admin.named import NamedAdmin
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.recipes import RecipeSheet
from backoffice.templatetags import parts
from core.common import clock
from core.menu import facts
from core.menu.actions import recipes
from core.menu.models import Recipe, RecipeLine, RecipeVersion, VersionStatus


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("dish", gettext_lazy("Of a dish")), ("part", gettext_lazy("Part of other recipes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(dish__isnull=self.value() == "part") if self.value() in ("dish", "part") else queryset


class DraftFilter(admin.SimpleListFilter):
    title = gettext_lazy("versions")
    parameter_name = "draft"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", gettext_lazy("A draft is open")), ("never", gettext_lazy("Never published"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "open":
            return queryset.filter(draft_number__isnull=False)
        return queryset.filter(published=None) if self.value() == "never" else queryset


@admin.register(Recipe)
class RecipeAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (RecipeSheet,)
    palette_icon = "book"
    add_label = gettext_lazy("New part")
    list_display = ["thing", "state", "kind", "makes", "cost", "used", "since"]
    list_filter = [KindFilter, DraftFilter]
    list_views = [
        (gettext_lazy("All"), {}),
        (gettext_lazy("Of dishes"), {"kind": "dish"}),
        (gettext_lazy("Parts"), {"kind": "part"}),
        (gettext_lazy("Drafts"), {"draft": "open"}),
    ]
    ordering = ["name_en", "pk"]
    empty_title = gettext_lazy("No recipes yet")
    empty_text = gettext_lazy("A recipe says what a dish is made of; its allergens and its cost come from it.")
    change_form_template = "desk/recipe/record.html"
    compressed_fields = False
    fields = [("name_en", "name_rw", "name_fr"), ("key",)]
    history_parts = ("versions",)
    actions_detail = ["open_draft"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        drafts = RecipeVersion.objects.filter(recipe=OuterRef("pk"), status=VersionStatus.DRAFT)
        used = RecipeLine.objects.filter(sub_recipe=OuterRef("pk"), version__status=VersionStatus.PUBLISHED)
        times = used.order_by().values("sub_recipe").annotate(times=Count("version__recipe", distinct=True)).values("times")
        rows = super().get_queryset(request).select_related("dish", "published")
        return rows.annotate(draft_number=Subquery(drafts.values("number")[:1]), times_used=Subquery(times))

    # --- the list -------------------------------------------------------------------------------------

    @display(description=gettext_lazy("State"), ordering="published__number")
    def state(self, recipe: Recipe) -> SafeString:
        if recipe.published is None:
            return parts.chip("draft")
        chip = parts.chip("published", _("Version %(number)d") % {"number": recipe.published.number})
        if recipe.draft_number is None:
            return chip
        return format_html('{} <span class="hint">{}</span>', chip, _("draft %(number)d open") % {"number": recipe.draft_number})

    @display(description=gettext_lazy("Kind"), ordering="dish")
    def kind(self, recipe: Recipe) -> str:
        return _("part") if recipe.is_sub_recipe else _("dish")

    @display(description=gettext_lazy("Makes"))
    def makes(self, recipe: Recipe) -> SafeString:
        return cells.number(makes(recipe.published)) if recipe.published else cells.number(None)

    @display(description=gettext_lazy("RWF a serving"))
    def cost(self, recipe: Recipe) -> SafeString:
        """As it was published; for a part, of a kilogram of its yield."""
        version = recipe.published
        if version is None or version.plate["cost"] is None:
            return cells.number(None)
        if version.yield_grams:
            return cells.number(_("%(amount)s a kg") % {"amount": parts.money(round(version.plate["cost"] * 1000 / version.yield_grams))})
        return cells.francs(version.plate["cost"])

    @display(description=gettext_lazy("In recipes"), ordering="times_used")
    def used(self, recipe: Recipe) -> SafeString:
        return cells.number(recipe.times_used) if recipe.is_sub_recipe else cells.NOTHING

    @display(description=gettext_lazy("Since"), ordering="published__published_at")
    def since(self, recipe: Recipe) -> Any:
        return recipe.published and recipe.published.published_at

    # --- the page -------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: Recipe) -> dict[str, Any]:
        version = row.published
        state = (
            {"state": "published", "state_word": _("Version %(number)d") % {"number": version.number}} if version else {"state": "draft"}
        )
        return {"title": row.name, "hint": _("part of other recipes") if row.is_sub_recipe else _("recipe of a dish"), **state}

    def record(self, request: HttpRequest, row: Recipe) -> dict[str, Any]:
        versions = list(row.versions.select_related("published_by").order_by("-number", "-pk"))
        version = row.published
        larder = facts.Larder(version.plate["ingredients"]) if version else None
        found = larder.facts_of(version) if version else None
        dish = row.dish
        return {
            "side": ["desk/recipe/side_plate.html", "desk/recipe/side_use.html"],
            "picture": drawing.drawn(found.groups, dish.vessel if dish else "plate") if found else None,
            "groups": found.groups if found else (),
            "versions": versions,
            "draft": next((each for each in versions if each.status == VersionStatus.DRAFT), None),
            "version": version,
            "table": recipe_table.table(version, larder, price=dish.price if dish else None) if version else None,
            "nutrients": recipe_table.nutrients(found) if found and dish else [],
            "used_in": used_in(row) if row.is_sub_recipe else [],
        }

    def find_hint(self, row: Recipe) -> str:
        return self.kind(row)

    # --- its moves --------------------------------------------------------------------------------------

    @move(
        gettext_lazy("Open draft"),
        permission="steer",
        icon="changed",
        first=True,
        says=gettext_lazy("A copy to work on. What is cooked stays as it is until the draft is published."),
    )
    def open_draft(self, request: HttpRequest, recipe: Recipe, answers: dict[str, Any]) -> Done:
        draft = recipes.open_draft(recipe=recipe, by=request.user, now=clock.now())
        return Done(_("The draft is open."), go=reverse("admin:menu_recipeversion_change", args=[draft.pk]))

    def save_model(self, request: HttpRequest, obj: Recipe, form: ModelForm, change: bool) -> None:
        """A new part starts with its draft."""
        super().save_model(request, obj, form, change)
        if not change:
            recipes.open_draft(recipe=obj, by=request.user, now=clock.now())

    def response_add(self, request: HttpRequest, obj: Recipe, post_url_continue: str | None = None) -> HttpResponse:
        if "_addanother" in request.POST or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        draft = obj.versions.get(status=VersionStatus.DRAFT)
        return HttpResponseRedirect(reverse("admin:menu_recipeversion_change", args=[draft.pk]))


def makes(version: RecipeVersion) -> str:
    """What a version yields, in words."""
    if version.servings:
        return _("%(number)d servings") % {"number": version.servings}
    return _("%(grams)s g") % {"grams": parts.money(version.yield_grams)}


def used_in(part: Recipe) -> list[dict[str, Any]]:
    """The published recipes that use a part, and which version of it they were published with."""
    uses = RecipeLine.objects.filter(sub_recipe=part, version__status=VersionStatus.PUBLISHED).select_related("version__recipe")
    found = {line.version_id: line.version for line in uses.order_by("version__recipe__name_en", "pk")}
    return [
        {
            "name": version.recipe.name,
            "url": reverse("admin:menu_recipe_change", args=[version.recipe_id]),
            "version": version.plate["parts"].get(part.key),
            "is_old": part.published is not None and version.plate["parts"].get(part.key) != part.published.number,
        }
        for version in found.values()
    ]
