"""What is known of somebody's health, sealed; who consented to its being kept; and who looked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.eaters.models.people import Eater


class Sex(models.TextChoices):
    """As nutrition tables ask for it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")


class Purpose(models.TextChoices):
    """What somebody reads a health record for; the person reads these words."""

    OWN = "own", _("to see or change it")
    MENU = "menu", _("to show which dishes fit")
    ORDER = "order", _("to check an order")
    PLATE = "plate", _("to check a plate in the kitchen")
    AGAIN = "again", _("to check open orders again after a change")
    CARE = "care", _("to look after the person")
    QUESTION = "question", _("to answer a question of the person or their family")
    INCIDENT = "incident", _("to look into a mistake or a complaint")
    OPERATOR = "operator", _("to show an operator the rules' reasoning")


class HealthRecord(models.Model):
    """What is known of an eater's health, one row an eater; `version` counts the changes.

    Every field but the last two is sealed text (core.common.sealing), bound to this table, the field and the eater, also
    where it is empty; history keeps the same sealed text. `core.eaters.health` opens them, and every opening is logged.
    """

    SEALED = ("allergies", "diets", "dislikes", "targets", "birth_on", "sex", "note")

    eater = models.OneToOneField(Eater, on_delete=models.PROTECT, primary_key=True, related_name="health", verbose_name=_("eater"))
    allergies = models.TextField(_("allergies"), editable=False)
    diets = models.TextField(_("diets"), editable=False)
    dislikes = models.TextField(_("dislikes"), editable=False)
    targets = models.TextField(_("targets"), editable=False)
    birth_on = models.TextField(_("birth date"), editable=False)
    sex = models.TextField(_("sex"), editable=False)
    note = models.TextField(_("note"), editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)
    history = Tracked()

    class Meta:
        verbose_name = _("health record")
        verbose_name_plural = _("health records")

    def __str__(self) -> str:
        return f"{self.eater_id}, {self.version}"


class HealthRead(models.Model):
    """Somebody opened an eater's health record; append-only (a trigger refuses changes)."""

    eater = models.ForeignKey(Eater, on_delete=models.PROTECT, related_name="health_reads", verbose_name=_("eater"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="health_reads", verbose_name=_("by"))
    purpose = models.CharField(_("for what"), max_length=20, choices=Purpose.choices)
    at = models.DateTimeField(_("at"))
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("look at a health record")
        verbose_name_plural = _("looks at health records")
        indexes = [models.Index(fields=["eater", "-at", "-id"], name="health_read_of_eater")]

    def __str__(self) -> str:
        return f"{self.by}: {self.get_purpose_display()}"


class ConsentPurpose(models.TextChoices):
    HEALTH = "health", _("keep health facts and use them for the plate")


class Consent(models.Model):
    """Somebody agreed that an eater's facts are kept and used for one purpose (Law 058/2021 of Rwanda, on personal data).

    `given_by` is the eater or who answers for them; `told_by` names somebody without an account who agreed by word or on paper,
    as the person who wrote it down heard it.
    """

    eater = models.ForeignKey(Eater, on_delete=models.PROTECT, related_name="consents", verbose_name=_("eater"))
    purpose = models.CharField(_("for what"), max_length=20, choices=ConsentPurpose.choices)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents_given", verbose_name=_("written down by")
    )
    told_by = models.CharField(_("who agreed, by word or on paper"), max_length=120, blank=True)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents_withdrawn",
        verbose_name=_("withdrawn by"),
    )
    history = Tracked()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["eater", "purpose"], condition=models.Q(withdrawn_at__isnull=True), name="consent_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
