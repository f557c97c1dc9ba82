"""The station chooser, the board, the poll behind it, and what was finished lately."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.common import clock
from core.common.text import LANGUAGES
from core.menu.models import Station
from kitchen_screen import board as boards
from kitchen_screen.access import kitchen_only, signed_in
from kitchen_screen.forms import DensityForm
from kitchen_screen.words import words

A_YEAR = 365 * 24 * 60 * 60


def station_of(key: str) -> Station | None:
    """The station with this key; None stands for all of them."""
    return None if key == boards.EVERY_STATION else get_object_or_404(Station, key=key, is_active=True)


def language() -> str:
    found = (get_language() or "en")[:2]
    return found if found in LANGUAGES else "en"


@kitchen_only
@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    waiting = boards.waiting_by_station(site=request.user.site, now=now)
    rows = Station.objects.filter(is_active=True).order_by("position", "pk")
    tiles = [{"station": None, **{key: sum(facts[key] for facts in waiting.values()) for key in ("open", "late")}}]
    tiles += [{"station": row, **waiting.get(row.pk, {})} for row in rows]
    return render(request, "kitchen_screen/stations.html", {"tiles": tiles, "site": request.user.site})


def _shown(request: HttpRequest, facts: boards.Facts, key: str) -> dict[str, Any]:
    station, now, site = station_of(key), clock.now(), request.user.site
    return {
        "station": station,
        "station_key": key,
        "site": site,
        "now": now,
        "board": boards.read(facts, site=site, station=station, now=now, language=language()),
    }


@kitchen_only
@require_safe
@cache_control(private=True, no_store=True)
def board(request: HttpRequest, station: str) -> HttpResponse:
    facts = boards.Facts.read(site_id=request.user.site_id, now=clock.now())
    shown = _shown(request, facts, station)
    shown |= {"etag": _etag(request, facts, station), "density": DensityForm.of(request.COOKIES), "words": words()}
    return render(request, "kitchen_screen/board.html", shown)


def _etag(request: HttpRequest, facts: boards.Facts, station: str) -> str:
    return facts.etag(request.user.site_id, station, language())


@signed_in
@require_safe
@cache_control(private=True, no_cache=True)
def tickets(request: HttpRequest, station: str) -> HttpResponse:
    """What the board asks every few seconds: 304 when nothing is new, else its tickets.

    Whoever brings the tag has been shown what it stands for; the right to see more is asked for when there is more.
    """
    facts = boards.Facts.read(site_id=request.user.site_id, now=clock.now())
    etag = _etag(request, facts, station)
    answer = get_conditional_response(request, etag=etag) or _tickets(request, station, facts)
    if answer.status_code in (200, 304):
        answer["ETag"] = etag
    return answer


@kitchen_only
def _tickets(request: HttpRequest, station: str, facts: boards.Facts) -> HttpResponse:
    return render(request, "kitchen_screen/pieces/tickets.html", _shown(request, facts, station))


@kitchen_only
@require_safe
@cache_control(private=True, no_store=True)
def done_lately(request: HttpRequest, station: str) -> HttpResponse:
    row, now = station_of(station), clock.now()
    slips = boards.done_lately(site=request.user.site, station=row, now=now, language=language())
    return render(request, "kitchen_screen/done.html", {"station": row, "station_key": station, "slips": slips, "now": now})


@kitchen_only
@require_POST
def density(request: HttpRequest, station: str) -> HttpResponse:
    form = DensityForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    answer = redirect("kitchen_screen:board", station=station)
    answer.set_cookie(
        DensityForm.COOKIE, form.cleaned_data["density"], max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), path="/kitchen/"
    )
    return answer
