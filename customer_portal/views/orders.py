"""A customer's own orders: the list, one order that follows by itself, cancelling, ordering again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.common import clock
from core.common.errors import RuleBroken
from core.orders import actions, policies
from core.orders.actions import carts
from core.orders.models import OPEN, CancelReason, Order, OrderStatus
from core.slots.models import Slot
from customer_portal import tracking
from customer_portal.meals import Meal
from customer_portal.views.errors import conflict

A_PAGE = 20


@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """Open ones first, then the latest."""
    own = (
        Order.objects.of(request.user)
        .select_related("slot")
        .prefetch_related("lines__recipe_version", "lines__dish")
        .order_by("-placed_at", "-pk")
    )
    page = Paginator(own, A_PAGE).get_page(request.GET.get("page"))
    open_ones = [order for order in page if order.status in OPEN]
    done = [order for order in page if order.status not in OPEN]
    return render(request, "portal/orders/list.html", {"page": page, "open_orders": open_ones, "done_orders": done})


@never_cache
@login_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    row = _own(request, number)
    return render(request, "portal/orders/order.html", _context(request, row))


@never_cache
@login_required
def live(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the page that moves; 204 while nothing is new (`seen` is the last event shown)."""
    row = _own(request, number)
    track = tracking.of(row)
    if request.GET.get("seen") == track.seen:
        return HttpResponse(status=204)
    return render(request, "portal/orders/live.html", {"order": row, "track": track, "now": clock.now()})


@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """A customer calls off what the desk has not confirmed yet; twice is no mistake."""
    row = _own(request, number)
    page = reverse("customer_portal:order", args=[number])
    if row.status == OrderStatus.CANCELLED:
        return HttpResponseRedirect(page)
    if not policies.may_cancel(request.user, row):
        refusal = RuleBroken(
            _("The order is %(state)s and cannot be cancelled here any more. Call the kitchen: %(phone)s.")
            % {"state": row.get_status_display(), "phone": row.site.phone},
            code="too_late",
        )
        return conflict(request, refusal, back=page)
    try:
        actions.cancel(order=row, reason=CancelReason.CUSTOMER, by=request.user, now=clock.now())
    except RuleBroken as refusal:
        return conflict(request, refusal, back=page)
    messages.success(request, _("Your order %(number)s is cancelled. You owe nothing for it.") % {"number": number})
    return HttpResponseRedirect(page)


@login_required
@require_POST
def repeat(request: HttpRequest, number: str) -> HttpResponse:
    """Put an earlier order's dishes into the basket for the next time they can be had; says what changed."""
    row, now = _own(request, number), clock.now()
    slots = Slot.objects.filter(site=row.site, date__gte=clock.today(at=now)).sellable(now=now)
    slot = slots.filter(period=row.period).order_by("starts_at", "pk").first() or slots.order_by("starts_at", "pk").first()
    if slot is None:
        messages.warning(request, _("Nothing can be ordered at the moment. Look again tomorrow."))
        return redirect("customer_portal:menu")
    cart = carts.find_or_create(user=request.user, token=None, site=row.site, now=now)
    result = actions.repeat(order=row, cart=cart, day=slot.date, period=slot.period, now=now)
    for text in [*result.gone, *result.changed]:
        messages.warning(request, text)
    if not result.added:
        return redirect(f"{reverse('customer_portal:menu')}?{urlencode({'meal': Meal(slot.date, slot.period)})}")
    words = ngettext("%(number)d dish is in your basket.", "%(number)d dishes are in your basket.", result.added)
    messages.success(request, words % {"number": result.added})
    return redirect("customer_portal:basket")


def _own(request: HttpRequest, number: str) -> Order:
    """404 for what is not theirs: nobody learns that a number exists."""
    rows = Order.objects.of(request.user).select_related("slot", "zone", "site", "payer").with_payment()
    return get_object_or_404(rows, number=number)


def _context(request: HttpRequest, row: Order) -> dict[str, Any]:
    lines = list(row.lines.select_related("recipe_version", "dish", "eater").order_by("pk"))
    sums = [
        {"label": _("Dishes"), "reason": "", "amount": row.subtotal},
        {"label": _("Delivery"), "reason": row.zone.name, "amount": row.delivery_fee},
        {"label": _("Paid") if row.payment_status == "paid" else _("To pay"), "reason": "", "amount": row.total},
    ]
    vat = [{"label": _("VAT %(rate)s %%, included") % {"rate": row.site.vat_percent}, "amount": row.vat}]
    may_cancel = row.payer_id == request.user.pk and row.status == OrderStatus.PLACED
    return {"order": row, "lines": lines, "sums": sums, "vat": vat, "track": tracking.of(row), "now": clock.now(), "may_cancel": may_cancel}


urlpatterns = [
    path("orders/", orders, name="orders"),
    path("orders/<slug:number>/", order, name="order"),
    path("orders/<slug:number>/live/", live, name="order-live"),
    path("orders/<slug:number>/cancel/", cancel, name="order-cancel"),
    path("orders/<slug:number>/repeat/", repeat, name="order-repeat"),
]
