"""The basket: what is in it by meal, what has changed since, and every change of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.common import clock
from core.common.errors import RuleBroken
from core.menu.models import MenuDay, MenuItem
from core.orders import baskets
from core.orders.actions import carts
from core.slots import services
from customer_portal import menus, visitors
from customer_portal.forms.basket import NoteForm, PortionsForm

BASKET = "basket"
"""The id of the basket's own part of the page, by which a tap says that it came from there."""


@never_cache
@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/basket/page.html", _whole(request))


@require_POST
def set_portions(request: HttpRequest) -> HttpResponse:
    """Have so many portions of a dish. Safe to repeat: it is the number wanted, not one more."""
    form = PortionsForm(request.POST.get("portions", ""))
    if not form.is_valid():
        raise Http404
    item = _item(form.cleaned_data["item"])
    quantity, refusal = form.cleaned_data["quantity"], None
    cart = visitors.cart_for(request, item.menu_day.site) if quantity else visitors.cart_of(request)
    if cart:
        try:
            carts.set_quantity(cart=cart, item=item, quantity=quantity, now=clock.now(), seen_price=form.cleaned_data["price"])
        except RuleBroken as caught:
            refusal = caught
    if request.htmx:
        return _pieces(request, item, quantity, refusal)
    if refusal:
        messages.error(request, refusal.text)
    return _back(request, f"#dish-{item.pk}")


@require_POST
def set_note(request: HttpRequest) -> HttpResponse:
    """Write a line's note."""
    item, form, cart = _item(request.POST.get("item")), NoteForm(request.POST), visitors.cart_of(request)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["note"]))
    elif cart and carts.set_note(cart=cart, item=item, note=form.cleaned_data["note"], now=clock.now()):
        messages.success(request, _("The note for %(dish)s is kept.") % {"dish": item.dish.name})
    return HttpResponseRedirect(reverse("customer_portal:basket") + f"#dish-{item.pk}")


@require_POST
def accept_price(request: HttpRequest) -> HttpResponse:
    """Take a dish at its new price, as the page showed it."""
    form = PortionsForm(f"{request.POST.get('item')}:0:{request.POST.get('price')}")
    if not form.is_valid():
        raise Http404
    item, cart = _item(form.cleaned_data["item"]), visitors.cart_of(request)
    if cart and not carts.accept_price(cart=cart, item=item, price=form.cleaned_data["price"], now=clock.now()):
        messages.error(request, _("The price of %(dish)s has changed once more. Look at it again.") % {"dish": item.dish.name})
    return redirect("customer_portal:basket")


@require_POST
def swap(request: HttpRequest) -> HttpResponse:
    """Take the alternative in place of a dish that cannot be had."""
    item, alternative, cart = _item(request.POST.get("item")), _item(request.POST.get("alternative")), visitors.cart_of(request)
    if cart:
        try:
            line = carts.swap(cart=cart, item=item, alternative=alternative, now=clock.now())
        except RuleBroken as refusal:
            messages.error(request, refusal.text)
        else:
            if line:
                messages.success(request, _("%(dish)s is in your basket instead.") % {"dish": alternative.dish.name})
    return redirect("customer_portal:basket")


@require_POST
def forget_lost(request: HttpRequest) -> HttpResponse:
    """What left the menu has been read."""
    cart = visitors.cart_of(request)
    if cart:
        carts.forget_lost(cart=cart, now=clock.now())
    return redirect("customer_portal:basket")


def _item(key: Any) -> MenuItem:
    """A dish of a day by its number, 404 for anything else."""
    try:
        return get_object_or_404(MenuItem.objects.select_related("dish", "menu_day__site"), pk=int(key or 0))
    except (ValueError, OverflowError) as error:
        raise Http404 from error


def _whole(request: HttpRequest) -> dict[str, Any]:
    found = baskets.look(visitors.lines_of(request), now=clock.now())
    count = sum(line.line.quantity for meal in found for line in meal.lines)
    return {
        "meals": found,
        "lost": baskets.lost(visitors.cart_of(request)),
        "basket": baskets.Summary(count, sum(meal.subtotal for meal in found)),
    }


def _pieces(request: HttpRequest, item: MenuItem, quantity: int, refusal: RuleBroken | None) -> HttpResponse:
    """What changes on the page of the tap: sums, and after a refusal the dish as it is now."""
    status = 409 if refusal else 200
    if request.htmx.target == BASKET:
        context = _whole(request) | {"item": item, "refusal": refusal, "is_whole": refusal is not None or not quantity}
        answer = render(request, "portal/basket/pieces.html", context, status=status)
    else:
        now = clock.now()
        service = services.read(MenuDay.objects.filter(pk=item.menu_day_id), now=now)
        if not service:
            return HttpResponse(status=status, headers={"HX-Refresh": "true"})
        shown = menus.of(request, service[0], now=now)
        row = next((row for row in shown.rows if row.item.pk == item.pk), None)
        context = {"service": service[0], "menu": shown, "basket": shown.basket, "row": row, "refusal": refusal}
        answer = render(request, "portal/menu/pieces.html", context, status=status)
    answer["X-Piece"] = "yes"
    return answer


def _back(request: HttpRequest, place: str) -> HttpResponse:
    """To the page the tap came from, at the dish."""
    page = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        page = reverse("customer_portal:basket")
    return HttpResponseRedirect(page.split("#")[0] + place)


urlpatterns = [
    path("basket/", basket, name="basket"),
    path("basket/set/", set_portions, name="basket-set"),
    path("basket/note/", set_note, name="basket-note"),
    path("basket/price/", accept_price, name="basket-price"),
    path("basket/swap/", swap, name="basket-swap"),
    path("basket/lost/", forget_lost, name="basket-lost"),
]
