"""The words dishes are sorted by, and the places where they are made."""

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
from backoffice.spreadsheets.menu import CategorySheet, StationSheet
from backoffice.templatetags.parts import chip
from core.menu.models import Category, DishStatus, Station

ACTIVE = Q(dishes__status=DishStatus.ACTIVE)


class SortedAdmin(NamedAdmin, DeskAdmin):
    """Few rows in an order of their own, each with the dishes it holds."""

    ordering = ["position", "pk"]
    compressed_fields = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(active=Count("dishes", filter=ACTIVE, distinct=True))

    @display(description=_("Dishes on sale"), ordering="active")
    def dishes(self, row: Any) -> SafeString:
        return cells.number(row.active)

    @display(description=_("Position"), ordering="position")
    def place(self, row: Any) -> SafeString:
        return cells.number(row.position)


@admin.register(Category)
class CategoryAdmin(SpreadsheetPages, SortedAdmin):
    sheets = (CategorySheet,)
    list_display = ["thing", "place", "dishes"]
    fieldsets = [(None, {"fields": [("name_en", "name_rw", "name_fr"), ("key", "position")]})]
    empty_text = _("Categories are the headings of the menu: breakfast, lunch, beverages.")


@admin.register(Station)
class StationAdmin(SpreadsheetPages, SortedAdmin):
    sheets = (StationSheet,)
    list_display = ["thing", "state", "place", "dishes"]
    list_filter = ["is_active"]
    fieldsets = [(None, {"fields": [("name_en", "name_rw", "name_fr"), ("key", "position", "is_active")]})]
    empty_text = _("A station is a place in the kitchen with a board of its own: hot, cold, drinks.")

    @display(description=_("State"), ordering="is_active")
    def state(self, row: Station) -> SafeString:
        return chip("active") if row.is_active else chip("archived", _("Closed"))

    def head(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"title": row.name, "state": "active" if row.is_active else "archived", "state_word": "" if row.is_active else _("Closed")}
