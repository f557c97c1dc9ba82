"""What each role sees first: what waits, with its clock and the next move; then the day's figures from core.analytics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.analytics import today
from core.common import clock
from core.common.models import Period, Site
from core.common.money import show
from core.delivery.models import Stop, StopStatus
from core.kitchen.models import Ticket
from core.notifications.models import Message, MessageStatus
from core.orders import policies
from core.orders.models import Concern, Order, OrderLine, OrderStatus, Overrule

A_GROUP = 6  # rows shown of each group; the rest is one click away


@dataclass(frozen=True)
class Desk:
    """Who looks, at which site, when."""

    user: User
    site: Site
    now: datetime

    @property
    def day(self) -> date:
        return clock.today(at=self.now)

    def may(self, permission: str) -> bool:
        return self.user.has_perm(permission)


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK: the groups and figures this person may see."""
    now = clock.now()
    site = request.user.site or Site.objects.filter(is_active=True).order_by("pk").first()
    context["head"] = {"title": _("What waits"), "hint": date_format(now.astimezone(clock.KIGALI), "D j M, H:i")}
    if site is None:
        return context | {"groups": [], "figures": []}
    desk = Desk(request.user, site, now)
    context["head"]["hint"] += f" · {site.name}"
    groups = [group for make in GROUPS if (group := make(desk)) and group["count"]]
    return context | {"groups": groups, **_side(desk)}


# --- what waits ---------------------------------------------------------------------------------------


def _first(rows: Any) -> tuple[list[Any], int]:
    """The rows a group shows and how many there are in all; counted only when there are more than are shown."""
    shown = list(rows[: A_GROUP + 1])
    return shown[:A_GROUP], len(shown) if len(shown) <= A_GROUP else rows.count()


def _group(title: str, rows: list[dict[str, Any]], count: int, page: str, where: dict[str, str], note: str = "") -> dict[str, Any]:
    return {"title": title, "count": count, "note": note, "rows": rows, "all": f"{reverse(page)}?{urlencode(where)}"}


def _row(
    due: datetime | None, words: str, hint: str, state: str, url: str, *, button: str = "", dialog: str = "", word: str = ""
) -> dict[str, Any]:
    return {
        "due": due,
        "words": words,
        "hint": hint,
        "state": state,
        "url": url,
        "button": button,
        "dialog": dialog,
        "word": word,
        "safety": "",
    }


def to_confirm(desk: Desk) -> dict[str, Any] | None:
    """Orders to confirm, the nearest cut-off first."""
    if not desk.may("orders.desk_order"):
        return None
    waiting = Order.objects.filter(site=desk.site, status=OrderStatus.PLACED)
    orders, count = _first(waiting.select_related("slot").order_by("slot__cut_off_at", "pk"))
    rows = []
    for order in orders:
        hint = f"{order.number} · {order.destination} · {order.get_period_display()} {order.slot.window} · RWF {show(order.total)}"
        page = reverse("admin:orders_order_change", args=[order.pk])
        dialog = reverse("admin:orders_order_confirm", args=[order.pk])
        rows.append(_row(order.slot.cut_off_at, order.contact_name, hint, order.status, page, button=_("Confirm"), dialog=dialog))
    note = _("minutes to the cut-off") if rows else ""
    return _group(_("Orders to confirm"), rows, count, "admin:orders_order_changelist", {"status__exact": OrderStatus.PLACED}, note)


def late_tickets(desk: Desk) -> dict[str, Any] | None:
    """Kitchen tickets past the start of their slot, the oldest first."""
    if not desk.may("kitchen.view_ticket"):
        return None
    late = Ticket.objects.filter(site=desk.site).late(now=desk.now)
    tickets, count = _first(late.select_related("station", "order").order_by("due_at", "pk"))
    rows = [
        _row(
            ticket.due_at,
            f"{ticket.station.name} · {ticket.order.number}",
            f"{ticket.order.destination} · {ticket.get_status_display()}",
            "late",
            reverse("admin:kitchen_ticket_change", args=[ticket.pk]),
            button=_("Open"),
        )
        for ticket in tickets
    ]
    return _group(_("Late kitchen tickets"), rows, count, "admin:kitchen_ticket_changelist", {"late": "1"}, _("oldest first"))


