"""Lists of days: from today on, unless the past is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.common import clock


class DaysFilter(admin.SimpleListFilter):
    """For models with a `date`."""

    title = gettext_lazy("days")
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("past", gettext_lazy("Past")), ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """The first choice is no filter's "All": it is the days to come."""
        chosen = list(super().choices(changelist))
        yield {**chosen[0], "display": _("From today")}
        yield from chosen[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(date__lt=clock.today()) if self.value() == "past" else queryset.filter(date__gte=clock.today())


def falling(request: HttpRequest) -> str:
    """ "-" before a field's name where the last of the past days stands first."""
    return "-" if request.GET.get("days") == "past" else ""
