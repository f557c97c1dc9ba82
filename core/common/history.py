"""Who, why and in which request: kept beside every history row, on every path that writes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history, get_history_manager_for_model

from core.common import clock


@dataclass(frozen=True)
class Acting:
    """Who is at work, why, and the id of the request, task or command that all its history rows share.

    `at` is given when something is written down afterwards (an old book, a paper sheet, the demo's past days): history
    carries that moment, and nobody is told about it now.
    """

    by: Any = None
    why: str = ""
    request_id: str = ""
    at: datetime | None = None


NOBODY = Acting()
BATCH = 1_000
"""Rows written in one statement: the texts of more would fill the memory."""
_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def present() -> Acting:
    return _acting.get() or NOBODY


@contextmanager
def acting(*, by: Any = None, why: str = "", request_id: str = "", at: datetime | None = None) -> Iterator[Acting]:
    """Everything saved inside is recorded as done by `by` because of `why`; unset parts are inherited."""
    outer = present()
    inner = Acting(
        by=by or outer.by,
        why=why or outer.why,
        request_id=request_id or outer.request_id or uuid.uuid4().hex,
        at=at or outer.at,
    )
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


class Manager(HistoryDescriptor):
    """`row.history`, with its manager class made once: the library makes one on each access, a twelfth of the time of an order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._manager = self.manager_class.from_queryset(self.queryset_class)

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> models.Manager:
        return self._manager(self.model, instance)


class Tracked(HistoricalRecords):
    """`history = Tracked()` on a model: one row per change, by `acting()`'s person, for its reason."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("bases", [HistoryRow])
        options.setdefault("history_change_reason_field", models.CharField(max_length=300, null=True))
        super().__init__(**options)

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        found = vars(sender).get(self.manager_name)
        if isinstance(found, HistoryDescriptor):
            setattr(sender, self.manager_name, Manager(found.model, manager=self.history_manager, queryset=self.historical_queryset))

    def get_history_user(self, instance: models.Model) -> Any:
        actor = present().by
        return actor if actor is not None and actor.pk else super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: models.Model, history_type: str, using: str) -> str | None:
        return getattr(instance, "_change_reason", None) or present().why or None

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        if present().at is None:
            return super().create_historical_record(instance, history_type, using=using)
        instance._history_date = present().at
        try:
            return super().create_historical_record(instance, history_type, using=using)
        finally:
            del instance._history_date


@dataclass(frozen=True)
class Facts:
    """What every history row written at this moment carries beside the tracked fields."""

    at: datetime
    by_id: int | None
    why: str | None
    request_id: str


def facts() -> Facts:
    now = present()
    return Facts(at=now.at or clock.now(), by_id=now.by and now.by.pk, why=now.why or None, request_id=now.request_id)


def _facts() -> dict[str, Any]:
    acting_now = present()
    return {"default_user": acting_now.by, "default_change_reason": acting_now.why or None, "default_date": acting_now.at}


def bulk_create(objects: Sequence[models.Model], model: type[models.Model]) -> list[Any]:
    """Insert many rows and their history in two statements."""
    if not objects:
        return []
    return bulk_create_with_history(list(objects), model, **_facts())


def bulk_update(objects: Sequence[models.Model], model: type[models.Model], fields: Sequence[str]) -> int:
    """Update many rows and write their history in a few statements."""
    if not objects:
        return 0
    return bulk_update_with_history(list(objects), model, list(fields), **_facts())


def bulk_save(
    objects: Sequence[models.Model],
    model: type[models.Model],
    fields: Sequence[str],
    links: Mapping[str, Mapping[int, frozenset[int]]] | None = None,
) -> None:
    """Insert or update many rows of one kind together with their many-to-many sets: one history row for each, told whole.

    Either all objects are new or none is. `links` gives, for a many-to-many field, the wanted keys by the object's place
    in `objects`. An update is an upsert by primary key (so have the rows locked): Django's bulk_update builds a CASE for
    every cell, ten times slower on a wide sheet.
    """
    if not objects:
        return
    rows, is_update = list(objects), objects[0].pk is not None
    if not is_update:
        model._default_manager.bulk_create(rows, batch_size=BATCH)
    elif fields:
        model._default_manager.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=list(fields)
        )
    for name, wanted in (links or {}).items():
        _write_links(rows, model._meta.get_field(name), wanted)
    records = get_history_manager_for_model(model).bulk_history_create(rows, batch_size=BATCH, update=is_update, **_facts())
    _remember_links(rows, records)


def _write_links(rows: Sequence[models.Model], field: models.ManyToManyField, wanted: Mapping[int, frozenset[int]]) -> None:
    through, near, far = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
    # Queries of our own rather than .set(): each of its signals would leave a history row.
    through._default_manager.filter(**{f"{near}__in": [rows[place].pk for place in wanted]}).delete()
    through._default_manager.bulk_create(
        through(**{f"{near}_id": rows[place].pk, f"{far}_id": key}) for place, keys in wanted.items() for key in sorted(keys)
    )


def _remember_links(rows: Sequence[models.Model], records: Sequence[models.Model]) -> None:
    record_of = {row.pk: record for row, record in zip(rows, records, strict=True)}
    for field in getattr(records[0], "_history_m2m_fields", ()):
        through, near = field.remote_field.through, field.m2m_field_name()
        history_of_link = getattr(type(records[0]), field.name).model
        names = [part.attname for part in through._meta.fields]
        links = through._default_manager.filter(**{f"{near}__in": list(record_of)}).order_by("pk")
        history_of_link._default_manager.bulk_create(
            history_of_link(history=record_of[values[f"{near}_id"]], **values) for values in links.values(*names)
        )
