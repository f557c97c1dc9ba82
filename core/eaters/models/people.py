"""Who eats, who cares for them, and the card that names them to a camera."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.common.history import Tracked


class EaterQuerySet(models.QuerySet["Eater"]):
    def cared_for_by(self, user: User) -> EaterQuerySet:
        """Those whom an account cares for, the person themself among them."""
        return self.filter(carers__user=user)


class Eater(models.Model):
    """Somebody who is fed: the payer themself, a child, a parent, a patient in a bed."""

    name = models.CharField(_("name"), max_length=120)
    is_inpatient = models.BooleanField(
        _("in-patient"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Admitted to a ward: what is not known of a dish then stops the plate."),
    )
    created_at = models.DateTimeField(_("added"))

    objects = EaterQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("eater")
        verbose_name_plural = _("eaters")
        permissions = [("set_inpatient", "Say who is an in-patient")]

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


class EaterCard(models.Model):
    """A card whose QR code says who somebody is to those who may know: an opaque token, no fact about the person.

    One valid card an eater: a new one ends the one before, so that a lost card opens nothing.
    """

    eater = models.ForeignKey(Eater, on_delete=models.PROTECT, related_name="cards", verbose_name=_("eater"))
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards_made", verbose_name=_("made by"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(fields=["eater"], condition=models.Q(ended_at__isnull=True), name="one_valid_card_per_eater"),
        ]

    def __str__(self) -> str:
        return f"{self.eater}"
