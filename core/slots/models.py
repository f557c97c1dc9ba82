"""Service windows: when a site serves a period, how many orders it can keep, until when to order."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.common import clock
from core.common.history import Tracked
from core.common.models import Period, Site


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class SlotPattern(models.Model):
    """What opens every week: a window, its capacity in orders and its cut-off.

    `cut_off_days_before` 1 with 20:00 means the evening before (breakfast).
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slot_patterns", verbose_name=_("site"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    period = models.CharField(_("period"), max_length=10, choices=Period.choices)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    cut_off = models.TimeField(_("order by"))
    cut_off_days_before = models.PositiveSmallIntegerField(_("days before"), default=0)
    capacity = models.PositiveIntegerField(_("orders at most"))
    is_active = models.BooleanField(_("active"), default=True)
    history = Tracked()

    class Meta:
        verbose_name = _("weekly window")
        verbose_name_plural = _("weekly windows")
        constraints = [
            models.UniqueConstraint(fields=["site", "weekday", "period", "starts"], name="slot_pattern_once"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="slot_pattern_range", violation_error_message=_("A window ends after it begins.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.get_period_display()} {self.starts:%H:%M}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def for_service(self, *, site: Site, date: object, period: str) -> SlotQuerySet:
        return self.filter(site=site, date=date, period=period)

    def sellable(self, *, now: datetime) -> SlotQuerySet:
        """Open, before the cut-off and not full."""
        return self.filter(is_open=True, cut_off_at__gt=now, reserved__lt=F("capacity"))


class Slot(models.Model):
    """One window on one day. `reserved` is only moved by conditional updates in actions."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots", verbose_name=_("site"))
    date = models.DateField(_("day"))
    period = models.CharField(_("period"), max_length=10, choices=Period.choices)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    cut_off_at = models.DateTimeField(_("order by"))
    capacity = models.PositiveIntegerField(_("orders at most"))
    reserved = models.PositiveIntegerField(_("taken"), default=0)
    is_open = models.BooleanField(_("open"), default=True)

    objects = SlotQuerySet.as_manager()
    history = Tracked(excluded_fields=["reserved"])

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.UniqueConstraint(fields=["site", "starts_at"], name="slot_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="slot_range", violation_error_message=_("A slot ends after it begins.")
            ),
            models.CheckConstraint(
                condition=Q(cut_off_at__lte=F("ends_at")),
                name="slot_cut_off_before_end",
                violation_error_message=_("The cut-off is not after the end."),
            ),
        ]
        indexes = [models.Index(fields=["site", "date", "period"], name="slot_service")]

    def __str__(self) -> str:
        return f"{self.get_period_display()} {date_format(self.date, 'DAY_MONTH_FORMAT')} {self.window}"

    @property
    def window(self) -> str:
        """12:30–13:00, as clocks in Rwanda show it."""
        start, end = (moment.astimezone(clock.KIGALI) for moment in (self.starts_at, self.ends_at))
        return f"{start:%H:%M}–{end:%H:%M}"

    @property
    def left(self) -> int:
        return max(self.capacity - self.reserved, 0)

    def is_sellable(self, *, now: datetime) -> bool:
        """What `SlotQuerySet.sellable` asks, of one row."""
        return self.is_open and self.cut_off_at > now and self.left > 0


class ReservationState(models.TextChoices):
    HELD = "held", _("held")
    RELEASED = "released", _("released")


class Reservation(models.Model):
    """A place in a slot, held for an order from the moment it is placed until it is cancelled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="reservations", verbose_name=_("slot"))
    status = models.CharField(_("state"), max_length=10, choices=ReservationState.choices, default=ReservationState.HELD)
    made_at = models.DateTimeField(_("made"))
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        indexes = [models.Index(fields=["slot", "status"], name="reservation_slot")]

    def __str__(self) -> str:
        return f"{self.slot} · {self.get_status_display()}"
