"""Cells that name rows of another list by their keys."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.db import models
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backoffice.spreadsheets.kinds import Kind
from backoffice.spreadsheets.tables import Cell, is_blank


class Link(Kind):
    """A row of another list, named by its key. All keys are read once, when the first one is asked for."""

    empty = None

    def __init__(self, model: type[Model], by: tuple[str, ...] = ("key",)) -> None:
        super().__init__()
        self.model, self.by = model, by

    def forget(self) -> None:
        """Read the keys again when the next one is asked for."""
        self.__dict__.pop("names", None)
        self.__dict__.pop("keys", None)

    @cached_property
    def names(self) -> dict[int, str]:
        rows = self.model._default_manager.order_by("pk").values_list("pk", *self.by)
        return {pk: " ".join(str(part) for part in parts) for pk, *parts in rows}

    @cached_property
    def keys(self) -> dict[str, int]:
        return {name: pk for pk, name in self.names.items()}

    def name_of(self, pk: int | None) -> str | None:
        return self.names[pk] if pk else None

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str:
        text = str(value).strip()
        if text in self.keys:
            return text
        what = {"name": text, "kind": self.model._meta.verbose_name}
        near = get_close_matches(text, self.keys, 1, 0.6)
        if near:
            raise ValueError(_("No %(kind)s is called “%(name)s”. Nearest: %(near)s.") % {**what, "near": near[0]})
        raise ValueError(_("No %(kind)s is called “%(name)s”.") % what)


class Links(Kind):
    """Several rows of another list, with semicolons between."""

    empty: tuple = ()

    def __init__(self, model: type[Model], by: tuple[str, ...] = ("key",)) -> None:
        super().__init__()
        self.one = Link(model, by)

    def forget(self) -> None:
        self.one.forget()

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        if isinstance(value, int):
            value = str(value)
        return tuple(sorted({self.one.clean(name) for name in str(value).split(";") if not is_blank(name)}))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ";".join(value or ())


def load_links(instances: Sequence[Any], field: models.ManyToManyField, links: Links) -> None:
    """Read a many-to-many column of many rows in one query and keep it where the column's `get` looks."""
    near, far = field.m2m_field_name(), field.m2m_reverse_field_name()
    found: dict[int, list[str]] = {}
    pairs = field.remote_field.through._default_manager.filter(**{f"{near}__in": [instance.pk for instance in instances]})
    for owner, other in pairs.values_list(f"{near}_id", f"{far}_id"):
        found.setdefault(owner, []).append(links.one.name_of(other) or "")
    for instance in instances:
        setattr(instance, f"_{field.name}_names", tuple(sorted(found.get(instance.pk, ()))))
