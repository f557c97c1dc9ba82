"""Dishes: the list, and the page of one dish with its plate, its allergens and its recipe."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.asks import AskWhy, AskWhyPerhaps
from backoffice.admin.base import DeskAdmin
from backoffice.admin.menu import dish_page
from backoffice.admin.menu.asks import AskPhoto, AskStrike
from backoffice.admin.moves import Done, move
from backoffice.admin.named import NamedAdmin
from backoffice.places import here
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.menu import DishSheet
from backoffice.templatetags import parts
from core.common import clock
from core.common.models import Period
from core.menu import facts
from core.menu.actions import dishes, recipes, strikes
from core.menu.models import Dish, DishStatus, RecipeVersion, VersionStatus


class PeriodFilter(admin.SimpleListFilter):
    title = gettext_lazy("served at")
    parameter_name = "at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return Period.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{f"at_{self.value()}": True}) if self.value() in Period.values else queryset


class TodayFilter(admin.SimpleListFilter):
    title = gettext_lazy("today")
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("on", gettext_lazy("On the menu")), ("out", gettext_lazy("Sold out")), ("struck", gettext_lazy("Struck off"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"on": {"left_today__gte": 0}, "out": {"left_today": 0}, "struck": {"struck_until__isnull": False}}
        return queryset.filter(**wanted.get(self.value() or "", {}))


@admin.register(Dish)
class DishAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (DishSheet,)
    palette_icon = "dish"
    list_display = ["thing", "state", "sorted_in", "amount", "left", "contains", "struck"]
    list_filter = [
        TodayFilter,
        ("status", ChoicesDropdownFilter),
        ("category", RelatedDropdownFilter),
        ("station", RelatedDropdownFilter),
        PeriodFilter,
        ("tags", RelatedDropdownFilter),
    ]
    list_views = [
        (gettext_lazy("All"), {}),
        (gettext_lazy("On today"), {"today": "on"}),
        (gettext_lazy("Sold out"), {"today": "out"}),
        (gettext_lazy("Struck off"), {"today": "struck"}),
        (gettext_lazy("Drafts"), {"status__exact": DishStatus.DRAFT}),
    ]
    ordering = ["category__position", "category", "name_en", "pk"]
    empty_title = gettext_lazy("No dishes yet")
    empty_text = gettext_lazy("Everything the kitchen sells by the portion stands here.")
    change_form_template = "desk/dish/record.html"
    compressed_fields = False
    fieldsets = [
        (
            None,
            {"fields": [("name_en", "name_rw", "name_fr"), ("price", "staff_price", "tax_class"), ("category", "station", "prep_minutes")]},
        ),
        (
            gettext_lazy("On the menu"),
            {"fields": [("at_breakfast", "at_lunch", "at_dinner", "is_featured"), ("iddsi_texture", "vessel", "key"), "tags"]},
        ),
        (gettext_lazy("Descriptions"), {"fields": ["description_en", "description_rw", "description_fr"], "classes": ["collapse"]}),
        (
            gettext_lazy("Names on the kitchen board"),
            {"fields": [("kitchen_name_en", "kitchen_name_rw", "kitchen_name_fr")], "classes": ["collapse"]},
        ),
    ]
    autocomplete_fields = ["tags"]
    actions_detail = [
        "activate",
        "put_back",
        "write_recipe",
        "strike_off",
        {"title": gettext_lazy("More"), "items": ["set_photo", "remove_photo", "archive"]},
    ]

    class Media:
        js = ["desk/preview.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        drafts = RecipeVersion.objects.filter(recipe__dish=OuterRef("pk"), status=VersionStatus.DRAFT)
        rows = super().get_queryset(request).select_related("category", "station", "recipe__published")
        rows = rows.annotate(draft_id=Subquery(drafts.values("pk")[:1]), draft_number=Subquery(drafts.values("number")[:1]))
        return rows.with_today(site=here(request), day=clock.today(), now=clock.now())

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Dish | None:
        """With its tags, which the page shows more than once."""
        dish = super().get_object(request, object_id, from_field)
        if dish is not None:
            prefetch_related_objects([dish], "tags")
        return dish

    def has_change_permission(self, request: HttpRequest, obj: Dish | None = None) -> bool:
        """An archived dish is kept as it was; activate it to change it."""
        return (obj is None or obj.status != DishStatus.ARCHIVED) and super().has_change_permission(request, obj)

    # --- the list -------------------------------------------------------------------------------------

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The allergens of the page's dishes are read at once."""
        cl = super().get_changelist_instance(request)
        cl.result_list = list(cl.result_list)
        versions = [version for row in cl.result_list if (version := dish_page.published(row))]
        contained = facts.contained(versions)
        for row in cl.result_list:
            version = dish_page.published(row)
            row.contained = contained[version.pk] if version else None
        return cl

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, dish: Dish) -> SafeString:
        return parts.chip(dish.status)

    @display(description=gettext_lazy("Category, station"), ordering="category__position")
    def sorted_in(self, dish: Dish) -> SafeString:
        return cells.thing(dish.category.name, dish.station.name)

    @display(description=gettext_lazy("RWF"), ordering="price")
    def amount(self, dish: Dish) -> SafeString:
        return cells.francs(dish.price)

    @display(description=gettext_lazy("Left today"), ordering="left_today")
    def left(self, dish: Dish) -> SafeString:
        return cells.number(dish.left_today)

    @display(description=gettext_lazy("Contains"))
    def contains(self, dish: Dish) -> SafeString:
        if dish.contained is None:
            return format_html('<span class="hint">{}</span>', _("not known: no recipe"))
        if not dish.contained:
            return format_html('<span class="hint">{}</span>', _("none of the 14"))
        return cells.badges(dish.contained)

    @display(description=gettext_lazy("Struck off"), ordering="struck_until")
    def struck(self, dish: Dish) -> SafeString:
        if not dish.struck_until:
            return cells.NOTHING
        return format_html('<span class="is-late">{} {}</span>', parts.icon("struck", "icon--small"), dish_page.until(dish.struck_until))

    # --- the page -------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: Dish) -> dict[str, Any]:
        struck = _("struck off %(until)s") % {"until": dish_page.until(row.struck_until)} if row.struck_until else ""
        return {"title": row.name, "state": row.status, "hint": struck or row.category.name}

    def record(self, request: HttpRequest, row: Dish) -> dict[str, Any]:
        return dish_page.context(row, site=here(request), may_see_recipe=request.user.has_perm("menu.view_recipe"))

    def find_hint(self, row: Dish) -> str:
        return f"RWF {parts.money(row.price)}" if row.status == DishStatus.ACTIVE else str(row.get_status_display())

    def has_strike_permission(self, request: HttpRequest, row: Dish | None = None) -> bool:
        """Who plans a day may also take a dish off it for now."""
        return request.user.has_perm("menu.change_menuitem") and here(request) is not None

    # --- its moves --------------------------------------------------------------------------------------

    @move(
        gettext_lazy("Activate"),
        permission="steer",
        icon="check",
        first=True,
        asks=AskWhyPerhaps,
        when=lambda dish: dish.status != DishStatus.ACTIVE and dish_page.published(dish) is not None,
        says=gettext_lazy("It can be put on menus and sold from then on."),
    )
    def activate(self, request: HttpRequest, dish: Dish, answers: dict[str, Any]) -> Done:
        dishes.activate(dish=dish, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(dish)s is active.") % {"dish": dish.name})

    @move(
        gettext_lazy("Write the recipe"),
        permission="steer",
        icon="book",
        first=True,
        when=lambda dish: dish_page.published(dish) is None,
        says=gettext_lazy("A draft is opened. A dish is sold only with a published recipe, so that its allergens are known."),
    )
    def write_recipe(self, request: HttpRequest, dish: Dish, answers: dict[str, Any]) -> Done:
        draft = recipes.start(dish=dish, by=request.user, now=clock.now())
        return Done(_("The draft is open."), go=reverse("admin:menu_recipeversion_change", args=[draft.pk]))

    @move(
        gettext_lazy("Put back"),
        permission="strike",
        icon="undo",
        first=True,
        when=lambda dish: dish.struck_until is not None,
        says=gettext_lazy("It is on sale again at once, where portions are left."),
    )
    def put_back(self, request: HttpRequest, dish: Dish, answers: dict[str, Any]) -> Done:
        strikes.lift(dish=dish, site=here(request), by=request.user, now=clock.now())
        return Done(_("%(dish)s is back on the menu.") % {"dish": dish.name})

    @move(
        gettext_lazy("Strike off"),
        permission="strike",
        icon="struck",
        asks=AskStrike,
        when=lambda dish: dish.status == DishStatus.ACTIVE and dish.struck_until is None,
        says=gettext_lazy("Nobody can order it until then. Orders that have it keep it."),
    )
    def strike_off(self, request: HttpRequest, dish: Dish, answers: dict[str, Any]) -> Done:
        strikes.strike_off(
            dish=dish, site=here(request), until=answers["until"], reason=answers["reason"], by=request.user, now=clock.now()
        )
        done = _("%(dish)s is struck off %(until)s.") % {"dish": dish.name, "until": dish_page.until(answers["until"])}
        return Done(done, undo="put_back")

    @move(
        gettext_lazy("Archive"),
        permission="steer",
        icon="archive",
        asks=AskWhy,
        when=lambda dish: dish.status != DishStatus.ARCHIVED,
        says=gettext_lazy("It leaves every menu to come. Orders that have it keep it."),
    )
    def archive(self, request: HttpRequest, dish: Dish, answers: dict[str, Any]) -> Done:
        dishes.archive(dish=dish, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(dish)s is archived.") % {"dish": dish.name})

    @move(
        gettext_lazy("Set photo"),
        permission="steer",
        icon="photo",
        asks=AskPhoto,
        says=gettext_lazy("A JPEG, PNG or WebP file of at most 12 MB. It is turned upright and made small; where it was taken is removed."),
    )
    def set_photo(self, request: HttpRequest, dish: Dish, answers: dict[str, Any]) -> Done:
        dishes.set_photo(dish=dish, content=answers["photo"].read(), by=request.user, now=clock.now())
        return Done(_("The photo is set."))

    @move(
        gettext_lazy("Remove photo"),
        permission="steer",
        icon="trash",
        asks=AskWhyPerhaps,
        when=lambda dish: bool(dish.photo),
        says=gettext_lazy("The drawn plate is shown again."),
    )
    def remove_photo(self, request: HttpRequest, dish: Dish, answers: dict[str, Any]) -> Done:
        dishes.remove_photo(dish=dish, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("The photo is removed."))
