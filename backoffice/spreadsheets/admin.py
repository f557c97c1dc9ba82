"""The pages of the staff tool on which spreadsheets come in and go out.

    class DishAdmin(SpreadsheetPages, NamedAdmin, DeskAdmin):
        sheets = (DishSheet,)

    class OrderAdmin(ExportPages, DeskAdmin):
        sheets = (OrderSheet,)
        export_permission = "orders.export_order"

The mixin stands first. An admin with several sheets (zones and their fees) asks which of them a file is about. Importing
needs the right to change the model, exporting the right to see it, or `export_permission`. The addresses are those of
django-import-export: `<app>_<model>_import`, `…_process_import`, `…_export`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from import_export.admin import ExportMixin, ImportMixin

from backoffice.spreadsheets import guards, preview, store, writers
from backoffice.spreadsheets.columns import REQUIRED
from backoffice.spreadsheets.forms import ConfirmForm, ExportForm, ImportForm
from backoffice.spreadsheets.plans import Plan
from backoffice.spreadsheets.readers import read
from backoffice.spreadsheets.sheets import Sheet
from backoffice.spreadsheets.tables import FileRefused
from core.common import clock


class Pages:
    """What both directions share."""

    sheets: tuple[type[Sheet], ...] = ()

    def _page(self, request: HttpRequest, title: str, template: str, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        back = {"crumb": capfirst(self.opts.verbose_name_plural), "crumb_url": reverse(f"admin:{self._stem}_changelist")}
        context = {**self.admin_site.each_context(request), "title": title, "head": {"title": title, **back}, "opts": self.opts, **context}
        return TemplateResponse(request, template, context)

    @property
    def _stem(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _file(self, kind: str, stem: str, headers: Any, lines: Any) -> HttpResponse:
        name = f"{stem}-{clock.today():%Y-%m-%d}.{kind}"
        if kind == writers.XLSX:
            return FileResponse(writers.as_xlsx(headers, lines), as_attachment=True, filename=name, content_type=writers.TYPES[kind])
        response = StreamingHttpResponse(writers.as_csv(headers, lines), content_type=writers.TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ExportPages(Pages, ExportMixin):
    """Take a list away, as it is filtered."""

    export_permission = ""

    def has_export_permission(self, request: HttpRequest) -> bool:
        if self.export_permission:
            return request.user.has_perm(self.export_permission)
        return super().has_export_permission(request)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def export_action(self, request: HttpRequest) -> HttpResponse:
        if not self.has_export_permission(request):
            raise PermissionDenied
        rows = self.get_export_queryset(request)
        form = ExportForm(request.POST or None, sheets=self.sheets)
        if request.method == "POST" and form.is_valid():
            sheet = form.sheet()
            return self._file(form.cleaned_data["kind"], file_stem(sheet), list(sheet.fields), sheet.out(sheet.chosen(rows)))
        title = _("Export %(things)s") % {"things": self.opts.verbose_name_plural}
        comes_back = any(sheet.comes_in for sheet in self.sheets)
        context = {"form": form, "number": rows.count(), "is_filtered": bool(request.GET), "comes_back": comes_back}
        return self._page(request, title, "desk/export.html", **context)


class SpreadsheetPages(ExportPages, ImportMixin):
    """Bring a file in: see what it would change, then confirm."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"

    @property
    def _incoming(self) -> tuple[type[Sheet], ...]:
        return tuple(sheet for sheet in self.sheets if sheet.comes_in)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form; with a file, what it would change. Nothing is written."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if "empty" in request.GET:
            return self._empty_file(request)
        form = ImportForm(request.POST or None, request.FILES or None, sheets=self._incoming)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                guards.check_size(file.size)
                content = file.read()
                plan = self._plan(request, form.sheet, file.name, content, form.switches, dry_run=True)
            except FileRefused as refused:
                form.add_error("file", [refused.text, *refused.items])
            else:
                token = store.keep(name=file.name, content=content, owner=request.user.pk)
                return self._preview(request, plan, token, form.sheet, form.switches)
        title = _("Import %(things)s") % {"things": self.opts.verbose_name_plural}
        columns = [(sheet.title, _columns(sheet), sheet.__name__) for sheet in self._incoming]
        return self._page(request, title, "desk/import_file.html", form=form, columns=columns)

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write what was previewed, all or nothing; or hand out the refused rows."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST)
        sheets = {sheet.__name__: sheet for sheet in self._incoming}
        try:
            if not form.is_valid():
                raise FileRefused(_("The preview is too old. Choose the file again."), code="preview_gone")
            token, asked = form.cleaned_data["token"], form.cleaned_data["asked"]
            kept, sheet = store.find(token, owner=request.user.pk), sheets[asked["sheet"]]
            downloads = request.POST.get("do") == "download"
            plan = self._plan(
                request,
                sheet,
                kept.name,
                kept.content,
                asked["switches"],
                dry_run=downloads,
                seen="" if downloads else asked["seen"],
                leave_out_refused=request.POST.get("do") == "leave_out",
            )
        except FileRefused as refused:
            messages.error(request, "\n".join([refused.text, *refused.items]))
            return HttpResponseRedirect(reverse(f"admin:{self._stem}_import"))
        if downloads:
            return self._file(writers.XLSX, f"{file_stem(sheet)}-refused", *preview.refused_lines(plan))
        if not plan.is_written:
            return self._preview(request, plan, token, sheet, asked["switches"])
        store.forget(token, owner=request.user.pk)
        messages.success(request, said(plan))
        return HttpResponseRedirect(reverse(f"admin:{self._stem}_changelist"))

    def _plan(
        self, request: HttpRequest, sheet: type[Sheet], name: str, content: bytes, switches: dict[str, bool], *, dry_run: bool, **how: Any
    ) -> Plan:
        table = read(name, content)
        return sheet().import_data(table, dry_run=dry_run, by=request.user, now=clock.now(), source=name, **switches, **how)

    def _preview(self, request: HttpRequest, plan: Plan, token: str, sheet: type[Sheet], switches: dict[str, bool]) -> TemplateResponse:
        confirm = ConfirmForm.of(token=token, sheet=sheet, switches=switches, seen=plan.digest())
        context = {
            "plan": plan,
            "preview": preview.of(plan, sheet.key),
            "confirm": confirm,
            "import_url": reverse(f"admin:{self._stem}_import"),
            "process_url": reverse(f"admin:{self._stem}_process_import"),
            "to_write": plan.totals["new"] + plan.totals["update"],
        }
        title = _("Import %(things)s") % {"things": str(sheet.title).lower()}
        return self._page(request, title, "desk/import_preview.html", **context)

    def _empty_file(self, request: HttpRequest) -> HttpResponse:
        """A workbook with nothing but the headers."""
        sheet = {sheet.__name__: sheet for sheet in self._incoming}.get(request.GET["empty"], self._incoming[0])()
        return self._file(writers.XLSX, file_stem(sheet), list(sheet.fields), [])


def file_stem(sheet: Sheet | type[Sheet]) -> str:
    name = sheet.__name__ if isinstance(sheet, type) else type(sheet).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name.removesuffix("Sheet")).lstrip("-")


def said(plan: Plan) -> str:
    """What was done, in one line."""
    new, changed = plan.totals["new"], plan.totals["update"]
    parts = []
    if new:
        parts.append(ngettext("%(number)d row added", "%(number)d rows added", new) % {"number": new})
    if changed:
        parts.append(ngettext("%(number)d row changed", "%(number)d rows changed", changed) % {"number": changed})
    if plan.refused:
        left = len(plan.refused)
        parts.append(ngettext("%(number)d row left out", "%(number)d rows left out", left) % {"number": left})
    return ", ".join(parts) or _("Nothing had to be changed")


def _columns(sheet: type[Sheet]) -> list[dict[str, Any]]:
    """What a file of this list may hold: header, in words, whether it finds the row or is needed for a new one."""
    made = sheet()
    return [
        {"name": name, "label": column.label, "is_key": name in sheet.key, "is_required": column.empty is REQUIRED}
        for name, column in made.fields.items()
    ]
