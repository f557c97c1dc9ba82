"""Orders: the list the desk works from, and the page of one order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, F, Sum, Value, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.admin import order_page, order_plates
from backoffice.admin.base import DeskAdmin, LogAdmin
from backoffice.admin.desk_order import NewOrder
from backoffice.admin.moves import Ask, Done, move
from backoffice.spreadsheets.admin import ExportPages
from backoffice.spreadsheets.orders import OrderSheet
from backoffice.templatetags import parts
from core.accounts.models import User
from core.common import clock
from core.common.money import show
from core.delivery import actions as delivery
from core.delivery.models import StopStatus
from core.orders import actions as order_actions
from core.orders.models import OPEN, CancelReason, Concern, Order, OrderEvent, OrderStatus, Overrule

CLOSED = (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.UNDELIVERABLE)


class AskCancel(Ask):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[("", gettext_lazy("Choose a reason")), *CancelReason.choices], widget=UnfoldAdminSelectWidget
    )
    words = forms.CharField(
        label=gettext_lazy("What the customer will read"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )


class AskCourier(Ask):
    courier = forms.ModelChoiceField(label=gettext_lazy("Porter or courier"), queryset=User.objects.none(), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["courier"].queryset = User.objects.staff().with_role("courier").order_by("name", "pk")


class LateFilter(admin.SimpleListFilter):
    title = gettext_lazy("clock")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", gettext_lazy("Late now"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.late(now=clock.now()) if self.value() else queryset


class DayFilter(admin.SimpleListFilter):
    title = gettext_lazy("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", gettext_lazy("Today")), ("open", gettext_lazy("All open"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "today":
            return queryset.due(on=clock.today())
        return queryset.open() if self.value() == "open" else queryset


class PlateFilter(admin.SimpleListFilter):
    title = gettext_lazy("plates")
    parameter_name = "plates"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("changed", gettext_lazy("No longer fit")), ("second", gettext_lazy("Wait for a second person"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        rows = {"changed": Concern.objects.open(), "second": Overrule.objects.waiting()}.get(self.value() or "")
        return queryset if rows is None else queryset.filter(pk__in=rows.values("line__order"))


@admin.register(Order)
class OrderAdmin(ExportPages, DeskAdmin):
    """An order has no form: it changes by its moves alone."""

    sheets = (OrderSheet,)
    export_permission = "orders.export_order"
    read_only = True
    palette_icon = "receipt"
    list_display = ["thing", "state", "promise", "where", "dishes", "payment", "amount"]
    list_display_links = ["thing"]
    list_filter = [
        DayFilter,
        LateFilter,
        PlateFilter,
        ("status", ChoicesDropdownFilter),
        ("channel", ChoicesDropdownFilter),
        ("period", ChoicesDropdownFilter),
        ("zone", AutocompleteSelectFilter),
        ("date", RangeDateFilter),
    ]
    search_fields = ["number", "contact_name", "contact_phone", "destination", "payer__name"]
    search_help_text = gettext_lazy("Number, name, phone or bed")
    list_after_template = "desk/list_total.html"
    empty_title = gettext_lazy("No orders here")
    empty_text = gettext_lazy("Orders from the portal and the desk stand here, the most pressing first.")
    list_views = [
        (gettext_lazy("Today"), {"day": "today"}),
        (gettext_lazy("To confirm"), {"status__exact": OrderStatus.PLACED}),
        (gettext_lazy("In the kitchen"), {"status__in": "confirmed,preparing"}),
        (gettext_lazy("Ready and out"), {"status__in": "ready,out_for_delivery"}),
        (gettext_lazy("Late"), {"late": "1"}),
        (gettext_lazy("No longer fit"), {"plates": "changed"}),
        (gettext_lazy("All"), {}),
    ]
    change_form_template = "desk/order/record.html"
    actions_detail = ["confirm", "assign", "cancel"]
    actions = ["confirm_many"]

    @property
    def custom_urls(self) -> list[tuple]:
        return [("desk", "orders_order_desk", NewOrder.as_view(model_admin=self))]

    def get_queryset(self, request: HttpRequest) -> Any:
        return (
            super()
            .get_queryset(request)
            .visible_to(request.user)
            .select_related("payer", "zone", "slot", "site", "stop__courier")
            .with_payment()
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Open ones first, the most pressing on top; then what is over, the latest first."""
        over = Case(When(status__in=CLOSED, then=Value(1)), default=Value(0))
        return [over.asc(), Case(When(status__in=OPEN, then=F("due_at"))).asc(nulls_last=True), "-due_at", "-pk"]

    def has_desk_permission(self, request: HttpRequest, row: Order | None = None) -> bool:
        return request.user.has_perm("orders.desk_order")

    def has_dispatch_permission(self, request: HttpRequest, row: Order | None = None) -> bool:
        return request.user.has_perm("delivery.dispatch")

    # --- the list -------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        extra = dict(extra_context or {})
        if self.has_desk_permission(request):
            extra |= {"has_add_permission": True}
        return super().changelist_view(request, extra)

    @display(description=gettext_lazy("Order"), ordering="number")
    def thing(self, order: Order) -> SafeString:
        return format_html(
            '<span class="thing">{}<small>{} · {}</small></span>', order.contact_name, order.number, order.get_channel_display()
        )

    @display(description=gettext_lazy("State"), ordering="status")
    def state(self, order: Order) -> SafeString:
        return parts.chip(order.status)

    @display(description=gettext_lazy("Clock"), ordering="due_at")
    def promise(self, order: Order) -> SafeString:
        return parts.clock(order.due_at, now=clock.now(), done=order.status in CLOSED)

    @display(description=gettext_lazy("To"), ordering="destination")
    def where(self, order: Order) -> SafeString:
        return format_html(
            '<span class="thing">{}<small>{} {}</small></span>', order.destination, order.get_period_display(), order.slot.window
        )

    @display(description=gettext_lazy("Dishes"))
    def dishes(self, order: Order) -> SafeString:
        lines = list(order.lines.all())
        first = f"{lines[0].quantity} × {lines[0].name}" if lines else "–"
        more = _("and %(number)d more") % {"number": len(lines) - 1} if len(lines) > 1 else ""
        return format_html('<span class="thing">{}<small>{}</small></span>', first, more)

    @display(description=gettext_lazy("Payment"))
    def payment(self, order: Order) -> SafeString:
        return format_html(
            '<span class="pay">{}<small>{}</small></span>',
            parts.state_words(order.payment_status),
            order_page.method_words(order.payment_method),
        )

    @display(description="RWF", ordering="total")
    def amount(self, order: Order) -> SafeString:
        return format_html('<span class="money">{}</span>', show(order.total))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Money only for those whose work it is."""
        shown = list(super().get_list_display(request))
        return shown if request.user.has_perm("payments.view_charge") else [name for name in shown if name not in ("payment", "amount")]

    def list_totals(self, request: HttpRequest, rows: Any) -> list[tuple[Any, Any]]:
        if not request.user.has_perm("payments.view_charge"):
            return []
        total = rows.exclude(status__in=(OrderStatus.CANCELLED, OrderStatus.UNDELIVERABLE)).aggregate(sum=Sum("total"))["sum"] or 0
        return [(_("Total without cancelled orders"), f"RWF {show(total)}")]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = (
            changelist.result_list.prefetch_related("lines")
            if hasattr(changelist.result_list, "prefetch_related")
            else changelist.result_list
        )
        return changelist

    # --- one order ------------------------------------------------------------------------------------

    def head(self, request: HttpRequest, row: Order) -> dict[str, Any]:
        return order_page.head(row)

    def record(self, request: HttpRequest, row: Order) -> dict[str, Any]:
        return order_page.record(request.user, row)

    @move(
        gettext_lazy("Confirm order"),
        permission="desk",
        icon="check",
        first=True,
        when=lambda order: order_actions.can_confirm(order) and order_plates.can_go_on(order),
        says=gettext_lazy("The kitchen gets its tickets and the customer a message. Slot and portions are held already."),
    )
    def confirm(self, request: HttpRequest, row: Order, answers: dict[str, Any]) -> Done:
        order = order_page.confirm(row, request.user)
        return Done(_("%(number)s is confirmed. The kitchen has its tickets.") % {"number": order.number})

    @move(
        gettext_lazy("Cancel order"),
        permission="desk",
        icon="close",
        asks=AskCancel,
        when=order_actions.can_cancel,
        grave=True,
        says=gettext_lazy("Portions and slot become free, nothing is owed, and the customer is told."),
    )
    def cancel(self, request: HttpRequest, row: Order, answers: dict[str, Any]) -> Done:
        order = order_actions.cancel(order=row, reason=answers["reason"], words=answers["words"], by=request.user, now=clock.now())
        return Done(_("%(number)s is cancelled.") % {"number": order.number})

    @move(
        gettext_lazy("Give to a porter"),
        permission="dispatch",
        icon="courier",
        first=True,
        asks=AskCourier,
        when=lambda order: (
            order.status == OrderStatus.READY and hasattr(order, "stop") and order.stop.status in (StopStatus.WAITING, StopStatus.ASSIGNED)
        ),
    )
    def assign(self, request: HttpRequest, row: Order, answers: dict[str, Any]) -> Done:
        stop = delivery.assign(stop=row.stop, courier=answers["courier"], by=request.user, now=clock.now())
        return Done(_("%(number)s goes with %(name)s.") % {"number": row.number, "name": stop.courier.name})

    @admin.action(description=gettext_lazy("Confirm"), permissions=["desk"])
    def confirm_many(self, request: HttpRequest, queryset: Any) -> None:
        order_page.confirm_many(request, queryset)

    def find_hint(self, row: Order) -> str:
        return f"{row.number} · {row.get_status_display()}"


@admin.register(OrderEvent)
class OrderEventAdmin(LogAdmin):
    """Everything that happened to orders, newest first."""

    list_display = ["kind", "order", "by", "at", "reason"]
    list_filter = [("kind", ChoicesDropdownFilter)]
    search_fields = ["order__number", "by__name"]
    ordering = ["-at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order", "by")
