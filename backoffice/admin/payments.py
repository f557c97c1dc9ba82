"""Charges and the attempts to settle them; to look at, they change with their orders."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.admin.base import DeskAdmin
from backoffice.templatetags import parts
from core.common.money import show
from core.payments.models import Attempt, Charge


def money_cell(amount: int) -> SafeString:
    return format_html('<span class="money">{}</span>', show(amount))


@admin.register(Charge)
class ChargeAdmin(DeskAdmin):
    read_only = True
    list_display = ["thing", "state", "made_at", "settled_at", "money"]
    list_display_links = ["thing"]
    list_filter = [("status", ChoicesDropdownFilter), ("made_at", RangeDateFilter)]
    search_fields = ["payable_key", "payer__name"]
    search_help_text = gettext_lazy("Number or name")
    list_after_template = "desk/list_total.html"
    list_views = [
        (gettext_lazy("To pay"), {"status__exact": "due"}),
        (gettext_lazy("Paid"), {"status__exact": "paid"}),
        (gettext_lazy("All"), {}),
    ]
    ordering = ["-made_at", "-pk"]
    empty_title = gettext_lazy("No charges here")
    empty_text = gettext_lazy("Each order brings one charge.")
    change_form_template = "desk/record.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("payer", "site")

    @display(description=gettext_lazy("For"), ordering="payable_key")
    def thing(self, charge: Charge) -> SafeString:
        return format_html('<span class="thing">{}<small>{}</small></span>', charge.payer.name, charge.payable_key)

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, charge: Charge) -> SafeString:
        return parts.chip(charge.status)

    @display(description="RWF", ordering="amount")
    def money(self, charge: Charge) -> SafeString:
        return money_cell(charge.amount)

    def list_totals(self, request: HttpRequest, rows: Any) -> list[tuple[Any, Any]]:
        return [(_("Total"), f"RWF {show(rows.aggregate(sum=Sum('amount'))['sum'] or 0)}")]

    def head(self, request: HttpRequest, row: Charge) -> dict[str, Any]:
        return {"title": f"{row.payable_key} · RWF {show(row.amount)}", "state": row.status}

    def record(self, request: HttpRequest, row: Charge) -> dict[str, Any]:
        attempts = list(row.attempts.select_related("received_by").order_by("pk"))
        facts = [
            (_("For"), row.payable_key),
            (_("Payer"), row.payer.name),
            (_("Amount"), f"RWF {show(row.amount)}"),
            (_("Site"), row.site.name),
        ]
        tabs = [{"key": "payments", "title": _("Payments"), "count": len(attempts), "template": "desk/order/payments.html"}]
        return {"facts": facts, "attempts": attempts, "tabs": tabs}


@admin.register(Attempt)
class AttemptAdmin(DeskAdmin):
    read_only = True
    list_display = ["charge", "state", "method", "made_at", "settled_at", "received_by", "money"]
    list_filter = [("status", ChoicesDropdownFilter), ("method", ChoicesDropdownFilter), ("made_at", RangeDateFilter)]
    search_fields = ["charge__payable_key", "received_by__name"]
    search_help_text = gettext_lazy("Number or name")
    ordering = ["-made_at", "-pk"]
    empty_title = gettext_lazy("No payments here")
    empty_text = gettext_lazy("Each try to pay a charge stands here, with what became of it.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("charge", "received_by")

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, attempt: Attempt) -> SafeString:
        return parts.chip(attempt.status)

    @display(description="RWF", ordering="amount")
    def money(self, attempt: Attempt) -> SafeString:
        return money_cell(attempt.amount)
