"""Who, why and in which request: kept beside every history row, on every path that writes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history


@dataclass(frozen=True)
class Acting:
    """Who is at work, why, and the id of the request, task or command that all its history rows share."""

    by: Any = None
    why: str = ""
    request_id: str = ""


NOBODY = Acting()
_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def present() -> Acting:
    return _acting.get() or NOBODY


@contextmanager
def acting(*, by: Any = None, why: str = "", request_id: str = "") -> Iterator[Acting]:
    """Everything saved inside is recorded as done by `by` because of `why`; unset parts are inherited."""
    outer = present()
    inner = Acting(by=by or outer.by, why=why or outer.why, request_id=request_id or outer.request_id or uuid.uuid4().hex)
    token = _acting.set(inner)
    try:
        yield inner
    finally:
        _acting.reset(token)


def present_request_id() -> str:
    """The id that ties together everything one request, task or command wrote."""
    return present().request_id


class HistoryRow(models.Model):
    """What every history row has beyond the tracked fields."""

    history_request_id = models.CharField(max_length=64, blank=True, db_index=True, default=present_request_id)

    class Meta:
        abstract = True


class Tracked(HistoricalRecords):
    """`history = Tracked()` on a model: one row per change, by `acting()`'s person, for its reason."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("bases", [HistoryRow])
        options.setdefault("history_change_reason_field", models.CharField(max_length=300, null=True))
        super().__init__(**options)

    def get_history_user(self, instance: models.Model) -> Any:
        actor = present().by
        return actor if actor is not None and actor.pk else super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: models.Model, history_type: str, using: str) -> str | None:
        return getattr(instance, "_change_reason", None) or present().why or None


def bulk_create(objects: Sequence[models.Model], model: type[models.Model]) -> list[Any]:
    """Insert many rows and their history in two statements."""
    if not objects:
        return []
    return bulk_create_with_history(list(objects), model, default_user=present().by, default_change_reason=present().why or None)


def bulk_update(objects: Sequence[models.Model], model: type[models.Model], fields: Sequence[str]) -> int:
    """Update many rows and write their history in a few statements."""
    if not objects:
        return 0
    return bulk_update_with_history(
        list(objects), model, list(fields), default_user=present().by, default_change_reason=present().why or None
    )
