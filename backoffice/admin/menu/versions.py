"""One version of a recipe: a draft is a form with lines, a published one is to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from backoffice.admin import cells
from backoffice.admin.asks import AskWhyPerhaps
from backoffice.admin.base import DeskAdmin
from backoffice.admin.figures import plain
from backoffice.admin.lines import Line, LinesAdmin, LinesForm
from backoffice.admin.menu import drawing, recipe_table
from backoffice.admin.menu.recipes import makes
from backoffice.admin.moves import Done, move
from backoffice.admin.typed import Names, TypedRow
from backoffice.templatetags import parts
from core.common import clock
from core.common.errors import RuleBroken
from core.menu import facts
from core.menu.actions import recipes
from core.menu.models import MenuItem, Recipe, RecipeLine, RecipeVersion, VersionStatus
from core.nutrition.models import FoodGroup, Ingredient
from core.orders.models import OPEN, OrderLine

POSITIVE = gettext_lazy("Grams are above 0.")


class RecipeLineForm(Line):
    what = TypedRow(label=gettext_lazy("Ingredient or part"), listed="foods")
    grams = forms.DecimalField(
        label=gettext_lazy("Grams"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(0.01, POSITIVE)],
        widget=UnfoldAdminDecimalFieldWidget({"class": "amount-field", "step": "any", "inputmode": "decimal", "min": "0"}),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget)

    def clean_what(self) -> Any:
        row = self.cleaned_data["what"]
        if isinstance(row, Ingredient) and not row.is_enabled and row != self.initial.get("what"):
            raise ValidationError(_("%(name)s is out of use.") % {"name": row.name})
        return row


class DraftForm(LinesForm):
    line = RecipeLineForm

    class Meta:
        model = RecipeVersion
        fields = ["servings", "yield_grams", "note"]
        help_texts = {
            "servings": gettext_lazy("The grams below are for all of them together."),
            "yield_grams": gettext_lazy("The cooked weight of everything below."),
        }

    def find_among(self) -> Names:
        """Every ingredient and every part but the recipe itself."""
        ingredients = list(Ingredient.objects.order_by("name_en", "pk"))
        recipes_of_parts = list(Recipe.objects.filter(dish=None).exclude(pk=self.instance.recipe_id).order_by("name_en", "pk"))
        groups = dict(FoodGroup.choices)
        hints = {row: groups[row.group] for row in ingredients} | dict.fromkeys(recipes_of_parts, _("part"))
        return Names([*ingredients, *recipes_of_parts], hints)

    def present_lines(self) -> Sequence[tuple[RecipeLine, dict[str, Any]]]:
        return [
            (line, {"what": line.ingredient or line.sub_recipe, "grams": plain(line.grams), "note": line.note})
            for line in recipe_table.lines_of(self.instance)
        ]

    def drafts(self) -> list[recipes.LineDraft]:
        found = []
        for typed in (line.cleaned_data for line in self.lines.kept):
            kind = "sub_recipe" if isinstance(typed["what"], Recipe) else "ingredient"
            found.append(recipes.LineDraft(grams=typed["grams"], note=typed["note"], **{kind: typed["what"]}))
        return found


@admin.register(RecipeVersion)
class RecipeVersionAdmin(LinesAdmin, DeskAdmin):
    """Versions are made by opening a draft and changed by their form and moves; nobody adds or deletes one here."""

    form = DraftForm
    list_display = ["thing", "state", "made", "cost", "published_at", "published_by"]
    list_filter = [("status", ChoicesDropdownFilter)]
    list_select_related = ["recipe__dish", "published_by"]
    search_fields = ["recipe__name_en", "recipe__name_rw", "recipe__name_fr", "note"]
    search_help_text = gettext_lazy("Name of the recipe, or what changed")
    ordering = ["recipe__name_en", "recipe", "-number", "-pk"]
    empty_text = gettext_lazy("Each published recipe is kept here as it was.")
    change_form_template = "desk/recipe/version.html"
    compressed_fields = False
    history_parts = ("lines",)
    actions_detail = ["publish", "discard"]

    class Media:
        js = ["desk/lines.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("recipe__dish", "recipe__published")

    def get_fieldsets(self, request: HttpRequest, obj: RecipeVersion | None = None) -> list[Any]:
        """A dish has servings, a part has a yield: only the one that is meant is asked."""
        amount = "yield_grams" if obj is not None and obj.recipe.is_sub_recipe else "servings"
        return [(None, {"fields": [(amount, "note")]})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RecipeVersion | None = None) -> bool:
        is_draft = obj is None or obj.status == VersionStatus.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    def write(self, request: HttpRequest, row: RecipeVersion, form: DraftForm) -> None:
        recipes.write_draft(
            recipe=row.recipe,
            lines=form.drafts(),
            servings=row.servings,
            yield_grams=row.yield_grams,
            note=row.note,
            by=request.user,
            now=clock.now(),
        )

    # --- the list -------------------------------------------------------------------------------------

    @display(description=gettext_lazy("Recipe"), ordering="recipe__name_en")
    def thing(self, version: RecipeVersion) -> SafeString:
        return cells.thing(version.recipe.name, _("version %(number)d") % {"number": version.number})

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, version: RecipeVersion) -> SafeString:
        return parts.chip(version.status)

    @display(description=gettext_lazy("Makes"))
    def made(self, version: RecipeVersion) -> SafeString:
        return cells.number(makes(version))

    @display(description=gettext_lazy("RWF when published"))
    def cost(self, version: RecipeVersion) -> SafeString:
        return cells.francs(version.plate.get("cost"))

    # --- the page -------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: RecipeVersion) -> dict[str, Any]:
        return {
            "title": row.recipe.name,
            "state": row.status,
            "hint": _("version %(number)d") % {"number": row.number},
            "crumb": _("Recipe"),
            "crumb_url": reverse("admin:menu_recipe_change", args=[row.recipe_id]),
        }

    def record(self, request: HttpRequest, row: RecipeVersion) -> dict[str, Any]:
        recipe, dish = row.recipe, row.recipe.dish
        lines = recipe_table.lines_of(row)
        larder = recipe_table.larder_of(lines)
        before = recipe.published if row.status == VersionStatus.DRAFT else None
        table = recipe_table.table(row, larder, price=dish.price if dish else None, before=before.lines.all() if before else ())
        return {
            "side": ["desk/recipe/version_plate.html", "desk/recipe/version_use.html"],
            "version": row,
            "before": before,
            "table": table,
            "by_line": {each.line.pk: each for each in table.rows},
            "may_change": self.has_change_permission(request, row),
            "touches": touches(row) if row.status == VersionStatus.DRAFT else [],
            **self._plate(row, lines, larder),
        }

    def _plate(self, row: RecipeVersion, lines: Sequence[RecipeLine], larder: facts.Larder) -> dict[str, Any]:
        """The picture of the lines as they are saved, or what holds them back from being published."""
        if row.plate:
            groups = facts.groups(row)
        else:
            try:
                recipes.check_can_cook(lines)
            except RuleBroken as broken:
                return {"holds_back": broken.text}
            plate = facts.plate_of(row, lines, larder.known)
            groups = [(group, FoodGroup(group).label, float(grams)) for group, grams in plate.groups.items()]
        dish = row.recipe.dish
        return {"groups": groups, "picture": drawing.drawn(groups, dish.vessel if dish else "plate")}

    # --- its moves --------------------------------------------------------------------------------------

    @move(
        gettext_lazy("Publish"),
        permission="steer",
        icon="publish",
        first=True,
        asks=AskWhyPerhaps,
        when=lambda version: version.status == VersionStatus.DRAFT,
        says=gettext_lazy(
            "New orders are cooked by it. Orders that exist keep the version they were placed with. It can never be changed again."
        ),
    )
    def publish(self, request: HttpRequest, version: RecipeVersion, answers: dict[str, Any]) -> Done:
        recipes.publish(version=version, by=request.user, now=clock.now(), reason=answers["reason"])
        done = _("Version %(number)d is published.") % {"number": version.number}
        return Done(done, go=reverse("admin:menu_recipe_change", args=[version.recipe_id]))

    @move(
        gettext_lazy("Discard draft"),
        permission="steer",
        icon="trash",
        asks=AskWhyPerhaps,
        grave=True,
        when=lambda version: version.status == VersionStatus.DRAFT,
        says=gettext_lazy("The draft and its lines are thrown away. What is cooked stays as it is."),
    )
    def discard(self, request: HttpRequest, version: RecipeVersion, answers: dict[str, Any]) -> Done:
        recipes.discard_draft(version=version, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("The draft is discarded."), go=reverse("admin:menu_recipe_change", args=[version.recipe_id]))


def touches(version: RecipeVersion) -> list[dict[str, Any]]:
    """What publishing this draft reaches: how many, of what, and what becomes of them."""
    recipe, before = version.recipe, version.recipe.published
    if recipe.is_sub_recipe:
        uses = RecipeLine.objects.filter(sub_recipe=recipe, version__status=VersionStatus.PUBLISHED)
        number = uses.values("version__recipe").distinct().count()
        how = _("cooked as they are until they are published again")
        return [{"number": number, "what": ngettext("recipe uses this part", "recipes use this part", number), "how": how}]
    orders = OrderLine.objects.filter(dish=recipe.dish, order__status__in=OPEN).values("order").distinct().count()
    services = MenuItem.objects.filter(dish=recipe.dish, menu_day__date__gte=clock.today()).count()
    kept = _("keep version %(number)d") % {"number": before.number} if before else _("keep what they have")
    follow = _("follow version %(number)d") % {"number": version.number}
    return [
        {"number": orders, "what": ngettext("open order", "open orders", orders), "how": kept},
        {"number": services, "what": ngettext("service to come", "services to come", services), "how": follow},
    ]
