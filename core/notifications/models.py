"""The outbox: what is to be said to whom, written in the transaction that caused it, sent after commit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.common.models import Language


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class MessageStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("to check")


class Message(models.Model):
    """One message to one person. The dedupe key makes a repeated cause say it once."""

    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("to")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    about_kind = models.CharField(_("about"), max_length=40, blank=True)
    about_key = models.CharField(_("about row"), max_length=60, blank=True)
    dedupe_key = models.CharField(_("key against saying it twice"), max_length=120, unique=True)
    status = models.CharField(_("state"), max_length=10, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    provider_id = models.CharField(_("provider's id"), max_length=80, blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["about_kind", "about_key"], name="message_about"),
            models.Index(fields=["created_at"], condition=models.Q(status="queued"), name="message_waiting"),
            models.Index(fields=["-created_at", "-id"], name="message_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.subject or self.kind}"
