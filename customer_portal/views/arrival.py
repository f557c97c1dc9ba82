"""Where a person goes after signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from core.accounts.policies import first_screen
from customer_portal import visitors

SCREENS = {"kitchen": "kitchen_screen:stations", "admin": "admin:index"}


@never_cache
@login_required
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the page they came for; else staff to their work, customers to the basket they filled, or to the menu."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(wanted)
    screen = SCREENS.get(first_screen(request.user))
    if screen is None:
        screen = "customer_portal:basket" if visitors.lines_of(request).exists() else "customer_portal:menu"
    return redirect(screen)


urlpatterns = [path("welcome/", after_sign_in, name="after-sign-in")]
