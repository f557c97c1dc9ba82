"""The history page of a record: step by step, and any two versions side by side."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice import changes


class HistoryPage:
    """Mixin before SimpleHistoryAdmin. `history_parts` names the reverse relations whose changes belong to the record."""

    history_parts: tuple[str, ...] = ()
    steps_per_page = 40

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        row = self._row_or_last(request, object_id)
        if not self.has_view_history_or_change_history_permission(request, row):
            raise PermissionDenied
        story = changes.Story(row, self.history_parts)
        page = Paginator(story.steps(), self.steps_per_page).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("What changed in %(name)s") % {"name": row},
            "head": {
                "title": _("What changed in %(name)s") % {"name": row},
                "crumb": str(row),
                "crumb_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]),
            },
            "opts": self.opts,
            "row": row,
            "page": page,
            **self._compared(request, story),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "desk/changes.html", context)

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None) -> HttpResponse:
        """simple_history's form would let an old version be posted over the row past every rule: there is no such page."""
        raise Http404

    def _row_or_last(self, request: HttpRequest, object_id: str) -> Model:
        """The row, or what it was when it was deleted."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            key = self.model._meta.pk.attname
            record = self.model.history.filter(**{key: unquote(object_id)}).order_by("-history_date", "-history_id").first()
            if record is None:
                raise Http404
            row = record.instance
        return row

    def _compared(self, request: HttpRequest, story: changes.Story) -> dict[str, Any]:
        versions = story.versions
        if len(versions) < 2:
            return {"versions": []}
        by_key = {str(version.history_id): version for version in versions}
        earlier = by_key.get(request.GET.get("from", ""), versions[0])
        later = by_key.get(request.GET.get("to", ""), versions[-1])
        changed, kept = story.compare(earlier, later)
        return {"versions": versions, "earlier": earlier, "later": later, "changed": changed, "kept": kept}
