"""Middleware of the whole project: who is at work, and what a staff session must have shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

from allauth.core.ratelimit import RateLimited, respond_429
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from core.accounts import second_factor
from core.common import clock
from core.common.history import acting

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")


class WhoAndWhy:
    """Everything a request writes is recorded as done by its user, under one request id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        with acting(by=user, request_id=uuid.uuid4().hex):
            return self.get_response(request)


class TooMany:
    """allauth's limits on codes end some of its pages in an exception; everybody gets the page that says to wait."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return respond_429(request) if isinstance(exception, RateLimited) else None


SEEN = "staff_seen_at"
SEEN_EVERY = timedelta(minutes=1)


class StaffIdle:
    """A staff session nobody has used for settings.STAFF_IDLE_MINUTES ends. A board that asks for news is in use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The session is looked at first: a guest's costs no query for a user.
        if "_auth_user_id" in request.session and request.user.is_authenticated and request.user.is_staff:
            now, seen = clock.now().timestamp(), request.session.get(SEEN)
            if seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60:
                logout(request)
                return _send(request, reverse(settings.LOGIN_URL), code="session_ended", text=_("You were away too long. Sign in again."))
            if seen is None or now - seen > SEEN_EVERY.total_seconds():
                request.session[SEEN] = now
        return self.get_response(request)


# What a staff session may open before its second factor. Views that change the second factor are not among them.
BEFORE = ("mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout", "set_language")


class StaffSecondFactor:
    """Staff pages open only to a session that passed a second factor; without one yet, it is set up first.

    allauth offers the second factor but never asks for it; whatever way a staff session came in, this does, and asks again after
    a working day. Off only where settings.STAFF_SECOND_FACTOR is False (local settings), and then every staff page says so.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: list, kwargs: dict) -> HttpResponse | None:
        user = request.user
        if not (settings.STAFF_SECOND_FACTOR and user.is_authenticated and user.is_staff) or _is_before(request):
            return None
        if second_factor.is_fresh(request, clock.now()):
            return None
        page = "mfa_reauthenticate" if is_mfa_enabled(user) else "mfa_activate_totp"
        return _send(request, reverse(page), code="second_factor", text=_("Show your second factor first."))


def _is_before(request: HttpRequest) -> bool:
    return bool(request.resolver_match and request.resolver_match.view_name in BEFORE)


def _send(request: HttpRequest, url: str, *, code: str, text: str) -> HttpResponse:
    """Send a person to another page first, and back after it; a program and a page's script are told so in their way."""
    if "text/html" not in request.headers.get("Accept", "text/html") and not request.headers.get("HX-Request"):
        return JsonResponse({"code": code, "detail": text, "go": url}, status=401)
    back = _page_of(request)
    url = f"{url}?{urlencode({'next': back})}" if back else url
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _page_of(request: HttpRequest) -> str:
    """The page a person was on: this one, or the one whose form or script asked."""
    if request.method in SAFE and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()) else ""
