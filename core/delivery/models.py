"""Who carries an order to its place."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.models import Site
from core.orders.models import Order


class StopStatus(models.TextChoices):
    WAITING = "waiting", _("nobody yet")
    ASSIGNED = "assigned", _("assigned")
    PICKED_UP = "picked_up", _("on the way")
    DELIVERED = "delivered", _("handed over")
    FAILED = "failed", _("failed")


TO_DO = (StopStatus.WAITING, StopStatus.ASSIGNED, StopStatus.PICKED_UP)


class FailReason(models.TextChoices):
    ABSENT = "absent", _("Nobody was there")
    REFUSED = "refused", _("The meal was refused")
    WRONG_PLACE = "wrong_place", _("The place was not found")
    DISCHARGED = "discharged", _("The patient has left")
    SPILLED = "spilled", _("The meal was spilled")


class StopQuerySet(models.QuerySet["Stop"]):
    def to_do(self) -> StopQuerySet:
        return self.filter(status__in=TO_DO)

    def visible_to(self, person: object) -> StopQuerySet:
        """All for who gives them out or sees orders; a carrier sees their own and those nobody has yet."""
        if person.has_perm("delivery.dispatch") or person.has_perm("orders.view_order"):
            return self.all()
        return self.filter(Q(courier=person) | Q(status=StopStatus.WAITING))


class Stop(models.Model):
    """One order to be carried: waiting, assigned, picked up, handed over or failed."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="stop", verbose_name=_("order"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="stops", verbose_name=_("site"))
    courier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="stops", verbose_name=_("porter or courier")
    )
    status = models.CharField(_("state"), max_length=10, choices=StopStatus.choices, default=StopStatus.WAITING)
    due_at = models.DateTimeField(_("due"))
    made_at = models.DateTimeField(_("made"))
    picked_up_at = models.DateTimeField(_("picked up at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    received_by = models.CharField(_("taken by"), max_length=120, blank=True)
    fail_reason = models.CharField(_("failed because"), max_length=20, choices=FailReason.choices, blank=True)

    objects = StopQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        constraints = [
            models.CheckConstraint(condition=Q(status="waiting") | Q(courier__isnull=False), name="stop_has_courier"),
            models.CheckConstraint(condition=~Q(status="delivered") | ~Q(received_by=""), name="stop_delivered_to_somebody"),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(fail_reason=""), name="stop_failed_with_reason"),
        ]
        indexes = [
            models.Index(fields=["site", "due_at"], condition=Q(status__in=TO_DO), name="stop_to_do"),
            models.Index(fields=["courier", "status"], name="stop_of_courier"),
            models.Index(fields=["-made_at", "-id"], name="stop_recent"),
        ]
        permissions = [
            ("dispatch", "May give orders to porters and couriers"),
            ("carry", "May pick up and hand over"),
        ]

    def __str__(self) -> str:
        return f"{self.order.number} · {self.order.destination}"
