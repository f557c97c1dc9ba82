"""Orders, their lines as sold, and everything that happened to them."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from core.common.history import Tracked
from core.common.models import Language, Period, Site, Submission
from core.common.text import localised
from core.eaters.models import Eater
from core.menu.models import Dish, MenuItem, RecipeVersion, Station
from core.payments.models import Attempt, Charge
from core.slots.models import Reservation, Slot
from core.zones.models import Sector, Zone


class OrderStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PLACED = "placed", _("placed")
    CONFIRMED = "confirmed", _("confirmed")
    PREPARING = "preparing", _("preparing")
    READY = "ready", _("ready")
    OUT = "out_for_delivery", _("on the way")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")
    UNDELIVERABLE = "undeliverable", _("undeliverable")


OPEN = (OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.OUT)


class Channel(models.TextChoices):
    PORTAL = "portal", _("portal")
    DESK = "desk", _("desk")
    API = "api", _("API")


class CancelReason(models.TextChoices):
    CUSTOMER = "customer", _("The customer asked")
    STOCK = "stock", _("A dish ran out")
    DOUBLE = "double", _("Ordered twice")
    BED = "bed", _("The patient left the bed")
    UNREACHABLE = "unreachable", _("Nobody can be reached")
    OTHER = "other", _("Something else")


class OrderQuerySet(models.QuerySet["Order"]):
    def open(self) -> OrderQuerySet:
        return self.filter(status__in=OPEN)

    def due(self, *, on: date) -> OrderQuerySet:
        """Orders to be eaten on this day."""
        return self.filter(date=on)

    def late(self, *, now: datetime) -> OrderQuerySet:
        """Open although their window has ended."""
        return self.open().filter(due_at__lt=now)

    def of(self, person: object) -> OrderQuerySet:
        return self.filter(payer=person)

    def with_payment(self) -> OrderQuerySet:
        """Each order with `payment_status` and `payment_method` of its charge."""
        charge = Charge.objects.of(kind="order", key=models.OuterRef("number"))
        attempt = Attempt.objects.filter(charge__payable_kind="order", charge__payable_key=models.OuterRef("number")).order_by("-pk")
        return self.annotate(
            payment_status=models.Subquery(charge.values("status")[:1]), payment_method=models.Subquery(attempt.values("method")[:1])
        )

    def visible_to(self, person: object) -> OrderQuerySet:
        """All for staff who see orders, their own for everyone else."""
        return self.all() if person.has_perm("orders.view_order") else self.of(person)


class Order(models.Model):
    """What a payer ordered for one service. Amounts in whole francs; `due_at` is the end of its window."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="orders", verbose_name=_("site"))
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders", verbose_name=_("ordered by"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="order")
    date = models.DateField(_("day"))
    period = models.CharField(_("period"), max_length=10, choices=Period.choices)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="orders", verbose_name=_("slot"))
    reservation = models.OneToOneField(
        Reservation, on_delete=models.PROTECT, editable=False, related_name="order", verbose_name=_("place in the slot")
    )
    due_at = models.DateTimeField(_("due"))
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="orders", verbose_name=_("zone"))
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("sector"))
    destination = models.CharField(_("to"), max_length=200)
    contact_name = models.CharField(_("contact"), max_length=120)
    contact_phone = PhoneNumberField(_("phone"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    status = models.CharField(_("state"), max_length=20, choices=OrderStatus.choices)
    cancel_reason = models.CharField(_("cancelled because"), max_length=20, choices=CancelReason.choices, blank=True)
    subtotal = models.PositiveIntegerField(_("dishes, RWF"))
    delivery_fee = models.PositiveIntegerField(_("delivery, RWF"))
    vat = models.PositiveIntegerField(_("VAT within, RWF"))
    total = models.PositiveIntegerField(_("total, RWF"))
    placed_at = models.DateTimeField(_("placed at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    was_placed_before = False
    """Set by `place` on the order it returns when the same press had come before."""

    objects = OrderQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(condition=Q(total=F("subtotal") + F("delivery_fee")), name="order_total_adds_up"),
            models.CheckConstraint(condition=Q(vat__lte=F("total")), name="order_vat_within"),
            models.CheckConstraint(condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="order_cancelled_with_reason"),
        ]
        indexes = [
            models.Index(fields=["site", "date", "status"], name="order_day_status"),
            models.Index(fields=["-placed_at", "-id"], name="order_recent"),
            models.Index(fields=["payer", "-placed_at"], name="order_of_payer"),
            models.Index(fields=["due_at", "id"], condition=Q(status__in=OPEN), name="order_open_due"),
        ]
        permissions = [
            ("desk_order", "May build, confirm and cancel orders for others"),
            ("export_order", "May export orders"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.contact_name}"


class OrderLineManager(models.Manager["OrderLine"]):
    """Lines that are to be eaten: one that was taken out stays as a row of 0 portions, met through `OrderLine.every`."""

    def get_queryset(self) -> models.QuerySet[OrderLine]:
        return super().get_queryset().filter(quantity__gt=0)


class OrderLine(models.Model):
    """A dish as sold: names, price and recipe version stay what they were. Amounts in whole francs."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", verbose_name=_("order"))
    eater = models.ForeignKey(Eater, on_delete=models.PROTECT, related_name="lines", verbose_name=_("for"))
    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="lines", verbose_name=_("dish of a day"))
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="order_lines", verbose_name=_("dish"))
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="order_lines", verbose_name=_("station"))
    recipe_version = models.ForeignKey(
        RecipeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="order_lines", verbose_name=_("recipe version")
    )
    name_en = models.CharField(_("name, English"), max_length=120)
    name_rw = models.CharField(_("name, Kinyarwanda"), max_length=120, blank=True)
    name_fr = models.CharField(_("name, French"), max_length=120, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    unit_price = models.PositiveIntegerField(_("each, RWF"))
    amount = models.PositiveIntegerField(_("RWF"))
    note = models.CharField(_("note"), max_length=140, blank=True)

    objects = OrderLineManager()
    every = models.Manager()
    history = Tracked()

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        default_manager_name = "objects"
        base_manager_name = "every"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="order_line_quantity"),
            models.CheckConstraint(condition=Q(amount=F("unit_price") * F("quantity")), name="order_line_amount"),
        ]
        indexes = [models.Index(fields=["order", "station"], name="order_line_station")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def name(self) -> str:
        return localised(self, "name")


class EventKind(models.TextChoices):
    PLACED = "placed", _("Placed")
    CONFIRMED = "confirmed", _("Confirmed")
    PREPARING = "preparing", _("Kitchen has started")
    READY = "ready", _("Ready")
    OUT = "out_for_delivery", _("On the way")
    DELIVERED = "delivered", _("Handed over")
    CANCELLED = "cancelled", _("Cancelled")
    UNDELIVERABLE = "undeliverable", _("Could not be handed over")
    CASH_RECEIVED = "cash_received", _("Cash received")
    RECALLED = "recalled", _("Back in the kitchen")
    OVERRULED = "overruled", _("Rules overruled")
    CONCERN = "concern", _("Something changed for a plate")
    AMENDED = "amended", _("Dishes changed")


class OrderEvent(models.Model):
    """Something that happened to an order; append-only (a trigger refuses changes)."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events", verbose_name=_("order"))
    kind = models.CharField(_("what"), max_length=20, choices=EventKind.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="order_events", verbose_name=_("by"))
    reason = models.CharField(_("why"), max_length=300, blank=True)
    data = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        indexes = [models.Index(fields=["order", "at", "id"], name="order_event_timeline")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%H:%M}"
