"""What this machine would have sent. Only under DEBUG, where letters and SMS go into files: codes must be found somewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone
from django.views.decorators.cache import never_cache

from core.notifications.channels.sms import FILE

MOST = 30


@dataclass(frozen=True)
class Sent:
    at: datetime
    to: str
    subject: str
    text: str


def sms(folder: Path) -> list[Sent]:
    """The last SMS of the file backend, newest first."""
    file = folder / FILE
    lines = file.read_text(encoding="utf-8").splitlines()[-MOST:] if file.exists() else []
    rows = [json.loads(line) for line in reversed(lines)]
    return [Sent(parse_datetime(row["at"]), row["to"], "SMS", row["text"]) for row in rows]


def letters(folder: Path) -> list[Sent]:
    """The last letters of Django's file backend, newest first."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:MOST]
    found = []
    for file in files:
        at = datetime.fromtimestamp(file.stat().st_mtime, tz=get_current_timezone())
        for raw in reversed(file.read_bytes().split(b"-" * 79 + b"\n")):
            letter = BytesParser(policy=policy.default).parsebytes(raw)
            if letter["To"]:
                body = letter.get_body(("plain",))
                found.append(Sent(at, str(letter["To"]), str(letter["Subject"]), body.get_content() if body else ""))
    return found[:MOST]


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    found = [*sms(settings.VAR_DIR), *letters(Path(settings.EMAIL_FILE_PATH or settings.VAR_DIR / "mail"))]
    found.sort(key=lambda each: each.at, reverse=True)
    return render(request, "development/sent.html", {"sent": found[:MOST]})


app_name = "development"
urlpatterns = [path("sent/", sent, name="sent")]
