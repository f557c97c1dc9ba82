"""One function a channel; each answers what became of the message."""

from __future__ import annotations

import json
import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage

from core.notifications.models import Channel, Message

memory_outbox: list[dict[str, str]] = []


@dataclass(frozen=True)
class Outcome:
    """`state` is sent, retry (nothing was taken, try again), refused (never will be) or unknown (may have been taken)."""

    state: str
    provider_id: str = ""
    error: str = ""


def sms_available() -> bool:
    """Whether this installation can send SMS at all."""
    return settings.SMS_BACKEND != "off"


def deliver(message: Message) -> Outcome:
    """Hand the message to its channel."""
    if message.channel == Channel.EMAIL:
        return _email(message)
    return send_sms(message.address, message.body)


def _email(message: Message) -> Outcome:
    try:
        EmailMessage(subject=message.subject, body=message.body, to=[message.address]).send()
    except smtplib.SMTPRecipientsRefused as error:
        return Outcome("refused", error=str(error))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("retry", error=str(error))
    return Outcome("sent")


def send_sms(address: str, text: str) -> Outcome:
    """Send one SMS by the backend of this installation: off, memory (tests), file (development) or twilio."""
    backend = settings.SMS_BACKEND
    if backend == "memory":
        memory_outbox.append({"to": address, "text": text})
        return Outcome("sent")
    if backend == "file":
        folder = settings.VAR_DIR / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "sent.jsonl").open("a", encoding="utf-8") as handle:
            handle.write(json.dumps({"to": address, "text": text}, ensure_ascii=False) + "\n")
        return Outcome("sent")
    return Outcome("refused", error="SMS is switched off: set SMS_BACKEND.")
