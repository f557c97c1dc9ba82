"""The one writer of AuditEvent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from core.common.history import present_request_id
from core.common.models import AuditEvent


def record(*, by: Any, now: datetime, verb: str, subject: Model, reason: str = "", **data: Any) -> AuditEvent:
    """Write who did what to which row; `data` is small and holds no health facts."""
    return AuditEvent.objects.create(
        at=now,
        by=by,
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_key=str(subject.pk),
        subject_name=str(subject)[:200],
        reason=reason[:300],
        data=data,
        request_id=present_request_id(),
    )
