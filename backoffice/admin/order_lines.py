"""Lines of orders: what was sold, and the moves on a plate that does not fit: another dish, out, kept, overruled, agreed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.admin import order_plates
from backoffice.admin.asks import AskWhy, AskWhyPerhaps
from backoffice.admin.base import DeskAdmin
from backoffice.admin.moves import Ask, Done, move
from core.common import clock
from core.common.errors import RuleBroken
from core.common.money import show
from core.eaters.models import Purpose
from core.menu.models import MenuItem
from core.nutrition.verdicts import Level
from core.orders import actions, fitting, policies, stored
from core.orders.actions.amending import BEFORE_COOKING
from core.orders.models import OPEN, Concern, OrderLine, Overrule


class AskSwap(Ask):
    """Dishes of the same meal that fit the eater, the nearest first."""

    item = forms.TypedChoiceField(label=gettext_lazy("Dish"), coerce=int, widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.row
        if not line.quantity:  # swapped or taken out already: the domain says which
            self.fields["item"].choices = [(item.pk, item.dish.name) for item in line.item.menu_day.items.select_related("dish")]
            return
        found = self._found(line)
        self.fields["item"].choices = [("", _("Choose a dish")), *((item.pk, _choice(item, verdict)) for item, verdict in found)]
        if not found:
            self.say = _("No other dish of this meal fits %(eater)s. Take it out, or cancel the order.") % {"eater": line.eater.name}

    def _found(self, line: OrderLine) -> list[tuple[MenuItem, Any]]:
        return fitting.instead(
            day=line.item.menu_day,
            eater_id=line.eater_id,
            quantity=line.quantity,
            by=self.request.user,
            purpose=Purpose.ORDER,
            now=clock.now(),
            of=line.item,
            line_id=line.pk,
        )


def _choice(item: MenuItem, verdict: Any) -> str:
    text = f"{item.dish.name}, RWF {show(item.price)}"
    return _("%(dish)s (with a warning)") % {"dish": text} if verdict.level else text


class AskKeep(AskWhyPerhaps):
    """Says what is new; what stops the plate is kept only with a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        concern = last_concern(self.row)
        if concern is not None and not concern.answered_at:
            self.fields["reason"].required = concern.level != Level.WARNING
            self.say = order_plates.in_words(self.row, concern, user=self.request.user)


class AskOverrule(AskWhy):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = stored.latest([self.row.pk]).get(self.row.pk)
        self.say = order_plates.in_words(self.row, said, user=self.request.user) if said else ""


