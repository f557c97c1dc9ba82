"""SMS by the backend of this installation: off, memory (tests), file (development) or twilio."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from core.common import clock
from core.notifications.channels import twilio
from core.notifications.channels.outcome import Outcome

FILE = "sms/sent.jsonl"
memory: list[dict[str, str]] = []


def sms_available() -> bool:
    """Whether this installation means to send SMS at all."""
    return settings.SMS_BACKEND != "off"


def send_sms(address: str, text: str) -> Outcome:
    """Send one SMS to an E.164 phone."""
    return BACKENDS[settings.SMS_BACKEND](address, text)


def sms_problems() -> list[str]:
    """What keeps SMS from going out, in words for the operator; empty when all is well or SMS is off."""
    if settings.SMS_BACKEND not in BACKENDS:
        return [_("SMS_BACKEND is “%(name)s”; known are %(known)s.") % {"name": settings.SMS_BACKEND, "known": ", ".join(BACKENDS)}]
    if settings.SMS_BACKEND == "twilio" and (missing := twilio.missing()):
        return [_("SMS cannot go out: %(names)s is not set. The values are on Twilio's console.") % {"names": ", ".join(missing)}]
    return []


def _off(address: str, text: str) -> Outcome:
    return Outcome("refused", error=_("SMS is switched off on this installation."))


def _memory(address: str, text: str) -> Outcome:
    memory.append({"to": address, "text": text})
    return Outcome("sent")


def _file(address: str, text: str) -> Outcome:
    path = settings.VAR_DIR / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps({"at": clock.now().isoformat(), "to": address, "text": text}, ensure_ascii=False) + "\n")
    return Outcome("sent")


BACKENDS: dict[str, Callable[[str, str], Outcome]] = {"off": _off, "memory": _memory, "file": _file, "twilio": twilio.send}
