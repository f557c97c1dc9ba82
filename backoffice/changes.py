"""History in words: who changed what from what to what, when and why. Reads simple_history's rows; writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.common import money

MOST = 500  # records of one row that a page looks back over
LONGEST = 200  # letters of a text that are shown


@dataclass(frozen=True)
class Change:
    """One fact: its name, and its words before and after (empty where there were none)."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Line:
    """What happened to one row: `kind` is + (made), ~ (changed) or - (removed); `about` names a part of the record."""

    kind: str
    about: str
    changes: list[Change]


@dataclass(frozen=True)
class Step:
    """Everything one request, task or command did to the record."""

    at: datetime
    who: str
    why: str
    lines: list[Line]


class Story:
    """All that is kept of a record and its parts (names of reverse relations), read once."""

    def __init__(self, row: models.Model, parts: Iterable[str] = ()) -> None:
        own = _records(type(row), {row._meta.pk.attname: row.pk})
        self.kinds = dict.fromkeys(own, "")
        for name in parts:
            relation = row._meta.get_field(name)
            for record in _records(relation.related_model, {relation.field.attname: row.pk}):
                self.kinds[record] = str(capfirst(relation.related_model._meta.verbose_name))
        self.versions = list(reversed(own))
        """The record's own history rows, oldest first."""
        self.words = Words(list(self.kinds))

    def steps(self) -> list[Step]:
        """What was done, newest first, one step a request.

        Within a step each row is compared as it was before with as it was after, however often it was saved in between.
        """
        before = _predecessors(self.kinds)
        grouped: dict[Any, dict[Any, list[Any]]] = {}
        for record in sorted(self.kinds, key=lambda one: (one.history_date, one.history_id), reverse=True):
            step = grouped.setdefault(record.history_request_id or record_key(record), {})
            step.setdefault(row_key(record), []).append(record)
        found = []
        for by_row in grouped.values():
            told = [_line(saves, before.get(record_key(saves[-1])), self.kinds[saves[0]], self.words) for saves in by_row.values()]
            lines = [line for line in told if line]
            if lines:
                last = next(iter(by_row.values()))[0]
                found.append(Step(last.history_date, _who(last), last.history_change_reason or "", lines))
        return found

    def compare(self, earlier: Any, later: Any) -> tuple[list[Change], list[tuple[str, str]]]:
        """Between two versions: what differs, and the short facts that stayed."""
        changed = self.words.changes(earlier, later)
        names = {change.name for change in changed}
        kept = [(name, value) for name, value in self.words.facts(later) if name not in names and value and len(value) <= 40]
        return changed, kept


def _line(saves: list[Any], earlier: Any | None, kind: str, words: Words) -> Line | None:
    """What a step did to one row; `saves` newest first. Nothing, when the row ended as it was."""
    last = saves[0]
    about = f"{kind}: {words.name_of(last)}" if kind else ""
    if last.history_type == "-":
        return Line("-", about, [])
    if any(save.history_type == "+" for save in saves):
        return Line("+", about, [])
    if earlier is None:  # beyond what this page looks back over
        return None
    changed = words.changes(earlier, last)
    return Line("~", about, changed) if changed else None


def record_key(record: Any) -> tuple[str, Any]:
    return (record._meta.label, record.history_id)


def row_key(record: Any) -> tuple[str, Any]:
    return (record._meta.label, getattr(record, record.instance_type._meta.pk.attname))


def _records(model: type[models.Model], where: dict[str, Any]) -> list[Any]:
    return list(model.history.filter(**where).select_related("history_user").order_by("-history_date", "-history_id")[:MOST])


def _predecessors(records: Iterable[Any]) -> dict[tuple[str, Any], Any]:
    """For each record the one before it of the same row; records of a row come newest first."""
    found: dict[tuple[str, Any], Any] = {}
    later: dict[tuple[str, Any], Any] = {}
    for record in records:
        if row_key(record) in later:
            found[record_key(later[row_key(record)])] = record
        later[row_key(record)] = record
    return found


def _who(record: Any) -> str:
    return str(record.history_user) if record.history_user else _("unknown")


