"""A customer's account: name, language, ways to sign in, the key for programs."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.accounts import actions
from core.common import clock
from core.common.models import Language


class ProfileForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=gettext_lazy("Language of our messages"), choices=Language.choices, widget=forms.RadioSelect)


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = ProfileForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person=person, by=person, now=clock.now(), **form.cleaned_data)
        translation.activate(person.language)
        messages.success(request, _("Saved."))
        response = redirect("customer_portal:account")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, max_age=settings.SESSION_COOKIE_AGE, samesite="Lax")
        return response
    return render(request, "portal/account/page.html", {"form": form}, status=422 if form.is_bound else 200)


urlpatterns = [path("account/", account, name="account")]