def to_give_out(desk: Desk) -> dict[str, Any] | None:
    """Finished orders that nobody carries yet."""
    if not desk.may("delivery.dispatch"):
        return None
    waiting = Stop.objects.filter(site=desk.site, status=StopStatus.WAITING)
    stops, count = _stops(waiting)
    rows = [_stop_row(stop, _("Give out"), "assign") for stop in stops]
    return _group(_("To give to a porter"), rows, count, "admin:delivery_stop_changelist", {"status__exact": StopStatus.WAITING})


def my_stops(desk: Desk) -> dict[str, Any] | None:
    """What a porter or courier has to pick up and hand over."""
    if not desk.may("delivery.carry"):
        return None
    mine = Stop.objects.filter(courier=desk.user, status__in=(StopStatus.ASSIGNED, StopStatus.PICKED_UP))
    moves = {StopStatus.ASSIGNED: (_("Picked up"), "pick_up"), StopStatus.PICKED_UP: (_("Handed over"), "hand_over")}
    stops, count = _stops(mine)
    rows = [_stop_row(stop, *moves[stop.status]) for stop in stops]
    return _group(_("Yours to carry"), rows, count, "admin:delivery_stop_changelist", {"status__in": "assigned,picked_up"})


def under_way_late(desk: Desk) -> dict[str, Any] | None:
    """Orders past the end of their window that are not handed over."""
    if not desk.may("orders.desk_order"):
        return None
    late = Order.objects.filter(site=desk.site).late(now=desk.now).exclude(status=OrderStatus.PLACED)
    orders, count = _first(late.order_by("due_at", "pk"))
    rows = [
        _row(
            order.due_at,
            order.contact_name,
            f"{order.number} · {order.destination} · {order.contact_phone.as_international}",
            order.status,
            reverse("admin:orders_order_change", args=[order.pk]),
            button=_("Open"),
        )
        for order in orders
    ]
    return _group(_("Late orders"), rows, count, "admin:orders_order_changelist", {"late": "1"}, _("past their window"))


def messages_to_check(desk: Desk) -> dict[str, Any] | None:
    """Messages that failed, or may have arrived: a person decides."""
    if not (desk.may("notifications.view_message") and desk.may("orders.desk_order")):
        return None
    wrong = Message.objects.filter(status__in=(MessageStatus.FAILED, MessageStatus.UNKNOWN))
    messages, count = _first(wrong.order_by("-created_at", "-pk"))
    rows = [
        _row(
            None,
            message.subject,
            f"{message.address} · {message.error}",
            message.status,
            reverse("admin:notifications_message_change", args=[message.pk]),
            button=_("Look"),
            word=message.get_status_display(),
        )
        for message in messages
    ]
    return _group(_("Messages to check"), rows, count, "admin:notifications_message_changelist", {"status__in": "failed,unknown"})


def no_longer_fitting(desk: Desk) -> dict[str, Any] | None:
    """Plates that something changed for, the longest waiting first; who may only overrule sees what cannot be served otherwise."""
    may_answer, may_overrule = policies.may_answer(desk.user), policies.may_overrule(desk.user)
    if not (may_answer or may_overrule):
        return None
    waiting = Concern.objects.open().filter(line__order__site=desk.site)
    if not may_answer:
        waiting = waiting.exclude(level="warning")
    concerns, count = _first(waiting.select_related("line__order", "line__eater").order_by("raised_at", "pk"))
    rows = []
    for concern in concerns:
        line, since = concern.line, date_format(concern.raised_at.astimezone(clock.KIGALI), "H:i")
        hint = f"{line.order.number} · {concern.get_cause_display()} · " + _("since %(time)s") % {"time": since}
        sees = desk.may("orders.view_order")
        keep = "" if sees else reverse("admin:orders_orderline_keep", args=[line.pk])
        button = _("Answer") if sees else _("Keep it")
        rows.append(_row(line.order.due_at, _of_plate(line), hint, concern.level, _plate_page(desk, line), button=button, dialog=keep))
    return _group(_("Plates that no longer fit"), rows, count, "admin:orders_order_changelist", {"plates": "changed"})


