"""What is known of somebody's health, at the desk: opened for a purpose that is logged, changed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from backoffice.admin.eaters.health_form import DeskHealthForm
from backoffice.admin.pages import DeskPage
from core.common import clock
from core.common.errors import RuleBroken
from core.eaters import actions
from core.eaters import warnings as contradictions
from core.eaters.health import Health, read
from core.eaters.models import Consent, Eater, HealthRecord, Purpose
from core.eaters.words import Names

REASONS_TO_LOOK = [(purpose.value, capfirst(purpose.label)) for purpose in (Purpose.CARE, Purpose.QUESTION, Purpose.INCIDENT)]
MOST_CHANGES = 50


@dataclass(frozen=True)
class Change:
    """One writing of the record: which facts it touched, never what they said."""

    at: datetime
    who: str
    why: str
    fields: str


class OfEater(DeskPage):
    """A page about one eater; whoever may not open it does not learn whether there is one."""

    @cached_property
    def eater(self) -> Eater:
        return self.model_admin.row_or_404(self.request, str(self.kwargs["object_id"]))

    @property
    def eater_url(self) -> str:
        return reverse("admin:eaters_eater_change", args=[self.eater.pk])

    def top(self, title: str) -> dict[str, Any]:
        return {"title": title, "crumb": self.eater.name, "crumb_url": self.eater_url}


class HealthPage(OfEater):
    title = gettext_lazy("Health")
    permission_required = ("eaters.view_healthrecord",)
    template_name = "desk/eater/health.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a purpose nothing is opened: back to the eater, where the purposes stand."""
        if request.GET.get("for") not in dict(REASONS_TO_LOOK):
            return HttpResponseRedirect(f"{self.eater_url}#health")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = read([self.eater.pk], by=self.request.user, purpose=self.request.GET["for"], now=clock.now())[self.eater.pk]
        facts = Names([known]).facts(known)
        return super().get_context_data(**kwargs) | {
            "head": self.top(_("Health of %(name)s") % {"name": self.eater.name}),
            "eater": self.eater,
            "purpose": Purpose(self.request.GET["for"]).label,
            "safety": [fact for fact in facts if fact.is_safety],
            "facts": [(fact.title, fact.words) for fact in facts if not fact.is_safety],
            "warnings": contradictions.of_diets(known),
            "consent": Consent.objects.filter(eater=self.eater, withdrawn_at__isnull=True).select_related("given_by").first(),
            "changes": changes_of(self.eater),
            "may_change": self.request.user.has_perm("eaters.change_healthrecord"),
        }


@method_decorator(sensitive_post_parameters(), name="dispatch")
class HealthChangePage(OfEater):
    title = gettext_lazy("Change health facts")
    permission_required = ("eaters.change_healthrecord",)
    template_name = "desk/eater/health_change.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(request, self._form(request))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request)
        if form.is_valid() and self._written(request, form):
            messages.success(request, _("Saved: %(name)s") % {"name": self.eater.name})
            return HttpResponseRedirect(f"{reverse('admin:eaters_eater_health', args=[self.eater.pk])}?for={Purpose.CARE}")
        return self._show(request, form, status=422)

    def _form(self, request: HttpRequest) -> DeskHealthForm:
        known: Health = read([self.eater.pk], by=request.user, purpose=Purpose.CARE, now=clock.now())[self.eater.pk]
        return DeskHealthForm(request.POST or None, known=known)

    def _written(self, request: HttpRequest, form: DeskHealthForm) -> bool:
        try:
            actions.write_health(
                eater=self.eater,
                health=form.health(),
                by=request.user,
                now=clock.now(),
                why=form.why(),
                expected=form.cleaned_data["version"],
                accept_contradictions=form.cleaned_data["mean_it"],
            )
        except RuleBroken as refusal:
            form.refuse(refusal.field, [refusal.text, *refusal.items])
            form.asks_to_confirm = refusal.code == "diets_contradict"
            return False
        return True

    def _show(self, request: HttpRequest, form: DeskHealthForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(object_id=self.eater.pk) | {
            "head": self.top(_("Change what is known of %(name)s") % {"name": self.eater.name}),
            "eater": self.eater,
            "form": form,
        }
        return self.render_to_response(context, status=status)


def changes_of(eater: Eater) -> list[Change]:
    """Who wrote when and why, and which facts it touched: sealed texts that differ from those before."""
    rows = list(HealthRecord.history.filter(eater_id=eater.pk).select_related("history_user").order_by("history_date", "history_id"))
    told = []
    for before, row in zip([None, *rows], rows, strict=False):
        touched = [name for name in HealthRecord.SEALED if before is None or getattr(before, name) != getattr(row, name)]
        names = [str(HealthRecord._meta.get_field(name).verbose_name) for name in touched]
        fields = _("first written down") if before is None else ", ".join(names)
        told.append(Change(row.history_date, str(row.history_user or "–"), row.history_change_reason or "", fields))
    return told[::-1][:MOST_CHANGES]
