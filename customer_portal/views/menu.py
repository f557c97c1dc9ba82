"""The menu of a meal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.common import clock
from core.common.models import Period, Site
from core.slots import services
from core.slots.services import Service
from customer_portal import meals, menus
from customer_portal.meals import Meal


@cache_control(private=True, no_cache=True)
@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    """?meal=YYYY-MM-DD-period; without it the first meal that can still be ordered. Two queries beside session and person."""
    now = clock.now()
    found = services.services(site=meals.here(), now=now)
    if not found:
        return render(request, "portal/menu/none.html", {"site": Site.objects.filter(is_active=True).order_by("pk").first()})
    asked = Meal.read(request.GET.get("meal", ""))
    first = services.first_open(found)
    service = meals.find(found, asked) or first or found[-1]
    shown = menus.of(request, service, now=now)
    context = {
        "service": service,
        "meal": Meal.of(service),
        "menu": shown,
        "basket": shown.basket,
        "days": _days(found, service),
        "periods": _periods(found, service),
        "next_open": first if first != service else None,
        "missed": services.closed_before(found, service, now=now) if asked is None else None,
        "not_planned": asked if asked and asked != Meal.of(service) else None,
    }
    return render(request, "portal/menu/page.html", context)


def _days(found: list[Service], chosen: Service) -> list[Service]:
    """One service a day to go to: the same meal where it is served, else the first that can be ordered."""
    days = []
    for date in sorted({service.date for service in found}):
        of_day = [service for service in found if service.date == date]
        same = next((service for service in of_day if service.period == chosen.period), None)
        days.append(chosen if date == chosen.date else same or services.first_open(of_day) or of_day[0])
    return days


def _periods(found: list[Service], chosen: Service) -> list[tuple[str, Service | None]]:
    """Every meal of the chosen day, with None for one that is not planned."""
    of_day = {service.period: service for service in found if service.date == chosen.date}
    return [(period.label, of_day.get(period.value)) for period in Period]


urlpatterns = [path("", menu, name="menu")]
