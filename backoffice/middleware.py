"""Middleware of the whole project: who is at work, and the staff's second factor."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.common.history import acting

GetResponse = Callable[[HttpRequest], HttpResponse]


class WhoAndWhy:
    """Everything a request writes is recorded as done by its user, under one request id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        with acting(by=user, request_id=uuid.uuid4().hex):
            return self.get_response(request)


class StaffSecondFactor:
    """Staff pages open only to a session that passed a second factor; without one yet, it is set up first.

    allauth offers the second factor but never asks for it; whatever way a staff session came in, this does.
    Off only where settings.STAFF_SECOND_FACTOR is False (local settings), and then every staff page says so.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: list, kwargs: dict) -> HttpResponse | None:
        user = request.user
        if not (settings.STAFF_SECOND_FACTOR and user.is_authenticated and user.is_staff) or _is_exempt(request):
            return None
        methods = request.session.get("account_authentication_methods", [])
        if any(method.get("method") == "mfa" for method in methods):
            return None
        if not is_mfa_enabled(user):
            return redirect("mfa_activate_totp")
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


EXEMPT_NAMES = ("mfa_", "account_reauthenticate", "account_logout", "account_confirm", "account_email_verification", "set_language")


def _is_exempt(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.startswith(EXEMPT_NAMES))
