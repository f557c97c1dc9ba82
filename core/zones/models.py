"""Where the kitchen delivers and what that costs."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.models import Named, Site
from core.zones import rules


class Sector(models.Model):
    """An administrative sector (umurenge) of Rwanda.

    Source: National Institute of Statistics of Rwanda (fixtures/rwanda_sectors.csv).
    """

    province = models.CharField(_("province"), max_length=40)
    district = models.CharField(_("district"), max_length=40)
    name = models.CharField(_("sector"), max_length=40)
    code = models.CharField(_("code"), max_length=8, unique=True, validators=[RegexValidator(r"^\d{4}$")])
    history = Tracked()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        indexes = [models.Index(fields=["district", "name"], name="sector_district_name")]

    def __str__(self) -> str:
        return f"{self.name}, {self.district}"


class ZoneKind(models.TextChoices):
    WARD = "ward", _("Ward beds")
    CAMPUS = "campus", _("Hospital campus")
    TOWN = "town", _("Town")
    OFFICE = "office", _("Office")


class ZoneQuerySet(models.QuerySet["Zone"]):
    def served_by(self, site: Site) -> ZoneQuerySet:
        """Active zones of a site, the one that wins first."""
        return self.filter(site=site, is_active=True).order_by("priority", "pk")

    def for_sector(self, site: Site, sector: Sector) -> Zone | None:
        """The zone an address in this sector belongs to; None: not served."""
        return self.served_by(site).filter(sectors=sector).first()


class Zone(Named):
    """A part of the world with one set of delivery terms. Amounts in whole francs, times in minutes."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="zones", verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=10, choices=ZoneKind.choices)
    priority = models.PositiveSmallIntegerField(_("priority"), default=100, help_text=_("The lowest number wins where zones overlap."))
    sectors = models.ManyToManyField(Sector, blank=True, related_name="zones", verbose_name=_("sectors"))
    minimum_order = models.PositiveIntegerField(_("minimum order, RWF"), default=0)
    promised_minutes = models.PositiveSmallIntegerField(_("promised within, minutes"), default=30)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ZoneQuerySet.as_manager()
    history = Tracked(m2m_fields=["sectors"])

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")

    def fee_for(self, order_total: int) -> int | None:
        """The delivery fee in francs; None when this zone does not serve an order of this total."""
        steps = [rules.Step(step.order_from, step.order_to, step.fee, step.is_served) for step in self.fees.all()]
        return rules.fee(steps, order_total)


class ZoneFee(models.Model):
    """A step of a zone's fees: from this order total (inclusive) to that (exclusive, empty: no end)."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="fees", verbose_name=_("zone"))
    order_from = models.PositiveIntegerField(_("order from, RWF"), default=0)
    order_to = models.PositiveIntegerField(_("order below, RWF"), null=True, blank=True)
    fee = models.PositiveIntegerField(_("fee, RWF"), default=0)
    is_served = models.BooleanField(_("served"), default=True)
    history = Tracked()

    class Meta:
        verbose_name = _("delivery fee")
        verbose_name_plural = _("delivery fees")
        constraints = [
            models.UniqueConstraint(fields=["zone", "order_from"], name="zone_fee_step_once"),
            models.CheckConstraint(
                condition=models.Q(order_to__isnull=True) | models.Q(order_to__gt=models.F("order_from")),
                name="zone_fee_range",
                violation_error_message=_("A step ends above where it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.order_from}–{self.order_to or '…'}"
