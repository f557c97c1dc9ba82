"""What rows with a key and a name in three languages share."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

NAMES = ("name_en", "name_rw", "name_fr")


class NamedAdmin:
    """Mixin: found by any of its names, and by its key, which is made from the English name and never changes."""

    search_fields = [*NAMES, "key"]
    search_help_text = _("Name in any language, or key")
    list_display_links = ["thing"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Spreadsheets, recipes and diets find the row by its key."""
        return [*super().get_readonly_fields(request, obj), *(["key"] if obj else [])]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, list[str]]:
        return {} if obj else {"key": ["name_en"]}

    @display(description=_("Name"), ordering="name_en")
    def thing(self, row: Any) -> SafeString:
        """Its name in the reader's language, and small the Kinyarwanda one the kitchen says."""
        other = row.name_rw if row.name_rw != row.name else row.name_en
        if not other or other == row.name:
            return format_html('<span class="thing">{}</span>', row.name)
        return format_html('<span class="thing">{}<small>{}</small></span>', row.name, other)
