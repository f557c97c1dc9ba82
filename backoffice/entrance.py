"""The page an invitation leads to: an invited person chooses a password and goes on to the second factor."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.forms import SetPasswordForm
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.decorators import rate_limit
from allauth.utils import get_form_class
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.accounts import actions, invitations
from core.accounts.models import User
from core.common import clock
from core.common.errors import RuleBroken

STASH = "invitation"
OPENED = "open"
"""Stands in the address instead of the token once that lies in the session: logs and Referers must not tell it."""


@method_decorator([never_cache, rate_limit(action="reset_password_from_key"), sensitive_post_parameters()], name="dispatch")
class Invitation(View):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if token != OPENED:
            request.session[STASH] = token
            return HttpResponseRedirect(reverse("account_invitation", args=[OPENED]))
        person = invitations.person_of(request.session.get(STASH, ""))
        return _page(request, person, _form()(user=person)) if person else _used_up(request)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        token = request.session.get(STASH, "")
        person = invitations.person_of(token)
        if person is None:
            return _used_up(request)
        form = _form()(user=person, data=request.POST)
        if not form.is_valid():
            return _page(request, person, form)
        try:
            person = actions.accept_invitation(
                person=person, token=token, password=form.cleaned_data["password1"], by=person, now=clock.now()
            )
        except RuleBroken:
            return _used_up(request)
        request.session.pop(STASH)
        if request.user.is_authenticated and request.user != person:
            logout(request)
        return perform_password_login(request, {"email": person.email}, Login(user=person, email=person.email))


def _form() -> type[SetPasswordForm]:
    return get_form_class(app_settings.FORMS, "set_password", SetPasswordForm)


def _page(request: HttpRequest, person: User, form: Form) -> HttpResponse:
    return render(request, "account/invitation.html", {"person": person, "form": form})


def _used_up(request: HttpRequest) -> HttpResponse:
    return render(request, "account/invitation.html", {"person": None, "days": invitations.LASTS.days}, status=410)
