"""What the page of one order shows: its facts, tabs, person and timeline. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.admin import order_plates
from backoffice.admin.moves import each
from core.accounts.models import User
from core.common import clock
from core.common.errors import RuleBroken
from core.common.money import show
from core.notifications.models import Message
from core.orders import actions
from core.orders.models import OPEN, Order, OrderStatus
from core.payments.models import Charge, Method

Words = Any


def head(order: Order) -> dict[str, Any]:
    """Title in words, the state, and the clock that matters now: the cut-off while it can be confirmed, then the promise."""
    title = f"{order.number} · {order.contact_name} · {order.get_period_display()} {order.slot.window}"
    if order.status == OrderStatus.PLACED:
        return {"title": title, "state": order.status, "due": order.slot.cut_off_at, "due_word": _("to cut-off")}
    if order.status in OPEN:
        return {"title": title, "state": order.status, "due": order.due_at, "due_word": _("to the promise")}
    return {"title": title, "state": order.status}


def record(user: User, order: Order) -> dict[str, Any]:
    sees_money = user.has_perm("payments.view_charge")
    charge = Charge.objects.of(kind="order", key=order.number).first() if sees_money else None
    attempts = list(charge.attempts.select_related("received_by").order_by("pk")) if charge else []
    plates = order_plates.shown(order, user=user)
    tickets = list(order.tickets.select_related("station").order_by("due_at", "pk")) if user.has_perm("kitchen.view_ticket") else []
    tabs = [{"key": "lines", "title": _("Lines"), "count": len(plates), "template": "desk/order/lines.html"}]
    context: dict[str, Any] = {"plates": plates, "money_lines": money_lines(order), "facts": facts(order), "person": person(order)}
    if sees_money:
        tabs.append({"key": "payments", "title": _("Payments"), "count": len(attempts), "template": "desk/order/payments.html"})
        context |= {"charge": charge, "attempts": attempts}
    if user.has_perm("kitchen.view_ticket"):
        tabs.append({"key": "kitchen", "title": _("Kitchen"), "count": len(tickets), "template": "desk/order/kitchen.html"})
        context["tickets"] = tickets
    if user.has_perm("notifications.view_message"):
        sent = list(Message.objects.filter(about_kind="order", about_key=order.number).order_by("created_at", "pk"))
        tabs.append({"key": "messages", "title": _("Messages"), "count": len(sent), "template": "desk/order/messages.html"})
        context["sent"] = sent
    return context | {"tabs": tabs, "timeline": timeline(order)}


def money_lines(order: Order) -> list[dict[str, Any]]:
    return [
        {"label": _("Dishes"), "reason": "", "amount": order.subtotal},
        {"label": _("Delivery"), "reason": order.zone.name, "amount": order.delivery_fee},
        {"label": _("Total"), "reason": _("VAT within: RWF %(vat)s") % {"vat": show(order.vat)}, "amount": order.total},
    ]


def facts(order: Order) -> list[tuple[Words, Words]]:
    placed = order.placed_at.astimezone(clock.KIGALI)
    cut_off = order.slot.cut_off_at.astimezone(clock.KIGALI)
    stop = getattr(order, "stop", None)
    rows = [
        (_("To"), order.destination),
        (
            _("Zone"),
            f"{order.zone.name}, RWF {show(order.delivery_fee)}"
            if order.delivery_fee
            else _("%(zone)s, no fee") % {"zone": order.zone.name},
        ),
        (_("Slot"), f"{order.get_period_display()}, {date_format(order.date, 'D j M')} {order.slot.window}"),
        (_("Cut-off"), date_format(cut_off, "D j M, H:i")),
        (_("Placed"), f"{date_format(placed, 'D j M, H:i')}, {order.get_channel_display()}"),
        (_("Note to the kitchen"), order.note),
    ]
    if stop and stop.courier:
        rows.append((_("Porter or courier"), f"{stop.courier.name}, {stop.get_status_display()}"))
    if order.status == OrderStatus.CANCELLED:
        rows.append((_("Cancelled because"), order.get_cancel_reason_display()))
    return rows


def person(order: Order) -> dict[str, Any]:
    earlier = Order.objects.of(order.payer).exclude(pk=order.pk).count()
    badges = [("receipt", ngettext("%(number)d earlier order", "%(number)d earlier orders", earlier) % {"number": earlier})]
    hint = _("ordered by %(name)s") % {"name": order.payer.name} if order.payer.name != order.contact_name else ""
    return {"name": order.contact_name, "phone": order.contact_phone, "hint": hint, "badges": badges, "warnings": []}


def timeline(order: Order) -> dict[str, list[tuple]]:
    """What comes, then what was, newest first, each with who did it."""
    done = [
        (event.at.astimezone(clock.KIGALI), event_words(event), event.by.name)
        for event in order.events.select_related("by").order_by("-at", "-pk")
    ]
    return {"next": _coming(order), "done": done}


def _coming(order: Order) -> list[tuple[datetime, str]]:
    coming = []
    if order.status in OPEN:
        coming.append((order.due_at.astimezone(clock.KIGALI), _("Due at %(place)s") % {"place": order.destination}))
    if order.status == OrderStatus.PLACED:
        coming.append((order.slot.cut_off_at.astimezone(clock.KIGALI), _("Cut-off")))
    return [row for row in coming if row[0] >= clock.now()]


def event_words(event: Any) -> str:
    """One event as a sentence."""
    words = event.get_kind_display()
    if event.data.get("received_by"):
        words = _("%(what)s to %(name)s") % {"what": words, "name": event.data["received_by"]}
    if event.data.get("amount") is not None:
        words = f"{words}: RWF {show(event.data['amount'])}"
    return f"{words}: {event.reason}" if event.reason else words


def method_words(method: str | None) -> str:
    return str(Method(method).label) if method else ""


def confirm_many(request: HttpRequest, queryset: QuerySet) -> None:
    """Confirm the chosen orders one by one; those that cannot be are named with the reason."""

    def said(number: int) -> str:
        return ngettext("%(number)d order is confirmed.", "%(number)d orders are confirmed.", number) % {"number": number}

    each(request, queryset, lambda order: confirm(order, request.user), said)


def confirm(order: Order, user: User) -> Order:
    """:raises RuleBroken: in words that this person may read."""
    try:
        return actions.confirm(order=order, by=user, now=clock.now())
    except RuleBroken as broken:
        raise order_plates.refusal(broken, order, user=user) from broken
