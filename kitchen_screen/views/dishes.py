"""86: strike a dish off for now, and put it back."""

from __future__ import annotations

from datetime import time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.common import clock
from core.common.errors import RuleBroken
from core.menu.actions import strikes
from core.menu.models import Dish, MenuItem
from kitchen_screen.access import kitchen_only
from kitchen_screen.forms import StrikeForm
from kitchen_screen.views.boards import station_of


def _served_today(request: HttpRequest) -> QuerySet[MenuItem]:
    now = clock.now()
    items = MenuItem.objects.offered().filter(menu_day__site=request.user.site_id, menu_day__date=clock.today(at=now))
    items = items.with_strikes(now=now).select_related("dish__station", "menu_day")
    return items.order_by("dish__station__position", "dish__name_en", "dish_id", "pk")


@kitchen_only
@require_safe
@cache_control(private=True, no_store=True)
def dishes(request: HttpRequest, station: str) -> HttpResponse:
    """Today's dishes with what is left of each; those struck off stand first."""
    row, items = station_of(station), _served_today(request)
    if row:
        items = items.filter(dish__station=row)
    services: dict[Dish, list[MenuItem]] = {}
    for item in items:
        services.setdefault(item.dish, []).append(item)
    shown = [{"dish": dish, "until": found[0].struck_until, "services": found} for dish, found in services.items()]
    shown.sort(key=lambda one: one["until"] is None)
    tomorrow = clock.moment(clock.today() + timedelta(days=1), time(0))
    return render(request, "kitchen_screen/dishes.html", {"station": row, "station_key": station, "dishes": shown, "tomorrow": tomorrow})


@kitchen_only
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def strike_off(request: HttpRequest, station: str, pk: int) -> HttpResponse:
    row, dish, now = station_of(station), get_object_or_404(Dish.objects.active(), pk=pk), clock.now()
    form, status = StrikeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                strikes.strike_off(
                    dish=dish, site=request.user.site, until=form.until_from(now), reason=form.reason_text(), by=request.user, now=now
                )
                return redirect("kitchen_screen:dishes", station=station)
            except RuleBroken as refusal:
                form.add_error("clock" if refusal.field == "until" else "words", refusal.text)
                status = 409
    services = _served_today(request).filter(dish=dish)
    shown = {"station": row, "station_key": station, "dish": dish, "services": services, "form": form}
    return render(request, "kitchen_screen/strike_off.html", shown, status=status)


@kitchen_only
@require_POST
def put_back(request: HttpRequest, station: str, pk: int) -> HttpResponse:
    strikes.lift(dish=get_object_or_404(Dish, pk=pk), site=request.user.site, by=request.user, now=clock.now())
    return redirect("kitchen_screen:dishes", station=station)
