"""The pages for what went wrong. Each says what happened, what was kept and how to go on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from core.common.errors import RuleBroken

RETRY_SECONDS = 60
BARE = {"frame": "portal/frame.html"}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    return render(request, "portal/errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return render(request, "portal/errors/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return render(request, "portal/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: neither session nor database nor context processors, any of which may be what broke."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponse(render_to_string("portal/errors/500.html", BARE), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the way on is the page that held the form."""
    return render(request, "portal/errors/csrf.html", {"form_page": _page_before(request)}, status=403)


def conflict(request: HttpRequest, refusal: RuleBroken, *, back: str) -> HttpResponse:
    """409: the domain refused because things are no longer as the page showed them. `back` shows them as they are."""
    return render(request, "portal/errors/409.html", {"refusal": refusal, "back": back}, status=409)


def too_many_requests(request: HttpRequest, exception: Exception | None = None, *, seconds: int = RETRY_SECONDS) -> HttpResponse:
    """429: come back after `seconds`. allauth shows the same page for its own limits."""
    return _wait(render(request, "429.html", status=429), seconds)


def unavailable(request: HttpRequest, *, seconds: int = RETRY_SECONDS) -> HttpResponse:
    """503: closed for work on the system. As bare as the page for 500."""
    with translation.override(translation.get_language_from_request(request)):
        return _wait(HttpResponse(render_to_string("portal/errors/503.html", BARE), status=503), seconds)


def _wait(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


def _page_before(request: HttpRequest) -> Any:
    """The page the form was on, when the browser says so and it is ours; else the menu."""
    before = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(before)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return reverse("customer_portal:menu")
