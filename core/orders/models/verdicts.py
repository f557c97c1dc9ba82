"""What the rules said of an order's lines at each gate, who overruled them, and what changed while an order was under way.

What the rules say of a person's plate tells of their health: it is sealed, bound to its row (core.common.sealing).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.orders.models.orders import OPEN, OrderLine

LEVELS = [("", _("fits")), ("warning", _("warning")), ("approval", _("needs consent")), ("blocker", _("does not fit"))]


class Gate(models.TextChoices):
    """Where a line was judged."""

    PLACED = "placed", _("when it was ordered")
    CONFIRMED = "confirmed", _("when the desk confirmed")
    STARTED = "started", _("when the kitchen started")
    HANDED_OVER = "handed_over", _("when it was handed over")
    CHANGED = "changed", _("after a change")


class LineVerdict(models.Model):
    """What the rules said of a line at a gate, and of which state of the facts. Append-only (a trigger refuses changes).

    A line whose eater has nothing to watch has no row. `recipe_version` is its id, 0 for a dish without a published recipe;
    `stamp` and `rules_stamp` name what was known of food and of diets, `eater_version` the state of the health record.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="verdicts", verbose_name=_("line"))
    gate = models.CharField(_("gate"), max_length=12, choices=Gate.choices)
    level = models.CharField(_("verdict"), max_length=10, choices=LEVELS, blank=True)
    sealed = models.TextField(_("in words"), editable=False)
    recipe_version = models.PositiveBigIntegerField(_("recipe version"))
    stamp = models.BigIntegerField(_("state of what is known of food"))
    rules_stamp = models.BigIntegerField(_("state of the diets"))
    eater_version = models.PositiveIntegerField(_("state of the health record"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="line_verdicts", verbose_name=_("by"))

    class Meta:
        verbose_name = _("verdict on a line")
        verbose_name_plural = _("verdicts on lines")
        indexes = [models.Index(fields=["line", "-id"], name="line_verdict_latest")]

    def __str__(self) -> str:
        return f"{self.get_gate_display()}: {self.get_level_display()}"

    @property
    def seal_place(self) -> uuid.UUID:
        """What its sealed text is bound to: known before the row is written."""
        return self.uid


class OverruleQuerySet(models.QuerySet["Overrule"]):
    def standing(self) -> OverruleQuerySet:
        """Those that count: no second person was needed, or one has agreed."""
        return self.filter(Q(needs_second=False) | Q(second_by__isnull=False))

    def waiting(self) -> OverruleQuerySet:
        """Those that wait for a second person, of orders that can still be stopped."""
        return self.filter(needs_second=True, second_by__isnull=True, line__order__status__in=OPEN)


class Overrule(models.Model):
    """Somebody with the right to it serves a plate the rules stop, for a reason; a severe allergy needs a second person.

    It covers what the rules said then and nothing that is said later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="overrules", verbose_name=_("line"))
    reason = models.CharField(_("reason"), max_length=300)
    sealed = models.TextField(_("what was overruled"), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="overrules", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    needs_second = models.BooleanField(_("needs a second person"), default=False)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="overrules_seconded",
        verbose_name=_("second person"),
    )
    second_at = models.DateTimeField(_("agreed at"), null=True, blank=True)

    objects = OverruleQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("overruled verdict")
        verbose_name_plural = _("overruled verdicts")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=models.F("by")),
                name="overrule_second_is_another",
                violation_error_message=_("The second person is somebody else than the first."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="overrule_with_reason"),
        ]
        permissions = [("overrule_verdict", "May serve a plate the rules stop")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"

    @property
    def seal_place(self) -> uuid.UUID:
        return self.pk


class Cause(models.TextChoices):
    """What was changed under an order."""

    RECIPE = "recipe", _("the recipe has changed")
    FOOD = "food", _("something was learnt about an ingredient")
    HEALTH = "health", _("the person's needs have changed")
    DIET = "diet", _("the rules of a diet have changed")
    DISH = "dish", _("the dish has changed")


class Answer(models.TextChoices):
    """How a concern ended."""

    SWAPPED = "swapped", _("another dish")
    REMOVED = "removed", _("taken out")
    CANCELLED = "cancelled", _("order cancelled")
    KEPT = "kept", _("kept as it is")
    SETTLED = "settled", _("a later change settled it")
    OVER = "over", _("the order ended before an answer")


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open(self) -> ConcernQuerySet:
        return self.filter(answered_at__isnull=True)

    def unseen(self) -> ConcernQuerySet:
        """Those nobody in the kitchen has acknowledged by name."""
        return self.open().filter(seen_at__isnull=True)


class Concern(models.Model):
    """A line no longer fits its eater because something changed after it was ordered; open until somebody answers.

    `seen_by` acknowledged it in the kitchen; the ticket is red until then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="concerns", verbose_name=_("line"))
    cause = models.CharField(_("because"), max_length=10, choices=Cause.choices)
    level = models.CharField(_("verdict"), max_length=10, choices=LEVELS)
    sealed = models.TextField(_("what is new"), editable=False)
    raised_at = models.DateTimeField(_("raised"))
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_seen", verbose_name=_("seen by")
    )
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="concerns_answered",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ConcernQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(answered_at__isnull=True), name="concern_one_open_per_line"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="concern_answered_with_an_answer",
            ),
        ]
        indexes = [models.Index(fields=["raised_at"], condition=Q(answered_at__isnull=True), name="concern_open")]

    def __str__(self) -> str:
        return f"{self.line}: {self.get_cause_display()}"

    @property
    def seal_place(self) -> uuid.UUID:
        return self.pk
