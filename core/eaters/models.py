"""The person who eats; every plate is for an eater, never for the payer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked


class Eater(models.Model):
    """Somebody who is fed: the payer themself, a child, a parent, a patient in a bed."""

    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(_("added"))
    history = Tracked()

    class Meta:
        verbose_name = _("eater")
        verbose_name_plural = _("eaters")

    def __str__(self) -> str:
        return self.name


class Relationship(models.TextChoices):
    SELF = "self", _("myself")
    CHILD = "child", _("child")
    PARENT = "parent", _("parent")
    PARTNER = "partner", _("husband or wife")
    RELATIVE = "relative", _("relative")
    OTHER = "other", _("somebody I care for")


class EaterCarer(models.Model):
    """Who may order for an eater, and whether they see health facts."""

    eater = models.ForeignKey(Eater, on_delete=models.CASCADE, related_name="carers", verbose_name=_("eater"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cares_for", verbose_name=_("person"))
    relationship = models.CharField(_("relationship"), max_length=12, choices=Relationship.choices)
    may_order = models.BooleanField(_("may order"), default=True)
    may_see_health = models.BooleanField(_("sees health facts"), default=False)
    history = Tracked()

    class Meta:
        verbose_name = _("carer")
        verbose_name_plural = _("carers")
        constraints = [
            models.UniqueConstraint(fields=["eater", "user"], name="carer_once_per_eater"),
            models.UniqueConstraint(fields=["user"], condition=models.Q(relationship="self"), name="one_self_per_person"),
            models.UniqueConstraint(fields=["eater"], condition=models.Q(relationship="self"), name="one_person_per_self"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_relationship_display()}"
