"""What a session has shown of its second factor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator

LASTS = timedelta(hours=16)
"""The longest working day: after it a session that never ended (a board on the wall) shows it once more."""


def is_fresh(request: Any, now: datetime) -> bool:
    """Whether this session of this person passed the second factor within the last working day."""
    shown = [record["at"] for record in get_authentication_records(request, request.user) if record.get("method") == "mfa"]
    return bool(shown) and now.timestamp() - max(shown) < LASTS.total_seconds()


def count_enrolment(request: Any, authenticator: Authenticator) -> None:
    """The code that turned the second factor on is proof enough for this session, and is used up like any other."""
    if authenticator.wrap().validate_code(request.POST.get("code", "")):
        record_authentication(request, authenticator.user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