def second_person(desk: Desk) -> dict[str, Any] | None:
    """What a colleague overruled and one more person with the right to it has to agree to."""
    if not policies.may_overrule(desk.user):
        return None
    waiting = Overrule.objects.waiting().filter(line__order__site=desk.site).exclude(by=desk.user)
    overrules, count = _first(waiting.select_related("line__order", "line__eater", "by").order_by("at", "pk"))
    rows = [
        _row(
            row.line.order.due_at,
            _of_plate(row.line),
            _("%(order)s · asked by %(name)s") % {"order": row.line.order.number, "name": row.by.name},
            "second",
            _plate_page(desk, row.line),
            button=_("Agree"),
            dialog=reverse("admin:orders_orderline_agree", args=[row.line_id]),
            word=_("Second person"),
        )
        for row in overrules
    ]
    return _group(_("Waits for a second person"), rows, count, "admin:orders_order_changelist", {"plates": "second"})


def _of_plate(line: OrderLine) -> str:
    return _("%(dish)s for %(eater)s") % {"dish": line, "eater": line.eater.name}


def _plate_page(desk: Desk, line: OrderLine) -> str:
    """The order; for nurses and nutritionists, who see no orders, the person who eats."""
    if desk.may("orders.view_order"):
        return reverse("admin:orders_order_change", args=[line.order_id])
    return reverse("admin:eaters_eater_change", args=[line.eater_id])


GROUPS: list[Callable[[Desk], dict[str, Any] | None]] = [
    my_stops,
    no_longer_fitting,
    second_person,
    to_confirm,
    late_tickets,
    to_give_out,
    under_way_late,
    messages_to_check,
]


def _stops(rows: Any) -> tuple[list[Stop], int]:
    return _first(rows.select_related("order").order_by("due_at", "pk"))


def _stop_row(stop: Stop, button: str, move: str) -> dict[str, Any]:
    hint = f"{stop.order.number} · {stop.order.contact_name} · {stop.order.contact_phone.as_international}"
    return _row(
        stop.due_at,
        stop.order.destination,
        hint,
        stop.status,
        reverse("admin:delivery_stop_change", args=[stop.pk]),
        button=button,
        dialog=reverse(f"admin:delivery_stop_{move}", args=[stop.pk]),
        word=stop.get_status_display(),
    )


# --- figures --------------------------------------------------------------------------------------------


def _side(desk: Desk) -> dict[str, Any]:
    """Figures for who sees orders; the portions left for everybody who sees the menu."""
    side: dict[str, Any] = {"figures": [], "panels": [], "charts": []}
    service = today.next_service(site=desk.site, now=desk.now)
    if desk.may("orders.view_order"):
        side |= _figures(desk, service)
    if desk.may("menu.view_menuitem") and service:
        items = today.portions(site=desk.site, day=service[0], period=service[1])
        side["panels"].append("desk/home/portions.html")
        side |= {"portions": items[:10], "portions_more": max(len(items) - 10, 0), "service": _service_words(service)}
    if desk.may("orders.view_order"):
        side["panels"].append("desk/home/on_time.html")
    return side


def _service_words(service: tuple[date, str]) -> str:
    return f"{Period(service[1]).label}, {date_format(service[0], 'D j M')}"


