"""One person who eats: carers, consent, ward, who looked; their health facts behind a door that is logged."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from backoffice.admin import moves
from backoffice.admin.accounts.people import when
from backoffice.admin.base import DeskAdmin
from backoffice.admin.eaters import health_page
from backoffice.admin.eaters.asks import AskCarer, AskCarerToLeave, AskName, AskReason, AskWhoAgreed, NewEaterForm
from backoffice.admin.moves import Done, move
from core.common import clock
from core.eaters import actions, looks, policies
from core.eaters.models import Consent, Eater, EaterCard, Relationship

TABS = {"carers": ("set_carer", "take_off_carer"), "consent": ("agree", "take_consent_back")}
"""Moves that stand in a tab, not on top of the page."""


@admin.register(Eater)
class EaterAdmin(DeskAdmin):
    """An eater has no form: what is known changes by moves, and health facts on a page of their own."""

    palette_icon = "person"
    add_label = gettext_lazy("New person to eat")
    history_parts = ("carers",)
    list_display = ["name", "carer_names", "created_at"]
    search_fields = ["name", "carers__user__name", "carers__user__phone"]
    search_help_text = gettext_lazy("Name or phone")
    ordering = ["name", "pk"]
    empty_title = gettext_lazy("No eaters yet")
    empty_text = gettext_lazy("Whoever orders for the first time stands here as the one who eats.")
    fieldsets = [(None, {"fields": ["name", "carer", "relationship"]})]
    add_form_template = "desk/form.html"
    change_form_template = "desk/record.html"
    actions_detail = ["admit", "discharge", "rename", "set_carer", "take_off_carer", "agree", "take_consent_back"]

    @property
    def custom_urls(self) -> list[tuple]:
        return [
            ("<int:object_id>/health", "eaters_eater_health", health_page.HealthPage.as_view(model_admin=self)),
            ("<int:object_id>/health/change", "eaters_eater_health_change", health_page.HealthChangePage.as_view(model_admin=self)),
        ]

    # --- who may --------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Eater | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Eater | None = None) -> bool:
        return False

    def has_care_permission(self, request: HttpRequest, obj: Eater | None = None) -> bool:
        """Writes down what is known of people, and who may act for them."""
        return policies.may_care(request.user)

    def has_admit_permission(self, request: HttpRequest, obj: Eater | None = None) -> bool:
        return policies.may_set_inpatient(request.user)

    # --- the list -------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("carers__user")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        ward = ["ward"] if self.has_admit_permission(request) else []
        return [*self.list_display[:1], *ward, *self.list_display[1:]]

    @display(description=gettext_lazy("Cared for by"))
    def carer_names(self, eater: Eater) -> str:
        return ", ".join(str(carer) for carer in eater.carers.all())

    @display(description=gettext_lazy("Ward"), ordering="is_inpatient")
    def ward(self, eater: Eater) -> str:
        return _("In-patient") if eater.is_inpatient else "–"

    # --- adding ---------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Eater | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs |= {"form": NewEaterForm, "fields": ["name"]}
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Eater | None = None) -> Any:
        return self.fieldsets if obj is None else [(None, {"fields": ["name"]})]

    def save_model(self, request: HttpRequest, obj: Eater, form: Any, change: bool) -> None:
        given = form.cleaned_data
        made = actions.add_eater(
            carer=given["carer"],
            name=given["name"],
            relationship=given["relationship"],
            by=request.user,
            now=clock.now(),
            why=request.POST.get("_why", "")[:300],
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    # --- one eater --------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: Eater) -> dict[str, Any]:
        shown = row.is_inpatient and self.has_admit_permission(request, row)
        return {"title": row.name, "hint": _("In-patient") if shown else ""}

    def find_hint(self, row: Eater) -> str:
        return ", ".join(str(carer) for carer in row.carers.all())

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """On top only what says how things stand; the moves of a tab stand in it."""
        inside = {name for names in TABS.values() for name in names}
        return [each for each in super().get_actions_detail(request, object_id) if each.method.original_function_name not in inside]

    def _moves(self, request: HttpRequest, row: Eater) -> dict[str, list[dict[str, Any]]]:
        """The moves of each tab that this person may make now."""
        base = {each.method.original_function_name: each for each in self._get_base_actions_detail()}
        return {
            tab: [
                {
                    "url": reverse(f"admin:eaters_eater_{each.method.original_function_name}", args=[row.pk]),
                    "title": each.method.short_description,
                    "icon": each.method.icon,
                    "grave": each.method.dialog["grave"],
                }
                for each in moves.offered(self, request, [base[name] for name in names], row)
            ]
            for tab, names in TABS.items()
        }

    def record(self, request: HttpRequest, row: Eater) -> dict[str, Any]:
        may = request.user.has_perm
        carers = list(row.carers.all())
        tabs = [{"key": "carers", "title": _("Carers"), "count": len(carers), "template": "desk/eater/carers.html"}]
        context: dict[str, Any] = {"facts": self._facts(row), "carers": carers, "tabs": tabs, "moves": self._moves(request, row)}
        if may("eaters.view_healthrecord"):
            tabs.insert(0, {"key": "health", "title": _("Health"), "count": None, "template": "desk/eater/door.html"})
            context["reasons_to_look"] = health_page.REASONS_TO_LOOK
        if may("eaters.view_consent"):
            context["consents"] = list(
                Consent.objects.filter(eater=row).select_related("given_by", "withdrawn_by").order_by("-given_at", "-pk")
            )
            tabs.append({"key": "consent", "title": _("Consent"), "count": None, "template": "desk/eater/consents.html"})
        if may("eaters.view_healthread"):
            context["days"] = looks.by_day(row.pk)
            tabs.append({"key": "looks", "title": _("Who looked"), "count": None, "template": "desk/eater/looks.html"})
        return context

    def _facts(self, row: Eater) -> list[tuple[Any, Any]]:
        card = EaterCard.objects.filter(eater=row, ended_at__isnull=True).first()
        return [(_("Added"), when(row.created_at)), (_("Card with a QR code"), when(card.made_at) if card else _("none"))]

    @move(
        gettext_lazy("Admit"),
        permission="admit",
        icon="bed",
        first=True,
        when=lambda eater: not eater.is_inpatient,
        says=gettext_lazy("From now on, what is not known of a dish stops the plate, and a dish that breaks a diet, too."),
    )
    def admit(self, request: HttpRequest, eater: Eater, answers: dict[str, Any]) -> Done:
        actions.set_inpatient(eater=eater, is_inpatient=True, by=request.user, now=clock.now())
        return Done(_("%(name)s is an in-patient.") % {"name": eater.name}, undo="discharge")

    @move(
        gettext_lazy("Gone home"),
        permission="admit",
        icon="home",
        when=lambda eater: eater.is_inpatient,
        says=gettext_lazy("What is not known of a dish then warns and no longer stops the plate."),
    )
    def discharge(self, request: HttpRequest, eater: Eater, answers: dict[str, Any]) -> Done:
        actions.set_inpatient(eater=eater, is_inpatient=False, by=request.user, now=clock.now())
        return Done(_("%(name)s is at home.") % {"name": eater.name}, undo="admit")

    @move(gettext_lazy("Change the name"), permission="care", icon="changed", asks=AskName, submit=gettext_lazy("Save"))
    def rename(self, request: HttpRequest, eater: Eater, answers: dict[str, Any]) -> Done:
        actions.set_name(eater=eater, name=answers["name"], by=request.user, now=clock.now(), why=answers["reason"])
        return Done(_("Saved."))

    @move(
        gettext_lazy("Carer and rights"),
        permission="care",
        icon="people",
        asks=AskCarer,
        submit=gettext_lazy("Save"),
        says=gettext_lazy("Be sure that the person wants this, or that the carer answers for them."),
    )
    def set_carer(self, request: HttpRequest, eater: Eater, answers: dict[str, Any]) -> Done:
        row = actions.set_carer(
            eater=eater,
            carer=answers["carer"],
            relationship=answers["relationship"],
            may_order=answers["may_order"],
            may_see_health=answers["may_see_health"],
            by=request.user,
            now=clock.now(),
            why=answers["reason"],
        )
        return Done(_("%(carer)s cares for %(name)s.") % {"carer": row.user.name, "name": eater.name})

    @move(
        gettext_lazy("Take a carer off"),
        permission="care",
        icon="close",
        asks=AskCarerToLeave,
        when=lambda eater: any(tie.relationship != Relationship.SELF for tie in eater.carers.all()),
        says=gettext_lazy("They order for this person no more and see no facts; what they ordered stays theirs."),
    )
    def take_off_carer(self, request: HttpRequest, eater: Eater, answers: dict[str, Any]) -> Done:
        actions.stop_caring(eater=eater, carer=answers["carer"], by=request.user, now=clock.now(), why=answers["reason"])
        return Done(_("%(carer)s is taken off.") % {"carer": answers["carer"].name})

    @move(
        gettext_lazy("Consent given"),
        permission="care",
        icon="shield-check",
        asks=AskWhoAgreed,
        submit=gettext_lazy("Save"),
        says=gettext_lazy("They agreed that health facts are kept and used for the plate (Law 058/2021)."),
    )
    def agree(self, request: HttpRequest, eater: Eater, answers: dict[str, Any]) -> Done:
        actions.give_consent(eater=eater, told_by=answers["told_by"], by=request.user, now=clock.now())
        return Done(_("Consent is written down."))

    @move(
        gettext_lazy("Consent taken back"),
        permission="care",
        icon="shield",
        asks=AskReason,
        grave=True,
        says=gettext_lazy("All health facts are emptied at once: the kitchen then knows nothing that would stop a dish."),
    )
    def take_consent_back(self, request: HttpRequest, eater: Eater, answers: dict[str, Any]) -> Done:
        actions.withdraw_consent(eater=eater, by=request.user, now=clock.now(), why=answers["reason"])
        return Done(_("What was known of the health of %(name)s is emptied.") % {"name": eater.name})
