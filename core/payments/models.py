"""What is owed and how it was paid. Money rows are never edited: a correction is a new row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.models import Site


class Method(models.TextChoices):
    CASH = "cash", _("cash on delivery")


class ChargeStatus(models.TextChoices):
    DUE = "due", _("to pay")
    PAID = "paid", _("paid")
    VOID = "void", _("nothing owed")


class ChargeQuerySet(models.QuerySet["Charge"]):
    def of(self, *, kind: str, key: str) -> ChargeQuerySet:
        """All charges for one thing, the one that counts first: what is owed or paid, before what was called off, the latest first."""
        is_void = models.Case(models.When(status=ChargeStatus.VOID, then=1), default=0)
        return self.filter(payable_kind=kind, payable_key=key).order_by(is_void, "-pk")


class Charge(models.Model):
    """An amount owed for something, named by kind and key ("order", "D-261124-0042"). Whole francs."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="charges", verbose_name=_("site"))
    payable_kind = models.CharField(_("for"), max_length=30)
    payable_key = models.CharField(_("number"), max_length=40)
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="charges", verbose_name=_("payer"))
    amount = models.PositiveIntegerField(_("amount, RWF"))
    currency = models.CharField(_("currency"), max_length=3, default="RWF")
    status = models.CharField(_("state"), max_length=6, choices=ChargeStatus.choices, default=ChargeStatus.DUE)
    made_at = models.DateTimeField(_("made"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = ChargeQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints = [
            # What was called off stays beside what is owed instead of it.
            models.UniqueConstraint(fields=["payable_kind", "payable_key"], condition=~Q(status="void"), name="charge_once")
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="charge_recent")]

    def __str__(self) -> str:
        return f"{self.payable_key}: {self.amount:,} {self.currency}"


class AttemptStatus(models.TextChoices):
    PENDING = "pending", _("waiting")
    SUCCEEDED = "succeeded", _("received")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("called off")


class Attempt(models.Model):
    """One try to settle a charge by one method."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("charge"))
    method = models.CharField(_("method"), max_length=20, choices=Method.choices)
    amount = models.PositiveIntegerField(_("amount, RWF"))
    status = models.CharField(_("state"), max_length=10, choices=AttemptStatus.choices, default=AttemptStatus.PENDING)
    made_at = models.DateTimeField(_("made"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cash_received",
        verbose_name=_("received by"),
    )
    history = Tracked()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints = [
            models.UniqueConstraint(fields=["charge"], condition=Q(status="succeeded"), name="charge_settled_once"),
            models.UniqueConstraint(fields=["charge"], condition=Q(status="pending"), name="charge_one_pending_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} · {self.get_status_display()}"