def _figures(desk: Desk, service: tuple[date, str] | None) -> dict[str, Any]:
    day, before = desk.day, desk.day - today.WEEK
    by_day = today.figures_by_day(site=desk.site, until=day)
    now, then = by_day[day], by_day[before]
    by_hour = today.placed_by_hour(site=desk.site, days=[day, before])
    hours, hours_then = by_hour[day], by_hour[before]
    hour = desk.now.astimezone(clock.KIGALI).hour
    weekday = date_format(before, "D")
    orders_page = reverse("admin:orders_order_changelist")
    of_today = f"{orders_page}?day=today"
    figures = [
        _figure(_("Orders for today"), str(now.orders), _("%(number)s last %(day)s") % {"number": then.orders, "day": weekday}, of_today)
        | {"line": _running(hours.orders[: hour + 1]), "twin": _running(hours_then.orders), **_change(now.orders, then.orders)},
    ]
    if desk.may("payments.view_charge"):
        figures.append(
            _figure(
                _("Sold today, RWF"),
                show(now.revenue),
                _("%(number)s last %(day)s") % {"number": show(then.revenue), "day": weekday},
                of_today,
            )
            | {"line": _running(hours.revenue[: hour + 1]), "twin": _running(hours_then.revenue), **_change(now.revenue, then.revenue)}
        )
    was = f"{then.on_time_percent} %" if then.on_time_percent is not None else _("nothing yet")
    share = f"{now.on_time_percent} %" if now.on_time_percent is not None else "–"
    handed_over = f"{orders_page}?day=today&status__exact={OrderStatus.DELIVERED}"
    figures.append(_figure(_("Handed over in time"), share, _("%(number)s last %(day)s") % {"number": was, "day": weekday}, handed_over))
    if service and desk.may("slots.view_slot"):
        seats = today.seats(site=desk.site, day=service[0], period=service[1])
        name = _("%(meal)s places left") % {"meal": Period(service[1]).label}
        closes = (
            _("order by %(time)s") % {"time": date_format(seats.cut_off_at.astimezone(clock.KIGALI), "D H:i")} if seats.cut_off_at else ""
        )
        of = _("%(left)s of %(all)s") % {"left": seats.left, "all": seats.capacity}
        figures.append(
            _figure(name, of, closes, f"{reverse('admin:slots_slot_changelist')}?{urlencode({'date__exact': service[0].isoformat()})}")
        )
    if desk.may("menu.view_dishstrike"):
        struck = today.struck_off(site=desk.site, now=desk.now)
        names = ", ".join(strike.dish.name for strike in struck[:2]) or _("all dishes can be had")
        figures.append(_figure(_("Dishes struck off"), str(len(struck)), names, reverse("admin:menu_dishstrike_changelist")))
    last = hour + 1
    charts = {
        "hours": [f"{h:02}" for h in range(5, 22)],
        "orders_now": hours.orders[5 : max(last, 6)],
        "orders_then": hours_then.orders[5:22],
        "then_day": weekday,
    }
    return {"figures": figures[:6], "charts": ["desk/home/hours.html"], "on_time": _on_time(by_day), **charts}


def _figure(name: str, now: str, was: str, url: str) -> dict[str, Any]:
    return {"name": name, "now": now, "was": was, "url": url}


def _running(values: list[int]) -> list[int]:
    total, sums = 0, []
    for value in values:
        total += value
        sums.append(total)
    return sums


def _change(now: int, then: int) -> dict[str, Any]:
    """How much more or less than a week before, as a word with a tone; nothing to compare with says nothing."""
    if not then:
        return {}
    percent = round(100 * (now - then) / then)
    return {"change": f"{percent:+d} %".replace("-", "−"), "tone": "ok" if percent >= 0 else "quiet"}


def _on_time(by_day: dict[date, today.Day]) -> list[tuple[str, str]]:
    """One mark a day for the last fourteen: tone and words."""
    marks = []
    for day, figures in by_day.items():
        words, share = date_format(day, "D j M"), figures.on_time_percent
        if share is None:
            marks.append(("quiet", _("%(day)s: nothing handed over") % {"day": words}))
        else:
            tone = "ok" if share >= 95 else "wait" if share >= 90 else "late"
            marks.append((tone, f"{words}: {share} %"))
    return marks
