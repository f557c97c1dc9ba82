"""What a dish is made of, and how many of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.common import clock
from core.common.errors import RuleBroken
from core.menu import facts
from core.menu import plate as drawing
from core.menu.models import Dish, MenuDay, RecipeVersion
from core.nutrition.models import AllergenState
from core.nutrition.words import TEXTURES
from core.orders.actions import carts
from core.slots import services
from core.slots.services import Service
from customer_portal import meals, menus, nutrition, visitors
from customer_portal.forms.basket import DishForm
from customer_portal.meals import Meal
from customer_portal.menus import Row

MOST_OTHERS = 4
"""Further meals with the dish that the page names."""


@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def dish(request: HttpRequest, key: str) -> HttpResponse:
    """?meal=YYYY-MM-DD-period; without it the first meal it can still be ordered for. Nine queries beside session and person."""
    now = clock.now()
    days = MenuDay.objects.filter(site=meals.here(), date__gte=clock.today(at=now), items__dish__key=key)
    found = services.read(days, now=now)
    service = meals.find(found, Meal.read(request.GET.get("meal", ""))) or services.first_open(found) or (found[-1] if found else None)
    if service is None:
        return _show(request, _dish(key), found)
    items = menus.items_for(request, now=now).select_related("dish__recipe__published")
    row = menus.row(items.get(menu_day=service.menu_day_id, dish__key=key), service, now=now)
    if request.method == "POST":
        return _put(request, row, service, found)
    first = {"quantity": row.quantity or 1, "note": row.item.basket_note, "price": row.item.price}
    return _show(request, row.item.dish, found, service, row, DishForm(initial=first, most=row.most))


def _put(request: HttpRequest, row: Row, service: Service, found: list[Service]) -> HttpResponse:
    """Have so many portions with this note in the basket, and go back to the menu."""
    form = DishForm(request.POST, most=row.most)
    if not form.is_valid():
        return _show(request, row.item.dish, found, service, row, form, status=422)
    asked = form.cleaned_data
    try:
        carts.set_quantity(
            cart=visitors.cart_for(request, service.site),
            item=row.item,
            quantity=asked["quantity"],
            now=clock.now(),
            note=asked["note"],
            seen_price=asked["price"],
        )
    except RuleBroken as refusal:
        form.add_error("quantity", refusal.text)
        return _show(request, row.item.dish, found, service, row, form, status=409)
    messages.success(
        request,
        ngettext("%(dish)s: %(count)d portion in your basket.", "%(dish)s: %(count)d portions in your basket.", asked["quantity"])
        % {"dish": row.item.dish.name, "count": asked["quantity"]},
    )
    return HttpResponseRedirect(f"{reverse('customer_portal:menu')}?{urlencode({'meal': Meal.of(service)})}#dish-{row.item.pk}")


def _dish(key: str) -> Dish:
    found = Dish.objects.active().select_related("category", "recipe__published").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest,
    shown: Dish,
    found: list[Service],
    service: Service | None = None,
    row: Row | None = None,
    form: DishForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    version = shown.recipe.published if hasattr(shown, "recipe") else None
    context: dict[str, Any] = {
        "dish": shown,
        "price": row.item.price if row else shown.price,
        "service": service,
        "others": [other for other in found if other != service and other.is_open][:MOST_OTHERS],
        "row": row,
        "form": form,
        "tags": list(shown.tags.order_by("pk")),
        "texture": TEXTURES[shown.iddsi_texture],
    }
    if version:
        context |= _contents(version)
    return render(request, "portal/dish/page.html", context, status=status)


def _contents(version: RecipeVersion) -> dict[str, Any]:
    """What is in a serving: six queries."""
    read = facts.of([version])[version.pk]
    contains = read.allergens_in(AllergenState.CONTAINS)
    return {
        "facts": read,
        "grams": round(sum(grams for _group, _name, grams in read.groups)),
        "words": drawing.words(list(version.plate["groups"].items())),
        "picture": reverse("customer_portal:plate", args=[version.pk]),
        "contains": contains,
        "may_contain": read.allergens_in(AllergenState.MAY_CONTAIN),
        "unknown": read.allergens_in(AllergenState.UNKNOWN),
        "free": read.allergens_in(AllergenState.FREE),
        "loud": {name for fact in contains for name in fact.because},
        "label": nutrition.label(read),
        "unmeasured": nutrition.unmeasured(read),
        "all": read.nutrients["energy_kcal"].of,
    }


urlpatterns = [path("dishes/<slug:key>/", dish, name="dish")]
