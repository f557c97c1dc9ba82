"""Who may order for whom, as a list of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from backoffice.admin.base import DeskAdmin
from core.eaters.models import EaterCarer


@admin.register(EaterCarer)
class EaterCarerAdmin(DeskAdmin):
    read_only = True
    list_display = ["eater", "user", "relationship", "may_order", "may_see_health"]
    list_filter = [("relationship", ChoicesDropdownFilter)]
    search_fields = ["eater__name", "user__name"]
    ordering = ["eater__name", "pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("eater", "user")
