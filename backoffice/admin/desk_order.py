"""Building an order for somebody on the phone: one page, worked by keyboard."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import BigIntegerField, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.admin import desk_refusal
from backoffice.admin.pages import DeskPage
from core.accounts.actions import find_or_create_customer
from core.accounts.models import User
from core.common import clock
from core.common.errors import RuleBroken
from core.common.models import Site
from core.common.money import show
from core.eaters.models import Eater, EaterCarer, Purpose, Relationship
from core.menu.models import MenuItem
from core.orders import actions, fitting, policies, pricing, stored
from core.orders.models import MOST_PORTIONS, Channel, Order
from core.payments.models import Method
from core.slots.models import Slot
from core.zones.models import Sector, Zone


class SlotChoice(forms.ModelChoiceField):
    def label_from_instance(self, slot: Slot) -> str:
        """Lunch Wed 25 Nov 12:30–13:00, 34 left; a window past its cut-off says so."""
        words = f"{slot.get_period_display()} {date_format(slot.date, 'D j M')} {slot.window}, " + _("%(left)d left") % {"left": slot.left}
        return words if slot.cut_off_at > clock.now() else _("%(slot)s, past its cut-off") % {"slot": words}


class OrderForm(forms.Form):
    """Who, when and where; the dishes are number fields named by their menu item."""

    phone = PhoneNumberField(
        label=gettext_lazy("Phone"),
        region="RW",
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True, "inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, required=False, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    )
    slot = SlotChoice(label=gettext_lazy("When"), queryset=Slot.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget)
    zone = forms.ModelChoiceField(
        label=gettext_lazy("Zone"), queryset=Zone.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget
    )
    sector = forms.ModelChoiceField(
        label=gettext_lazy("Sector"),
        queryset=Sector.objects.none(),
        required=False,
        empty_label=gettext_lazy("not in town"),
        widget=UnfoldAdminSelectWidget,
    )
    destination = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Ward and bed, room, or house and what stands near it."),
    )
    note = forms.CharField(label=gettext_lazy("Note to the kitchen"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget)
    eater = forms.IntegerField(label=gettext_lazy("For whom"), required=False, min_value=1, max_value=BigIntegerField.MAX_BIGINT)
    overrule = forms.CharField(
        label=gettext_lazy("Serve it all the same, because"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = open_slots(site)
        self.fields["zone"].queryset = Zone.objects.served_by(site)
        self.fields["sector"].queryset = Sector.objects.filter(zones__in=Zone.objects.served_by(site)).distinct().order_by("name", "pk")


def open_slots(site: Site) -> QuerySet[Slot]:
    """Windows of today and the next two days that have not ended: staff may take a call after the cut-off."""
    now = clock.now()
    return Slot.objects.filter(site=site, is_open=True, ends_at__gt=now, date__lte=clock.today(at=now) + timedelta(days=2)).order_by(
        "starts_at", "pk"
    )


@dataclass
class Row:
    """A dish of the chosen service on the form: what is left, and how many were typed."""

    item: MenuItem
    quantity: int
    error: str = ""
    fit: str = ""
    """A key of the state chips; nothing where nobody is named yet."""


class NewOrder(DeskPage):
    title = gettext_lazy("New order")
    permission_required = ("orders.desk_order",)
    template_name = "desk/order/new.html"

    def get(self, request: HttpRequest, model_admin: Any = None, **kwargs: Any) -> HttpResponse:
        """The page; for htmx one of its parts: the person behind a phone, the dishes of a slot, the price."""
        part = {"person": self._person, "dishes": self._dishes, "price": self._price}.get(request.GET.get("part", ""))
        return part(request) if part else self._page(request, self._form(request))

    def post(self, request: HttpRequest, model_admin: Any = None, **kwargs: Any) -> HttpResponse:
        form = self._form(request, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        asked = form.cleaned_data
        try:
            order = self._place(request, asked)
        except actions.CannotPlaceOrder as refusal:
            return self._page(request, form, refusal=refusal, status=409)
        except actions.CannotOverruleVerdict as refusal:
            form.add_error("overrule", refusal.text)
            return self._page(request, form, status=409)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, [refusal.text, *refusal.items])
            return self._page(request, form, status=409)
        messages.success(
            request, _("%(number)s is placed: RWF %(total)s in cash at the door.") % {"number": order.number, "total": show(order.total)}
        )
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order.pk]))

    # --- placing --------------------------------------------------------------------------------------

    def _place(self, request: HttpRequest, asked: dict[str, Any]) -> Order:
        now, slot = clock.now(), asked["slot"]
        payer, _is_new = find_or_create_customer(name=asked["name"], phone=str(asked["phone"]), by=request.user, now=now)
        wishes = [
            actions.Wish(item_id=row.item.pk, quantity=row.quantity, eater_id=asked["eater"])
            for row in self._rows(request.POST, slot)
            if row.quantity
        ]
        return actions.place(
            payer=payer,
            slot=slot,
            wishes=wishes,
            delivery=actions.Delivery(
                zone=asked["zone"],
                sector=asked["sector"],
                destination=asked["destination"],
                contact_name=asked["name"] or payer.name,
                contact_phone=str(asked["phone"]),
                note=asked["note"],
            ),
            method=Method.CASH,
            channel=Channel.DESK,
            key=asked["key"],
            by=request.user,
            now=now,
            language=payer.language,
            past_cut_off=True,
            overrule=asked["overrule"],
        )

    # --- the page and its parts -----------------------------------------------------------------------

    def _site(self, request: HttpRequest) -> Site:
        return request.user.site or Site.objects.filter(is_active=True).order_by("pk").first()

    def _form(self, request: HttpRequest, data: Any = None) -> OrderForm:
        site = self._site(request)
        first = open_slots(site).sellable(now=clock.now()).first() or open_slots(site).first()
        return OrderForm(data, site=site, initial={"key": uuid.uuid4().hex, "slot": first, "zone": Zone.objects.served_by(site).first()})

    def _page(self, request: HttpRequest, form: OrderForm, refusal: Any = None, status: int = 200) -> HttpResponse:
        slot = self._slot(request, request.POST.get("slot")) if form.is_bound else form.initial["slot"]
        rows = self._rows(request.POST, slot)
        caller = self._caller(request.POST) if form.is_bound else {}
        _mark(rows, caller.get("eater"), request.user)
        told = desk_refusal.told(refusal.problems, rows, caller.get("eater"), user=request.user) if refusal else []
        head = {"title": _("New order"), "crumb": _("Orders"), "crumb_url": reverse("admin:orders_order_changelist")}
        context = self.get_context_data() | {
            "head": head,
            "form": form,
            "rows": rows,
            "slot": slot,
            "refusal": refusal,
            "told": told,
            "asks_overrule": policies.may_overrule(request.user) and any(row.quantity and row.fit in stored.STOPS for row in rows),
            **caller,
            **self._sums(request.POST, rows, form),
        }
        return TemplateResponse(request, self.template_name, context, status=status)

    def _person(self, request: HttpRequest) -> HttpResponse:
        """Who calls: name, last place, how many orders, and for whom they may order."""
        return TemplateResponse(request, "desk/order/caller.html", self._caller(request.GET))

    def _caller(self, data: Any) -> dict[str, Any]:
        field = PhoneNumberField(region="RW", required=False)
        try:
            phone = field.clean(data.get("phone", ""))
        except forms.ValidationError:
            phone = None
        caller = User.objects.filter(phone=phone).first() if phone else None
        if caller is None:
            return {"asked": bool(phone), "caller": None}
        ties = list(EaterCarer.objects.filter(user=caller, may_order=True).select_related("eater").order_by("eater__name", "pk"))
        chosen = next((tie.eater for tie in ties if str(tie.eater_id) == data.get("eater", "")), None)
        eater = chosen or next((tie.eater for tie in ties if tie.relationship == Relationship.SELF), None)
        last = Order.objects.of(caller).select_related("zone").order_by("-placed_at", "-pk").first()
        others = [tie for tie in ties if tie.relationship != Relationship.SELF]
        return {
            "asked": True,
            "caller": caller,
            "last": last,
            "orders": Order.objects.of(caller).count(),
            "others": others,
            "eater": eater,
        }

    def _dishes(self, request: HttpRequest) -> HttpResponse:
        rows = self._rows(request.GET, self._slot(request, request.GET.get("slot")))
        _mark(rows, self._caller(request.GET).get("eater"), request.user)
        return TemplateResponse(request, "desk/order/choose.html", {"rows": rows})

    def _price(self, request: HttpRequest) -> HttpResponse:
        rows = self._rows(request.GET, self._slot(request, request.GET.get("slot")))
        return TemplateResponse(request, "desk/order/price.html", self._sums(request.GET, rows, None))

    def _slot(self, request: HttpRequest, pk: str | None) -> Slot | None:
        slots = open_slots(self._site(request))
        return slots.filter(pk=pk).first() if pk and pk.isdigit() else slots.first()

    def _rows(self, data: Any, slot: Slot | None) -> list[Row]:
        """The dishes on sale for the slot's service, sorted as on the menu, with the quantities typed."""
        if slot is None:
            return []
        items = (
            MenuItem.objects.on_sale(site=slot.site_id, date=slot.date, period=slot.period)
            .select_related("dish__category", "menu_day")
            .prefetch_related("dish__tags")
            .with_strikes(now=clock.now())
            .annotate(version_id=F("dish__recipe__published_id"))
            .order_by("dish__category__position", "dish__name_en", "pk")
        )
        return [Row(item, _number(data.get(f"q-{item.pk}", ""))) for item in items]

    def _sums(self, data: Any, rows: list[Row], form: OrderForm | None) -> dict[str, Any]:
        chosen = [(row.item, row.quantity) for row in rows if row.quantity]
        pk = data.get("zone", "")
        zone = Zone.objects.filter(pk=pk).prefetch_related("fees").first() if pk.isdigit() else (form.initial["zone"] if form else None)
        if not chosen or zone is None:
            return {"portions": 0}
        site = zone.site
        portions = sum(quantity for _item, quantity in chosen)
        try:
            price = pricing.price(chosen, zone=zone, site=site)
        except RuleBroken as refusal:
            return {"portions": portions, "price_problem": refusal.text}
        lines = [
            {"label": _("Dishes"), "reason": "", "amount": price.subtotal},
            {"label": _("Delivery"), "reason": zone.name, "amount": price.delivery_fee},
            {"label": _("Total"), "reason": _("VAT within: RWF %(vat)s") % {"vat": show(price.vat)}, "amount": price.total},
        ]
        return {"portions": portions, "sums": lines}


def _number(text: str) -> int:
    return min(int(text), MOST_PORTIONS) if text.strip().isdigit() else 0


def _mark(rows: list[Row], eater: Eater | None, user: User) -> None:
    """How each dish fits the person; the rules' look at their health is written down."""
    if eater is None:
        return
    verdicts = fitting.marks([row.item for row in rows], eater_id=eater.pk, by=user, purpose=Purpose.ORDER, now=clock.now())
    for row in rows:
        row.fit = verdicts[row.item.pk].level or "fits"
