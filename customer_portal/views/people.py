"""The people a customer cares for: who they are, what they may eat, their card, who looked."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.common import clock
from core.common.errors import RuleBroken
from core.eaters import actions, looks
from core.eaters.health import EMPTY, Health, read
from core.eaters.models import Consent, ConsentPurpose, EaterCard, EaterCarer, Purpose, Relationship
from core.eaters.words import Names, target_in_words
from customer_portal.cards import qr
from customer_portal.forms.people import ASKED, PersonForm


@never_cache
@login_required
def people(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    actions.self_eater(person=request.user, by=request.user, now=now)
    carers = list(EaterCarer.objects.filter(user=request.user).select_related("eater").order_by("pk"))
    known = read([carer.eater_id for carer in carers if carer.may_see_health], by=request.user, purpose=Purpose.OWN, now=now)
    names = Names(known.values())
    cards = [(carer, names.facts(known[carer.eater_id]) if carer.may_see_health else None) for carer in _self_first(carers)]
    return render(request, "portal/people/list.html", {"cards": cards})


@sensitive_post_parameters()
@never_cache
@login_required
def add(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, known=EMPTY, initial={"key": uuid.uuid4().hex, "relationship": Relationship.CHILD})
    if request.method == "POST" and form.is_valid() and (kept := _keep(request, form, None)):
        messages.success(request, _("%(name)s is on your list.") % {"name": kept.name})
        return redirect("customer_portal:people")
    return render(request, "portal/people/form.html", {"form": form}, status=422 if form.is_bound else 200)


@sensitive_post_parameters()
@never_cache
@login_required
def person(request: HttpRequest, eater_id: int) -> HttpResponse:
    carer = _carer(request, eater_id)
    now = clock.now()
    known = read([eater_id], by=request.user, purpose=Purpose.OWN, now=now)[eater_id] if carer.may_see_health else None
    consent = Consent.objects.filter(eater=eater_id, purpose=ConsentPurpose.HEALTH, withdrawn_at__isnull=True).first()
    form = PersonForm(
        request.POST or None,
        known=known,
        own=carer.relationship == Relationship.SELF,
        agreed=consent is not None,
        initial={"key": uuid.uuid4().hex, "name": carer.eater.name, "relationship": carer.relationship},
    )
    if request.method == "POST" and form.is_valid() and _keep(request, form, carer):
        messages.success(request, _("Saved."))
        return redirect("customer_portal:people")
    context = {"form": form, "carer": carer, "consent": consent, "others": _other_targets(known)}
    return render(request, "portal/people/form.html", context, status=422 if form.is_bound else 200)


def _keep(request: HttpRequest, form: PersonForm, carer: EaterCarer | None) -> Any:
    """The eater as kept; None when the domain refused, which then stands in the form."""
    asked = form.cleaned_data
    try:
        return actions.keep_sheet(
            eater=carer.eater if carer else None,
            name=asked["name"],
            relationship=asked.get("relationship", Relationship.SELF),
            health=form.health(),
            agrees=asked.get("consent", False),
            expected=asked.get("version"),
            key=asked["key"],
            by=request.user,
            now=clock.now(),
        )
    except RuleBroken as refusal:
        form.refuse(refusal.field, [refusal.text, *refusal.items])
        return None


def _other_targets(known: Health | None) -> list[str]:
    """Targets this page does not ask for: a nutritionist wrote them, and they stay."""
    return [target_in_words(one) for one in known.targets if (one.nutrient, one.kind) not in ASKED] if known else []


@never_cache
@login_required
def card(request: HttpRequest, eater_id: int) -> HttpResponse:
    """GET shows the valid card; POST makes a new one, which ends the one before."""
    carer = _carer(request, eater_id)
    if request.method == "POST":
        actions.new_card(eater=carer.eater, by=request.user, now=clock.now())
        return redirect("customer_portal:person-card", eater_id)
    found = EaterCard.objects.filter(eater=eater_id, ended_at__isnull=True).first()
    return render(request, "portal/people/card.html", {"carer": carer, "card": found, "code": qr(found.token) if found else ""})


@never_cache
@login_required
def who_looked(request: HttpRequest, eater_id: int) -> HttpResponse:
    carer = _carer(request, eater_id)
    if not carer.may_see_health:
        raise Http404
    return render(request, "portal/people/looks.html", {"carer": carer, "days": looks.by_day(eater_id), "most": looks.MOST})


@never_cache
@login_required
def stop(request: HttpRequest, eater_id: int) -> HttpResponse:
    """Asks first, then takes the customer off the list of those who care."""
    carer = _carer(request, eater_id)
    if carer.relationship == Relationship.SELF:
        raise Http404
    if request.method == "POST":
        actions.stop_caring(eater=carer.eater, carer=request.user, by=request.user, now=clock.now())
        messages.success(request, _("%(name)s is off your list.") % {"name": carer.eater.name})
        return redirect("customer_portal:people")
    return render(request, "portal/people/stop.html", {"carer": carer})


@never_cache
@require_POST
@login_required
def take_consent_back(request: HttpRequest, eater_id: int) -> HttpResponse:
    carer = _carer(request, eater_id)
    if not carer.may_see_health:
        raise Http404
    try:
        actions.withdraw_consent(eater=carer.eater, by=request.user, now=clock.now())
    except RuleBroken as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("What we knew of the health of %(name)s is emptied.") % {"name": carer.eater.name})
    return redirect("customer_portal:person", eater_id)


def _carer(request: HttpRequest, eater_id: int) -> EaterCarer:
    """The customer's own tie to this eater; of somebody else's eater they do not learn that there is one."""
    found = EaterCarer.objects.select_related("eater").filter(user=request.user, eater=eater_id).first()
    if found is None:
        raise Http404
    return found


def _self_first(carers: list[EaterCarer]) -> list[EaterCarer]:
    return sorted(carers, key=lambda carer: carer.relationship != Relationship.SELF)


urlpatterns = [
    path("people/", people, name="people"),
    path("people/add/", add, name="person-add"),
    path("people/<int:eater_id>/", person, name="person"),
    path("people/<int:eater_id>/card/", card, name="person-card"),
    path("people/<int:eater_id>/looks/", who_looked, name="person-looks"),
    path("people/<int:eater_id>/stop/", stop, name="person-stop"),
    path("people/<int:eater_id>/consent/", take_consent_back, name="person-consent"),
]
