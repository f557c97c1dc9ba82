"""What every admin class of the desk shares.

`DeskAdmin` for rows with history (backoffice.spreadsheets.admin lets spreadsheets in and out), `LogAdmin` for rows that
are only ever added. The order of the bases is the one in which all of Unfold's pages keep their clothes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from backoffice import search
from backoffice.admin import moves, pills
from backoffice.admin.guarded import Guarded
from backoffice.admin.history import HistoryPage
from backoffice.admin.scripts import lightened
from core.common.errors import RuleBroken
from core.common.history import acting

Words = str | Promise
ASSIGNED_BY_ACTIONS = ("status", "portions_sold", "reserved")


class Desk:
    """The mixin; stands before Django's and the libraries' classes."""

    list_per_page = 50
    list_max_show_all = 200
    list_fullwidth = True
    list_filter_submit = True
    list_before_template = "desk/list_top.html"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    warn_unsaved_form = True
    add_label: Words = ""  # "New order"; else "New" and the model's name
    empty_title: Words = ""
    empty_text: Words = ""  # one sentence: what belongs here
    read_only = False  # a record changes by its moves alone, or never
    palette_icon = ""  # given: Ctrl K finds rows of this kind by search_fields
    list_views: Sequence[tuple[Words, dict[str, str]]] = ()  # saved views above a list: title, what it asks for

    # --- who may ------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not self.read_only and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.read_only and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.read_only and super().has_delete_permission(request, obj)

    def has_steer_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """May press the verbs that change a record, also one whose form is closed to everybody."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """States, and when and by whom they were reached, are assigned by actions, never typed."""
        fixed = [field.name for field in self.opts.get_fields() if getattr(field, "editable", False) and is_assigned(field.name)]
        return [*super().get_readonly_fields(request, obj), *fixed]

    # --- lists ----------------------------------------------------------------------------------------

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What the class says, then the primary key, so that no two pages show the same row."""
        order = list(super().get_ordering(request))
        last = order[-1] if order else ""
        is_falling = isinstance(last, str) and last.startswith("-")
        return order if last in ("pk", "-pk") else [*order, "-pk" if is_falling else "pk"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"head": {"title": capfirst(self.opts.verbose_name_plural)}, **(extra_context or {})}
        response = super().changelist_view(request, context)
        if "cl" in (getattr(response, "context_data", None) or {}):
            cl = response.context_data["cl"]
            response.context_data["media"] = lightened(response.context_data["media"])
            response.context_data["pills"] = pills.of(cl)
            response.context_data["views"] = self._views(request)
            response.context_data["totals"] = self.list_totals(request, cl.queryset)
        return response

    def list_totals(self, request: HttpRequest, rows: QuerySet) -> list[tuple[Words, Any]]:
        """Sums under the list over all its pages: (label, value). Needs `list_after_template = "desk/list_total.html"`."""
        return []

    def _views(self, request: HttpRequest) -> list[dict[str, Any]]:
        asked = {name: value for name, value in request.GET.items() if name not in ("p", "o", "q")}
        return [{"title": title, "query": where, "active": asked == where} for title, where in self.list_views]

    # --- one record -----------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: Model) -> dict[str, Any]:
        """What stands on top of a record: `title`, `state`, `due`, `due_word`, `hint`."""
        state = getattr(row, "status", "")
        return {"title": str(row), "state": state}

    def record(self, request: HttpRequest, row: Model) -> dict[str, Any]:
        """Context of the record's own template; see templates/desk/record.html for what it takes."""
        return {}

    def row_or_404(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(str(object_id)))
        if row is None:
            raise Http404
        return row

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Read once a page; under lock while a form is saved, so that a verb pressed meanwhile is not undone by older values."""
        at_hand = request.__dict__.setdefault("_rows_at_hand", {})
        if request.method == "GET":
            key = (self.model, str(object_id), from_field)
            if key not in at_hand:
                at_hand[key] = super().get_object(request, object_id, from_field)
            return at_hand[key]
        if request.method == "POST" and connection.in_atomic_block:
            field = from_field or self.opts.pk.name
            try:
                list(self.model._base_manager.select_for_update().filter(**{field: object_id}).values_list("pk"))
            except (ValidationError, ValueError):
                return None
        return super().get_object(request, object_id, from_field)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        return moves.offered(self, request, self._get_base_actions_detail(), self.row_or_404(request, object_id))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A save is recorded with the reason typed beside the button; what the domain refuses is said in the form, as typed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if self.read_only:
            raise PermissionDenied
        with acting(by=request.user, why=request.POST.get("_why", "")[:300]):
            try:
                return super().changeform_view(request, object_id, form_url, extra_context)
            except RuleBroken as broken:
                request.refusal = broken
                return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (Guarded, form), {"refusal": getattr(request, "refusal", None)})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        crumb = {"crumb": capfirst(self.opts.verbose_name_plural), "crumb_url": self._list_url()}
        if obj is None:
            new = self.add_label or _("New %(name)s") % {"name": self.opts.verbose_name}
            context |= {"head": {"title": new, **crumb}}
        else:
            context |= {
                "head": {**crumb, **self.head(request, obj)},
                "row": obj,
                "why": request.POST.get("_why", ""),
                "show_history": hasattr(obj, "history"),
                **self.record(request, obj),
            }
        context["media"] = lightened(context["media"], writes_slugs=bool(self.get_prepopulated_fields(request, obj)))
        context["sorts_lines"] = any(getattr(lines.opts, "ordering_field", None) for lines in context["inline_admin_formsets"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_change(request, obj)
        return self._saved(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        messages.success(request, _("Deleted: %(name)s") % {"name": obj_display})
        return HttpResponseRedirect(self._list_url())

    def _saved(self, request: HttpRequest, row: Model) -> HttpResponse:
        """Stay on the record, or open the next empty form when asked to."""
        messages.success(request, _("Saved: %(name)s") % {"name": row})
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if "_addanother" in request.POST:
            return HttpResponseRedirect(reverse(f"{name}_add"))
        if self.has_view_or_change_permission(request, row):
            return HttpResponseRedirect(reverse(f"{name}_change", args=[row.pk]))
        return HttpResponseRedirect(reverse("admin:index"))

    def _list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    # --- Ctrl K -----------------------------------------------------------------------------------------

    def find(self, request: HttpRequest, term: str) -> search.Kind:
        """A few rows that the term names; nothing for who may not see the list."""
        kind = search.Kind(capfirst(self.opts.verbose_name_plural), self.palette_icon, [])
        if self.palette_icon and self.has_view_permission(request):
            rows, _doubles = self.get_search_results(request, self.get_queryset(request), term)
            for row in rows.order_by(*self.get_ordering(request))[: search.A_KIND]:
                url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
                kind.hits.append(search.Hit(str(row), str(self.find_hint(row)), url))
        return kind

    def find_hint(self, row: Any) -> Words:
        """The few words beside a hit: its state, a price."""
        return row.get_status_display() if hasattr(row, "get_status_display") else ""


def is_assigned(name: str) -> bool:
    return name in ASSIGNED_BY_ACTIONS or name.endswith(("_at", "_by"))


class LogAdmin(Desk, ModelAdmin):
    """For rows that are added and never changed: a list and a page to read."""

    read_only = True


class DeskAdmin(HistoryPage, Desk, SimpleHistoryAdmin, ModelAdmin):
    """For rows with history."""
