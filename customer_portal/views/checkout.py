"""Checkout in one page: four short blocks, mistakes beside the field, nothing lost."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.common import clock
from core.common.errors import RuleBroken
from core.common.money import show
from core.common.submissions import KeyReused
from core.menu.models import MenuItem
from core.orders import actions, pricing
from core.orders.models import Cart, CartLine, Channel, Order
from core.slots.models import Slot
from customer_portal.forms.checkout import CheckoutForm
from customer_portal.meals import Meal


@never_cache
@login_required
def checkout(request: HttpRequest) -> HttpResponse:
    """GET shows the form (htmx: only its total); POST places the order, or says what stands in the way."""
    cart = Cart.objects.of(user=request.user, token=None).first()
    lines = _lines(cart)
    meal = Meal.read(request.GET.get("meal", "")) or (_meal_of(lines[0]) if lines else None)
    lines = [line for line in lines if _meal_of(line) == meal]
    # The form may come a second time after its order was placed: the key finds that order, the basket is empty by then.
    if request.method == "POST" and not lines:
        return _seen_before(request)
    if cart is None or not lines:
        messages.info(request, _("Your basket is empty. Choose a dish first."))
        return redirect("customer_portal:menu")
    form = _form(request, cart, meal)
    if request.method != "POST" or "look" in request.POST:
        part = "portal/checkout/total.html" if request.GET.get("part") == "total" else "portal/checkout/page.html"
        return _show(request, form, cart, lines, meal, template=part)
    if not form.is_valid():
        return _show(request, form, cart, lines, meal, status=422)
    return _place(request, form, cart, lines, meal)


def _place(request: HttpRequest, form: CheckoutForm, cart: Cart, lines: list[CartLine], meal: Meal) -> HttpResponse:
    asked = form.cleaned_data
    try:
        price = pricing.price([(line.item, line.quantity) for line in lines], zone=asked["zone"], site=cart.site)
        if (
            asked["seen_total"] is not None
            and asked["seen_total"] != price.total
            and all(line.seen_price == line.item.price for line in lines)
        ):
            form.add_error(
                None, _("With this place the total is RWF %(total)s. Look at it and place the order again.") % {"total": show(price.total)}
            )
            return _show(request, form, cart, lines, meal, status=409)
        order = actions.place(
            payer=request.user,
            slot=asked["slot"],
            wishes=[actions.Wish(line.item_id, line.quantity, line.note, line.seen_price) for line in lines],
            delivery=actions.Delivery(
                zone=asked["zone"],
                sector=asked["sector"],
                destination=asked["destination"],
                contact_name=asked["contact_name"],
                contact_phone=str(asked["contact_phone"]),
                note=asked["note"],
            ),
            method=asked["method"],
            channel=Channel.PORTAL,
            key=asked["key"],
            by=request.user,
            now=clock.now(),
            language=(get_language() or "en")[:2],
            cart=cart,
        )
    except KeyReused as refusal:
        form.add_error(None, refusal.text)
        return _show(request, form, cart, lines, meal, status=422, fresh_key=True)
    except actions.CannotPlaceOrder as refusal:
        return _show(request, form, cart, lines, meal, status=409, problems=refusal.problems)
    except RuleBroken as refusal:
        form.add_error(_field(refusal, form), [refusal.text, *refusal.items])
        return _show(request, form, cart, lines, meal, status=409)
    messages.success(request, _("Your order %(number)s is with us.") % {"number": order.number})
    return redirect("customer_portal:order", order.number)


def _seen_before(request: HttpRequest) -> HttpResponse:
    """A twin of a form whose order exists: show that order. Otherwise the basket was emptied elsewhere."""
    order = Order.objects.filter(submission__scope=f"order:{request.user.pk}", submission__key=request.POST.get("key", "")).first()
    if order:
        return redirect("customer_portal:order", order.number)
    messages.info(request, _("Your basket is empty: it was ordered or changed in another window."))
    return redirect("customer_portal:orders")


def _field(refusal: RuleBroken, form: CheckoutForm) -> str | None:
    """The field a refusal is about, as this form calls it."""
    name = {"zone": "place"}.get(refusal.field or "", refusal.field)
    return name if name in form.fields else None


def _lines(cart: Cart | None) -> list[CartLine]:
    """The basket's lines, the nearest meal first. One query."""
    if cart is None:
        return []
    rows = cart.lines.select_related("item__dish", "item__menu_day").order_by("item__menu_day__date", "pk")
    return sorted(rows, key=lambda line: (line.item.menu_day.date, _PERIOD_ORDER[line.item.menu_day.period], line.pk))


_PERIOD_ORDER = {"breakfast": 0, "lunch": 1, "dinner": 2}


def _meal_of(line: CartLine) -> Meal:
    return Meal(line.item.menu_day.date, line.item.menu_day.period)


def _form(request: HttpRequest, cart: Cart, meal: Meal) -> CheckoutForm:
    slots = list(
        Slot.objects.for_service(site=cart.site, date=meal.date, period=meal.period).sellable(now=clock.now()).order_by("starts_at", "pk")
    )
    last = Order.objects.of(request.user).select_related("zone").order_by("-placed_at", "-pk").first()
    data = request.POST if request.method == "POST" else (request.GET if request.GET.get("part") else None)
    return CheckoutForm(data, site=cart.site, slots=slots, person=request.user, last=last, key=uuid.uuid4().hex)


def _show(
    request: HttpRequest,
    form: CheckoutForm,
    cart: Cart,
    lines: list[CartLine],
    meal: Meal,
    *,
    template: str = "portal/checkout/page.html",
    status: int = 200,
    problems: Any = (),
    fresh_key: bool = False,
) -> HttpResponse:
    if fresh_key:
        form.data = form.data.copy()
        form.data["key"] = uuid.uuid4().hex
    told = {problem.item_id: problem for problem in problems}
    slots = form.fields["slot"].queryset
    context = {
        "form": form,
        "meal": meal,
        "lines": [(line, told.get(line.item_id)) for line in lines],
        "has_problems": bool(told),
        "site": cart.site,
        "cut_off_at": min((slot.cut_off_at for slot in slots), default=None),
        "in_town": form["place"].value() == "town",
        **_total(form, [(line.item, line.quantity) for line in lines], cart),
    }
    return render(request, template, context, status=status)


def _total(form: CheckoutForm, chosen: list[tuple[MenuItem, int]], cart: Cart) -> dict[str, Any]:
    zone = form.chosen_zone()
    if zone is None:
        return {"subtotal": pricing.subtotal(chosen)}
    try:
        price = pricing.price(chosen, zone=zone, site=cart.site)
    except RuleBroken as refusal:
        return {"subtotal": pricing.subtotal(chosen), "price_problem": refusal.text}
    sums = [
        {"label": _("Dishes"), "reason": "", "amount": price.subtotal},
        {"label": _("Delivery"), "reason": zone.name, "amount": price.delivery_fee},
        {"label": _("Total"), "reason": "", "amount": price.total},
    ]
    vat = [{"label": _("VAT %(rate)s %%, included") % {"rate": cart.site.vat_percent}, "amount": price.vat}]
    return {"price": price, "sums": sums, "vat": vat}


urlpatterns = [path("checkout/", checkout, name="checkout")]
