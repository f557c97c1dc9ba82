"""Where the kitchen delivers: zones with their fees and sectors."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.forms import PaginationInlineFormSet

from backoffice.admin import cells
from backoffice.admin.base import DeskAdmin
from backoffice.admin.lines import LineInline
from backoffice.admin.named import NamedAdmin
from backoffice.places import here
from backoffice.spreadsheets.admin import SpreadsheetPages
from backoffice.spreadsheets.zones import SectorSheet, ZoneFeeSheet, ZoneSheet
from backoffice.templatetags import parts
from core.common.money import show
from core.zones.models import Sector, Zone, ZoneFee


class FeeFormSet(PaginationInlineFormSet):
    """Steps may leave a gap, which is not served; they may not overlap."""

    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")]
        steps = sorted((step for step in kept if step.get("order_from") is not None), key=lambda step: step["order_from"])
        for step, following in pairwise(steps):
            if step["order_to"] is None or step["order_to"] > following["order_from"]:
                words = {"one": show(step["order_from"]), "two": show(following["order_from"])}
                raise ValidationError(_("The step from RWF %(one)s reaches into the one from RWF %(two)s. End it there.") % words)


class FeeInline(LineInline):
    model = ZoneFee
    formset = FeeFormSet
    fields = ["order_from", "order_to", "fee", "is_served"]
    ordering = ["order_from", "pk"]


@admin.register(Zone)
class ZoneAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
    sheets = (ZoneSheet, ZoneFeeSheet)
    palette_icon = "map"
    list_display = ["thing", "state", "kind", "fee", "minimum", "promised", "sector_count", "priority"]
    list_filter = [("kind", ChoicesDropdownFilter), ("site", RelatedDropdownFilter), "is_active"]
    list_views = [(gettext_lazy("All"), {}), (gettext_lazy("Closed"), {"is_active__exact": "0"})]
    ordering = ["site", "priority", "pk"]
    empty_title = gettext_lazy("No zones yet")
    empty_text = gettext_lazy("A zone is a part of the world with one set of delivery terms. What is in no zone is not served.")
    compressed_fields = False
    autocomplete_fields = ["sectors"]
    history_parts = ("fees",)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name_en", "name_rw", "name_fr"),
                    ("kind", "site", "key"),
                    ("minimum_order", "promised_minutes", "priority", "is_active"),
                    "sectors",
                ]
            },
        )
    ]
    change_form_template = "desk/form.html"
    inlines = [FeeInline]

    class Media:
        js = ["desk/lines.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("site").prefetch_related("fees").annotate(sectors_in=Count("sectors"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        site = here(request)
        return {"site": site.pk if site else None, **super().get_changeform_initial_data(request)}

    def head(self, request: HttpRequest, row: Zone) -> dict[str, Any]:
        return {
            "title": row.name,
            "state": "active" if row.is_active else "archived",
            "state_word": "" if row.is_active else _("Closed"),
            "hint": row.site.name,
        }

    def find_hint(self, row: Zone) -> str:
        return fees_in_words(row)

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state(self, zone: Zone) -> SafeString:
        return parts.chip("active") if zone.is_active else parts.chip("archived", _("Closed"))

    @display(description=gettext_lazy("Delivery, RWF"))
    def fee(self, zone: Zone) -> SafeString:
        return cells.number(fees_in_words(zone))

    @display(description=gettext_lazy("Order from, RWF"), ordering="minimum_order")
    def minimum(self, zone: Zone) -> SafeString:
        return cells.francs(zone.minimum_order)

    @display(description=gettext_lazy("Minutes"), ordering="promised_minutes")
    def promised(self, zone: Zone) -> SafeString:
        return cells.number(zone.promised_minutes)

    @display(description=gettext_lazy("Sectors"), ordering="sectors_in")
    def sector_count(self, zone: Any) -> SafeString:
        return cells.number(zone.sectors_in)


def fees_in_words(zone: Zone) -> str:
    """free; 1,000; 0 – 2,000 where steps differ; not served."""
    fees = [step.fee for step in zone.fees.all() if step.is_served]
    if not fees:
        return _("not served")
    low, high = min(fees), max(fees)
    if high == 0:
        return _("free")
    return show(low) if low == high else f"{show(low)} – {show(high)}"


@admin.register(Sector)
class SectorAdmin(SpreadsheetPages, DeskAdmin):
    sheets = (SectorSheet,)
    list_display = ["thing", "district", "province", "code", "served"]
    list_display_links = ["thing"]
    list_filter = [("province", AllValuesCheckboxFilter), ("district", AllValuesCheckboxFilter)]
    search_fields = ["name", "district", "=code"]
    search_help_text = gettext_lazy("Sector, district or code")
    ordering = ["province", "district", "name", "pk"]
    empty_title = gettext_lazy("No sectors yet")
    empty_text = gettext_lazy("Sectors of Rwanda come as a spreadsheet; a zone names those it reaches.")
    compressed_fields = False
    fields = [("name", "district", "province"), "code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("zones")

    @display(description=gettext_lazy("Sector"), ordering="name")
    def thing(self, sector: Sector) -> SafeString:
        return cells.thing(sector.name)

    @display(description=gettext_lazy("Served by"))
    def served(self, sector: Sector) -> SafeString:
        found = [(reverse("admin:zones_zone_change", args=[zone.pk]), zone.name) for zone in sector.zones.all()]
        return cells.links(found) if found else format_html('<span class="hint">{}</span>', _("not served"))
