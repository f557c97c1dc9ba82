"""Verbs as buttons: each asks first in a dialog, then calls one action of the domain and says what came of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.enums import ActionVariant

from core.common.errors import RuleBroken

Words = str | Promise


class Ask(forms.Form):
    """What a dialog asks. `row` is what the move is about (None for a move of a whole list).

    `say` is a sentence about this row, above the fields; widgets come from Unfold.
    """

    say: Words = ""
    elsewhere: str = ""
    """The page of the row, where a refusal was met on another page and can be dealt with there."""

    def __init__(self, *args: Any, request: HttpRequest, row: Model | None, **kwargs: Any) -> None:
        self.request, self.row = request, row
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class Done:
    """What a move says when it is done: a toast, the move that takes it back, the page to go to."""

    text: Words
    undo: str = ""
    go: str = ""


Verb = Callable[[Any, HttpRequest, Any, dict[str, Any]], Done | Words]


def move(
    title: Words,
    *,
    permission: str,
    icon: str = "",
    asks: type[Ask] = Ask,
    says: Words = "",
    submit: Words = "",
    when: Callable[[Any], bool] | None = None,
    first: bool = False,
    grave: bool = False,
) -> Callable[[Verb], Callable[..., HttpResponse]]:
    """Make a method `verb(self, request, row, answers)` of an admin class a button with a dialog.

    The button is shown where `has_<permission>_permission(request, row)` and `when(row)` hold; the verb runs on POST
    only, and the domain's action checks again, because a hidden button can still be posted to. RuleBroken is shown in
    the dialog. `first` marks the next move, `grave` what cannot be taken back.
    """

    def decorate(verb: Verb) -> Callable[..., HttpResponse]:
        @wraps(verb)
        def run(model_admin: Any, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
            row = None if object_id is None else model_admin.row_or_404(request, object_id)
            if not getattr(model_admin, f"has_{permission}_permission")(request, row):
                raise PermissionDenied
            typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
            form = asks(*typed, request=request, row=row)
            if request.method == "POST" and form.is_valid():
                try:
                    done = verb(model_admin, request, row, form.cleaned_data)
                except RuleBroken as broken:
                    return _refused(request, model_admin, row, form, dialog, broken)
                return _done(request, model_admin, row, done if isinstance(done, Done) else Done(done))
            return _dialog(request, form, dialog)

        dialog = {"title": title, "description": says, "form_class": asks, "form_submit_text": submit or title, "grave": grave}
        run.dialog = dialog
        run.short_description = title
        run.allowed_permissions = [permission]
        run.url_path = verb.__name__.replace("_", "-")
        run.icon = icon
        run.attrs = {}
        run.variant = ActionVariant.DANGER if grave else ActionVariant.PRIMARY if first else ActionVariant.DEFAULT
        run.original_function_name = verb.__name__
        run.when = when
        return run

    return decorate


def _dialog(request: HttpRequest, form: Ask, dialog: dict[str, Any]) -> HttpResponse:
    context = {"form": form, "dialog": dialog, "form_submit_text": dialog["form_submit_text"]}
    return TemplateResponse(request, "unfold/helpers/dialog.html", context)


def _refused(
    request: HttpRequest, model_admin: Any, row: Model | None, form: Ask, dialog: dict[str, Any], broken: RuleBroken
) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        messages.error(request, in_words(broken))
        return HttpResponseRedirect(_way_back(request, model_admin, row))
    said = [each for each in broken.items if each not in broken.text]
    form.add_error(broken.field if broken.field in form.fields else None, [broken.text, *said])
    page = row_page(row) if row is not None else ""
    form.elsewhere = page if urlsplit(request.headers.get("HX-Current-URL", "")).path != page else ""
    return _dialog(request, form, dialog)


def _done(request: HttpRequest, model_admin: Any, row: Model | None, done: Done) -> HttpResponse:
    undo = reverse(f"admin:{_name(model_admin)}_{done.undo}", args=[row.pk]) if done.undo and row is not None else ""
    messages.success(request, done.text, extra_tags=undo)
    url = done.go or _way_back(request, model_admin, row)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _way_back(request: HttpRequest, model_admin: Any, row: Model | None) -> str:
    """The page the dialog was opened on; without one, the row's page."""
    here = request.headers.get("HX-Current-URL", "") or request.headers.get("Referer", "")
    if here and url_has_allowed_host_and_scheme(here, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(here)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    if row is not None:
        return reverse(f"admin:{_name(model_admin)}_change", args=[row.pk])
    return reverse(f"admin:{_name(model_admin)}_changelist")


def _name(model_admin: Any) -> str:
    return f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"


def in_words(broken: RuleBroken) -> str:
    """A refusal as one message: its sentence, then one line for each row concerned."""
    return "\n".join([broken.text, *(each for each in broken.items if each not in broken.text)])


def row_page(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def each(request: HttpRequest, rows: Iterable[Model], verb: Callable[[Any], Any], said: Callable[[int], str]) -> None:
    """Run one verb on many selected rows: `said(number)` tells what was done; each refusal is named with its row."""
    done, refused = 0, []
    for row in rows:
        try:
            verb(row)
        except RuleBroken as broken:
            refused.append(format_html('<a class="link" href="{}">{}</a>: {}', row_page(row), row, in_words(broken)))
        else:
            done += 1
    if done:
        messages.success(request, said(done))
    if refused:
        head = ngettext("%(number)d was left as it is:", "%(number)d were left as they are:", len(refused)) % {"number": len(refused)}
        told = [head, *refused[:20], *([_("and more")] if len(refused) > 20 else [])]
        messages.warning(request, format_html_join("\n", "{}", ((text,) for text in told)))


def offered(model_admin: Any, request: HttpRequest, actions: Iterable[Any], row: Model) -> list[Any]:
    """The moves this person may make on this row as it is now; the first of them that is marked so is the green one."""
    shown, has_first = [], False
    for action in actions:
        method = action.method
        permitted = all(getattr(model_admin, f"has_{name}_permission")(request, row) for name in method.allowed_permissions)
        if not permitted or (getattr(method, "when", None) and not method.when(row)):
            continue
        if action.variant == ActionVariant.PRIMARY:
            action = copy.copy(action)
            action.variant = ActionVariant.DEFAULT if has_first else ActionVariant.PRIMARY
            has_first = True
        shown.append(action)
    return shown
