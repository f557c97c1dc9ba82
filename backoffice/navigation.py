"""The sidebar by job, not by app: who sees which page, and where a number means work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.common import clock
from core.delivery.models import Stop, StopStatus
from core.kitchen.models import Ticket
from core.notifications.models import Message, MessageStatus
from core.orders.models import Order, OrderStatus

Words = str | Promise
Waiting = Callable[[], QuerySet]


@dataclass(frozen=True)
class Page:
    """One line of the sidebar: a model's list, or another page of its admin.

    `key` is the letter after g that goes there; `waiting` are the rows that want a hand; all pages' are counted in one query a request.
    """

    title: Words
    icon: str
    model: str
    where: dict[str, str] = field(default_factory=dict)
    view: str = "changelist"
    key: str = ""
    waiting: Waiting | None = None


def orders_to_confirm() -> QuerySet:
    return Order.objects.filter(status=OrderStatus.PLACED)


def tickets_late() -> QuerySet:
    return Ticket.objects.late(now=clock.now())


def stops_without_courier() -> QuerySet:
    return Stop.objects.filter(status=StopStatus.WAITING)


def messages_to_check() -> QuerySet:
    return Message.objects.filter(status__in=(MessageStatus.FAILED, MessageStatus.UNKNOWN))


# At most seven pages a group. A page is shown when its model has an admin and the person may see it.
GROUPS: list[tuple[Words, list[Page]]] = [
    (
        _("Today"),
        [
            Page(_("Orders"), "receipt", "orders.Order", key="o", waiting=orders_to_confirm),
            Page(_("Kitchen"), "cooking", "kitchen.Ticket", key="k", waiting=tickets_late),
            Page(_("Deliveries"), "courier", "delivery.Stop", key="r", waiting=stops_without_courier),
            Page(_("Slots"), "clock", "slots.Slot", key="s"),
        ],
    ),
    (
        _("Menu"),
        [
            Page(_("Calendar"), "calendar", "menu.MenuDay", view="week", key="m"),
            Page(_("Dishes"), "dish", "menu.Dish", key="d"),
            Page(_("Recipes"), "book", "menu.Recipe"),
            Page(_("Ingredients"), "ingredient", "nutrition.Ingredient", key="i"),
            Page(_("Struck off"), "struck", "menu.DishStrike"),
            Page(_("Categories"), "list", "menu.Category"),
            Page(_("Stations"), "station", "menu.Station"),
        ],
    ),
    (
        _("People"),
        [
            Page(_("Customers"), "people", "accounts.User", {"is_staff__exact": "0"}, key="c"),
            Page(_("Staff"), "staff", "accounts.User", {"is_staff__exact": "1"}),
            Page(_("Eaters"), "person", "eaters.Eater", key="e"),
        ],
    ),
    (
        _("Nutrition"),
        [
            Page(_("Diets"), "leaf", "nutrition.Diet"),
            Page(_("Allergens"), "alert", "nutrition.Allergen"),
            Page(_("Tags"), "tag", "nutrition.Tag"),
            Page(_("Food composition"), "scale", "nutrition.FoodReference"),
        ],
    ),
    (_("Money"), [Page(_("Payments"), "cash", "payments.Charge", key="p")]),
    (
        _("Places"),
        [
            Page(_("Sites"), "building", "common.Site"),
            Page(_("Zones"), "map", "zones.Zone", key="z"),
            Page(_("Sectors"), "place", "zones.Sector"),
            Page(_("Weekly windows"), "repeat", "slots.SlotPattern"),
        ],
    ),
    (_("Talk"), [Page(_("Messages"), "mail", "notifications.Message", waiting=messages_to_check)]),
    (
        _("System"),
        [
            Page(_("Roles"), "key", "auth.Group"),
            Page(_("Audit"), "history", "common.AuditEvent"),
            Page(_("Failed tasks"), "alert", "django_q.Failure"),
            Page(_("By the clock"), "clock", "django_q.Schedule"),
        ],
    ),
]


def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """What Unfold draws in the sidebar for this person: no page they may not open, no group left empty."""
    shown: list[dict[str, Any]] = [{"title": "", "items": [_home()]}]
    for title, pages in GROUPS:
        items = [_item(request, page) for page in pages if _may_open(request, page)]
        if items:
            shown.append({"title": title, "items": items})
    _mark_active(request, [item for group in shown for item in group["items"]])
    for group in shown:
        group["open"] = any(item["active"] or item["count"] for item in group["items"])  # a number is never folded away
    return shown


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page of the desk."""
    return {"is_fullwidth": "1", "now": clock.now(), "second_factor_is_off": not settings.STAFF_SECOND_FACTOR}


def _home() -> dict[str, Any]:
    home = reverse("admin:index")
    return {"title": _("Home"), "icon": "home", "link": home, "base": home, "key": "h", "count": None}


def _may_open(request: HttpRequest, page: Page) -> bool:
    model_admin = admin.site._registry.get(apps.get_model(page.model))
    return model_admin is not None and model_admin.has_view_permission(request)


def _item(request: HttpRequest, page: Page) -> dict[str, Any]:
    model = page.model.replace(".", "_").lower()
    link = reverse(f"admin:{model}_{page.view}")
    return {
        "title": page.title,
        "icon": page.icon,
        "link": f"{link}?{urlencode(page.where)}" if page.where else link,
        "base": reverse(f"admin:{model}_changelist"),
        "key": page.key,
        "count": _asked_once(request, page) if page.waiting else None,
    }


def _asked_once(request: HttpRequest, page: Page) -> Callable[[], int]:
    """A function without arguments for the template; the one query runs when the first number is drawn."""

    def number() -> int:
        if not hasattr(request, "_sidebar_counts"):
            request._sidebar_counts = _all_counts(request)
        return request._sidebar_counts.get(page.model, 0)

    return number


def _all_counts(request: HttpRequest) -> dict[str, int]:
    """How many rows wait behind each page this person may open: one UNION ALL of counts."""
    pages = [page for _title, group in GROUPS for page in group if page.waiting and _may_open(request, page)]
    counts = [
        page.waiting().order_by().annotate(page=Value(page.model, output_field=CharField())).values("page").annotate(number=Count("pk"))
        for page in pages
    ]
    if not counts:
        return {}
    return {row["page"]: row["number"] for row in counts[0].union(*counts[1:], all=True)}


def _mark_active(request: HttpRequest, items: list[dict[str, Any]]) -> None:
    """One line at most is where the person is: the longest address that begins this one, its query included."""
    best, longest = None, (0, 0)
    for item in items:
        item["active"] = False
        path, query = item["base"], item["link"].partition("?")[2]
        is_here = request.path == path if path == reverse("admin:index") else request.path.startswith(path)
        asked = [request.GET.get(name) == value for name, value in parse_qsl(query)]
        if is_here and (len(path), asked.count(True) - asked.count(False)) > longest:
            best, longest = item, (len(path), asked.count(True) - asked.count(False))
    if best:
        best["active"] = True
