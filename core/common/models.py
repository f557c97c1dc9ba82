"""Rows every domain leans on: the site, the audit trail, counters and submits that must count once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.text import localised


class Period(models.TextChoices):
    """The services of a day."""

    BREAKFAST = "breakfast", _("Breakfast")
    LUNCH = "lunch", _("Lunch")
    DINNER = "dinner", _("Dinner")


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    KINYARWANDA = "rw", _("Kinyarwanda")
    FRENCH = "fr", _("French")


class Named(models.Model):
    """A key for spreadsheets and a name in three languages."""

    key = models.SlugField(_("key"), max_length=60, unique=True, help_text=_("Short, without spaces; spreadsheets find the row by it."))
    name_en = models.CharField(_("name, English"), max_length=120)
    name_rw = models.CharField(_("name, Kinyarwanda"), max_length=120, blank=True)
    name_fr = models.CharField(_("name, French"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self, "name")


class Site(Named):
    """A kitchen with its own menu, zones, slots and books. Amounts in its currency's minor unit."""

    town = models.CharField(_("town"), max_length=80)
    phone = models.CharField(_("phone"), max_length=16, help_text=_("Shown to customers, in the form +250788123456."))
    currency = models.CharField(_("currency"), max_length=3, default="RWF")
    vat_percent = models.PositiveSmallIntegerField(
        _("VAT, %"), default=18, help_text=_("Contained in prices of the standard tax class. Rwanda: 18 % (Law 049/2023).")
    )
    late_after_minutes = models.PositiveSmallIntegerField(
        _("late after, minutes"), default=0, help_text=_("An order is late this long after the end of its slot.")
    )
    undo_seconds = models.PositiveSmallIntegerField(
        _("undo, seconds"), default=10, help_text=_("How long a kitchen tap can be taken back.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    history = Tracked()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [models.CheckConstraint(condition=models.Q(vat_percent__lte=100), name="site_vat_at_most_100")]


class AuditEvent(models.Model):
    """What a person or the system did, in one line; append-only (a trigger refuses changes).

    Written by actions whose domain keeps no event table of its own.
    """

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audit_events", verbose_name=_("by"))
    verb = models.CharField(_("what"), max_length=60)
    subject_kind = models.CharField(_("kind of row"), max_length=60)
    subject_key = models.CharField(_("row"), max_length=80)
    subject_name = models.CharField(_("name of the row"), max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    data = models.JSONField(_("facts"), default=dict, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "at"], name="audit_subject"),
            models.Index(fields=["-at", "-id"], name="audit_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.subject_name or self.subject_key}"


class Counter(models.Model):
    """A named running number; `core.common.counters.take` is the only writer."""

    name = models.CharField(max_length=80, unique=True)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Submission(models.Model):
    """One press of a button: the key the form carried and a hash of what was asked.

    The unique constraint makes twins wait for the first; what came of it points here.
    """

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="submission_counts_once")]
        indexes = [models.Index(fields=["at"], name="submission_at")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Stamp(models.Model):
    """A number that names a state of some tables; written by triggers alone (core.common.triggers.Bump)."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField()

    class Meta:
        verbose_name = _("stamp")
        verbose_name_plural = _("stamps")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