class AskAgree(Ask):
    """Who asked, why, and what is overruled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = self.row.overrules.waiting().select_related("by").order_by("at", "pk").first()
        if waiting:
            asked = _("%(person)s serves %(dish)s to %(eater)s all the same: “%(reason)s”.") % {
                "person": waiting.by.name,
                "dish": self.row.name,
                "eater": self.row.eater.name,
                "reason": waiting.reason,
            }
            self.say = f"{asked} {order_plates.in_words(self.row, waiting, user=self.request.user)}".strip()


def last_concern(line: OrderLine) -> Concern | None:
    return line.concerns.order_by("-raised_at", "pk").first()


def may_change(line: OrderLine) -> bool:
    return bool(line.quantity) and line.order.status in BEFORE_COOKING


def has_concern(line: OrderLine) -> bool:
    concern = last_concern(line)
    return concern is not None and concern.answered_at is None


def is_stopped(line: OrderLine) -> bool:
    said = stored.latest([line.pk]).get(line.pk)
    if line.order.status not in OPEN or said is None or said.level not in stored.STOPS:
        return False
    return bool(stored.stopping(stored.opened(said), list(line.overrules.standing())))


@admin.register(OrderLine)
class OrderLineAdmin(DeskAdmin):
    """Lines over all orders: what was sold, of which recipe version. The moves stand on the order's page too."""

    read_only = True
    list_display = ["name", "order_number", "quantity", "unit_price", "amount"]
    list_filter = [("station", RelatedDropdownFilter), ("dish", RelatedDropdownFilter)]
    search_fields = ["name_en", "name_rw", "name_fr", "order__number"]
    ordering = ["-pk"]
    actions_detail = ["swap", "take_out", "keep", "overrule", "agree"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("order", "recipe_version__recipe")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> OrderLine | None:
        """Also a line that was taken out: a move pressed twice says so."""
        row = super().get_object(request, object_id, from_field)
        if row is None and str(object_id).isdigit():
            row = OrderLine.every.filter(pk=object_id).first()
        return row

    @display(description=gettext_lazy("Order"), ordering="order__number")
    def order_number(self, line: OrderLine) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:orders_order_change", args=[line.order_id]), line.order.number)

    def head(self, request: HttpRequest, row: OrderLine) -> dict[str, Any]:
        return {"title": f"{row} · {row.order.number}"}

    # --- who may --------------------------------------------------------------------------------------

    def has_answer_permission(self, request: HttpRequest, row: OrderLine | None = None) -> bool:
        return policies.may_answer(request.user)

    def has_overrule_permission(self, request: HttpRequest, row: OrderLine | None = None) -> bool:
        return policies.may_overrule(request.user)

    def has_keep_permission(self, request: HttpRequest, row: OrderLine | None = None) -> bool:
        """The domain tells a warning from what stops the plate."""
        return self.has_answer_permission(request, row) or self.has_overrule_permission(request, row)

    # --- its moves ------------------------------------------------------------------------------------

    @move(
        gettext_lazy("Another dish"),
        permission="answer",
        icon="repeat",
        asks=AskSwap,
        when=may_change,
        says=gettext_lazy("As many portions, for the same person. What is owed follows, and the kitchen is told."),
    )
    def swap(self, request: HttpRequest, line: OrderLine, answers: dict[str, Any]) -> Done:
        item = MenuItem.objects.get(pk=answers["item"])
        try:
            fresh = actions.swap_line(line=line, item=item, by=request.user, now=clock.now(), reason=answers["reason"])
        except RuleBroken as broken:
            raise order_plates.refusal(broken, line.order, user=request.user) from broken
        return Done(_("%(dish)s stands in its place.") % {"dish": fresh.name})

    @move(
        gettext_lazy("Take out"),
        permission="answer",
        icon="minus",
        asks=AskWhyPerhaps,
        when=may_change,
        says=gettext_lazy("Its portions become free and it is not owed."),
    )
    def take_out(self, request: HttpRequest, line: OrderLine, answers: dict[str, Any]) -> Done:
        actions.remove_line(line=line, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(dish)s is taken out.") % {"dish": line.name})

    @move(
        gettext_lazy("Keep it"),
        permission="keep",
        icon="check",
        asks=AskKeep,
        when=has_concern,
        says=gettext_lazy("A warning is kept as it is. What stops the plate is overruled in your name."),
    )
    def keep(self, request: HttpRequest, line: OrderLine, answers: dict[str, Any]) -> Done:
        concern = last_concern(line)
        if concern is None:
            raise RuleBroken(_("Nothing waits for an answer here."), code="no_concern")
        actions.keep(concern=concern, by=request.user, now=clock.now(), reason=answers["reason"])
        return Done(_("%(dish)s is kept.") % {"dish": line.name})

    @move(
        gettext_lazy("Overrule"),
        permission="overrule",
        icon="shield",
        asks=AskOverrule,
        when=is_stopped,
        says=gettext_lazy("The plate is served in your name. A severe allergy needs a second person."),
    )
    def overrule(self, request: HttpRequest, line: OrderLine, answers: dict[str, Any]) -> Done:
        row = actions.overrule(line=line, reason=answers["reason"], by=request.user, now=clock.now())
        if row.needs_second:
            return Done(_("A second person has to agree: it waits on their home page."))
        return Done(_("%(dish)s is served all the same.") % {"dish": line.name})

    @move(
        gettext_lazy("Agree"),
        permission="overrule",
        icon="people",
        asks=AskAgree,
        when=lambda line: line.overrules.waiting().exists(),
        says=gettext_lazy("You answer for this plate together with who asked."),
    )
    def agree(self, request: HttpRequest, line: OrderLine, answers: dict[str, Any]) -> Done:
        rows: list[Overrule] = list(line.overrules.waiting().order_by("at", "pk"))
        for row in rows:
            actions.second(overrule=row, by=request.user, now=clock.now())
        return Done(_("%(dish)s is served all the same.") % {"dish": line.name} if rows else _("Nothing waits for a second person here."))
