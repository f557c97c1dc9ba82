"""Sites and the audit trail."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter, DropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.admin import cells
from backoffice.admin.accounts import trail
from backoffice.admin.base import DeskAdmin, LogAdmin
from backoffice.admin.named import NamedAdmin
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.common import SiteSheet
from backoffice.templatetags import parts
from core.common.models import AuditEvent, Site


@admin.register(Site)
class SiteAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (SiteSheet,)
    palette_icon = "building"
    add_label = gettext_lazy("New site")
    list_display = ["thing", "state", "town", "phone", "vat", "late_after"]
    list_filter = ["is_active"]
    ordering = ["key", "pk"]
    empty_title = gettext_lazy("No sites yet")
    empty_text = gettext_lazy("A site is a kitchen with its own menu, zones, slots and books.")
    compressed_fields = False
    change_form_template = "desk/form.html"
    fieldsets = [
        (None, {"fields": [("name_en", "name_rw", "name_fr"), ("key", "town", "phone"), "is_active"]}),
        (gettext_lazy("Money"), {"fields": [("currency", "vat_percent")]}),
        (gettext_lazy("Clocks"), {"fields": [("late_after_minutes", "undo_seconds")]}),
    ]

    def head(self, request: HttpRequest, row: Site) -> dict[str, Any]:
        return {
            "title": row.name,
            "state": "active" if row.is_active else "archived",
            "state_word": "" if row.is_active else _("Closed"),
            "hint": row.town,
        }

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state(self, site: Site) -> SafeString:
        return parts.chip("active") if site.is_active else parts.chip("archived", _("Closed"))

    @display(description=gettext_lazy("VAT, %"), ordering="vat_percent")
    def vat(self, site: Site) -> SafeString:
        return cells.number(site.vat_percent)

    @display(description=gettext_lazy("Late after, min"), ordering="late_after_minutes")
    def late_after(self, site: Site) -> SafeString:
        return cells.number(site.late_after_minutes)


class VerbFilter(DropdownFilter):
    title = gettext_lazy("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return sorted(trail.WORDS.items(), key=lambda each: str(each[1]))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(LogAdmin):
    list_display = ["thing", "at", "by", "about", "reason"]
    list_display_links = ["thing"]
    list_filter = [VerbFilter, ("by", AutocompleteSelectFilter), ("at", RangeDateFilter)]
    list_select_related = ["by"]
    search_fields = ["subject_name", "reason"]
    search_help_text = gettext_lazy("Name of the row, or reason")
    ordering = ["-at", "-pk"]
    empty_title = gettext_lazy("Nothing here")
    empty_text = gettext_lazy("What people and the program did stands here, one line each; no line can be changed or taken away.")
    change_form_template = "desk/record.html"

    @display(description=gettext_lazy("What"), ordering="verb")
    def thing(self, event: AuditEvent) -> SafeString:
        return cells.thing(trail.verb_in_words(event.verb), trail.facts_in_words(event))

    @display(description=gettext_lazy("About"), ordering="subject_kind")
    def about(self, event: AuditEvent) -> str:
        return event.subject_name

    def head(self, request: HttpRequest, row: AuditEvent) -> dict[str, Any]:
        return {"title": f"{trail.verb_in_words(row.verb)}: {row.subject_name}", "hint": date_format(localtime(row.at), "D j M Y H:i:s")}

    def record(self, request: HttpRequest, row: AuditEvent) -> dict[str, Any]:
        return {
            "facts": [
                (_("By"), row.by),
                (_("At"), date_format(localtime(row.at), "D j M Y H:i:s")),
                (_("About"), _link(row)),
                (_("Why"), row.reason),
                (_("Facts"), trail.facts_in_words(row)),
                (_("Request"), row.request_id),
            ]
        }


def _link(event: AuditEvent) -> Any:
    """The row the event is about, and where it can be seen."""
    try:
        model = apps.get_model(event.subject_kind)
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[event.subject_key])
    except (LookupError, NoReverseMatch):
        return event.subject_name
    return format_html('<a class="link" href="{}">{}</a> ({})', url, event.subject_name, capfirst(model._meta.verbose_name))
