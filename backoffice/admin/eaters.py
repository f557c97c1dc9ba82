"""The people who eat, and who may order for them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.admin.base import DeskAdmin
from core.eaters.models import Eater, EaterCarer


@admin.register(Eater)
class EaterAdmin(DeskAdmin):
    read_only = True
    list_display = ["name", "carer_names", "created_at"]
    search_fields = ["name", "carers__user__name", "carers__user__phone"]
    search_help_text = gettext_lazy("Name or phone")
    ordering = ["name", "pk"]
    empty_title = gettext_lazy("No eaters yet")
    empty_text = gettext_lazy("Whoever orders for the first time stands here as the one who eats.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("carers__user")

    @display(description=gettext_lazy("Cared for by"))
    def carer_names(self, eater: Eater) -> str:
        return ", ".join(str(carer) for carer in eater.carers.all())


@admin.register(EaterCarer)
class EaterCarerAdmin(DeskAdmin):
    read_only = True
    list_display = ["eater", "user", "relationship", "may_order", "may_see_health"]
    list_filter = [("relationship", ChoicesDropdownFilter)]
    search_fields = ["eater__name", "user__name"]
    ordering = ["eater__name", "pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("eater", "user")