class Words:
    """Values of history rows as people say them; related rows are fetched once for all records."""

    def __init__(self, records: Sequence[Any]) -> None:
        self.members = self._members(records)
        self.rows = self._related_rows(records)

    def changes(self, earlier: Any, later: Any) -> list[Change]:
        found = []
        for one in _fields(later):
            was, now = getattr(earlier, one.attname), getattr(later, one.attname)
            if was != now:
                found.append(Change(_label(one), self._value(one, was), self._value(one, now)))
        for one in later._history_m2m_fields:
            was, now = self.members[one][earlier.history_id], self.members[one][later.history_id]
            if was != now:
                found.append(Change(_label(one), self._listed(one, was - now), self._listed(one, now - was)))
        return found

    def facts(self, record: Any) -> list[tuple[str, str]]:
        return [(_label(one), self._value(one, getattr(record, one.attname))) for one in _fields(record)]

    def name_of(self, record: Any) -> str:
        """The row a history row is about, as it called itself then; what it names is at hand already."""
        row = record.instance_type(**{one.attname: getattr(record, one.attname) for one in _fields(record)})
        for one in _fields(record):
            if one.is_relation and (found := self.rows[one.related_model].get(getattr(record, one.attname))):
                row._meta.get_field(one.name).set_cached_value(row, found)
        try:
            return str(row)
        except ObjectDoesNotExist:
            return _("no longer kept")

    def _value(self, one: models.Field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if one.is_relation:
            return self._named(one.related_model, value)
        if one.choices:
            return str(dict(one.flatchoices).get(value, value))
        return plain(one, value)

    def _listed(self, one: models.ManyToManyField, keys: Iterable[Any]) -> str:
        return ", ".join(sorted(self._named(one.related_model, key) for key in keys))

    def _named(self, model: type[models.Model], key: Any) -> str:
        row = self.rows[model].get(key)
        return str(row) if row is not None else _("no longer kept")

    def _members(self, records: Sequence[Any]) -> dict[Any, dict[Any, set[Any]]]:
        found: dict[Any, dict[Any, set[Any]]] = defaultdict(lambda: defaultdict(set))
        for one, of_one in _many_to_many(records).items():
            through = getattr(of_one[0], one.name).model
            keys = through.objects.filter(history_id__in=[record.history_id for record in of_one])
            for history_id, key in keys.values_list("history_id", f"{one.m2m_reverse_field_name()}_id"):
                found[one][history_id].add(key)
        return found

    def _related_rows(self, records: Sequence[Any]) -> dict[Any, dict[Any, models.Model]]:
        """With the rows they name in turn, because many say those in their own name."""
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for record in records:
            for one in _fields(record):
                if one.is_relation:
                    wanted[one.related_model].add(getattr(record, one.attname))
        for one, by_record in self.members.items():
            for keys in by_record.values():
                wanted[one.related_model] |= keys
        return {model: _with_what_it_names(model).in_bulk(keys - {None}) for model, keys in wanted.items()}


def _with_what_it_names(model: type[models.Model]) -> models.QuerySet:
    return model._base_manager.select_related(*[one.name for one in model._meta.concrete_fields if one.is_relation])


def plain(one: models.Field, value: Any) -> str:
    """A value that is neither a choice nor another row, in the reader's way of writing it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "D j M Y H:i")
    if isinstance(value, date):
        return date_format(value, "D j M Y")
    if isinstance(value, time):
        return date_format(value, "H:i")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, int) and "RWF" in str(one.verbose_name):
        return money.show(value)
    if isinstance(one, models.FileField | models.TextField | models.CharField):
        text = PurePath(str(value)).name if isinstance(one, models.FileField) else str(value)
        return Truncator(text).chars(LONGEST)
    return str(value)


def _many_to_many(records: Sequence[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for record in records:
        for one in record._history_m2m_fields:
            found[one].append(record)
    return found


def _fields(record: Any) -> list[models.Field]:
    """The tracked facts a person would name: no key of the row itself, no computed JSON."""
    return [one for one in record.tracked_fields if not one.primary_key and not isinstance(one, models.JSONField)]


def _label(one: models.Field) -> str:
    return str(capfirst(one.verbose_name))
