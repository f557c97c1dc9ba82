"""A column: the header it has in a file, the kind of its cells, and the field of the row it speaks about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from django.utils.translation import gettext as _
from import_export.fields import Field
from phonenumber_field.modelfields import PhoneNumberField

from backoffice.spreadsheets import kinds
from backoffice.spreadsheets.links import Link, Links
from backoffice.spreadsheets.tables import Cell, is_blank


class Empty(Enum):
    """What an empty cell may mean beside a value; a member is the same after a copy."""

    REFUSED = "refused"


REQUIRED = Empty.REFUSED


class Column(Field):
    """`empty` is what an empty cell means; REQUIRED refuses it.

    The value is the row's `field`, or what `get` finds; `via` names the related row that has the field. What an action of
    the domain has to write is marked `by_sheet`; so is a column with `via`, or with neither field nor `put`.
    """

    def __init__(
        self,
        kind: kinds.Kind,
        *,
        label: Any = "",
        empty: Any = REQUIRED,
        get: Callable[[Any], Any] | None = None,
        put: Callable[[Any, Any], None] | None = None,
        field: models.Field | None = None,
        via: str = "",
        by_sheet: bool = False,
    ) -> None:
        super().__init__(widget=kind)
        self.kind, self.label, self.empty, self.field, self.via = kind, label, empty, field, via
        self._get, self._put = get, put
        self._by_sheet = by_sheet or bool(via) or (put is None and field is None)

    @property
    def is_links(self) -> bool:
        return isinstance(self.kind, Links) and self.field is not None

    @property
    def is_written_by_sheet(self) -> bool:
        return self._by_sheet or self.is_links

    @property
    def written_field(self) -> str | None:
        """The field of the table this column writes, for an update of just what changed."""
        return None if self.field is None or self.is_written_by_sheet else self.field.name

    def read(self, cell: Cell) -> Any:
        """:raises ValueError: what is wrong with the cell, and what is allowed."""
        if is_blank(cell):
            if self.empty is REQUIRED:
                raise ValueError(_("This cell cannot be empty."))
            return self.empty() if callable(self.empty) else self.empty
        return self.kind.clean(cell)

    def get(self, row: Any) -> Any:
        if self._get:
            return self._get(row)
        row = getattr(row, self.via) if self.via else row
        if self.is_links:
            return getattr(row, f"_{self.field.name}_names")
        if isinstance(self.kind, Link):
            return self.kind.name_of(getattr(row, self.field.attname))
        value = getattr(row, self.field.attname)
        return str(value) if value is not None and isinstance(self.kind, kinds.Phone) else value

    def put(self, row: Any, value: Any) -> None:
        if self._put:
            self._put(row, value)
        elif isinstance(self.kind, Link):
            setattr(row, self.field.attname, None if value is None else self.kind.keys[value])
        else:
            setattr(row, self.field.attname, value)

    def show(self, value: Any) -> Any:
        """The value as a cell."""
        return self.kind.render(value)


def of(
    model: type[models.Model], name: str, *, by: tuple[str, ...] = ("key",), kind: kinds.Kind | None = None, label: Any = "", **options: Any
) -> Column:
    """The column of a model's field: limits, choices and defaults are the field's own."""
    field = model._meta.get_field(name)
    return Column(kind or _kind_of(field, by), label=label or field.verbose_name, empty=_empty_of(field), field=field, **options)


def _empty_of(field: models.Field) -> Any:
    if field.many_to_many:
        return ()
    if field.default is not NOT_PROVIDED:
        return field.default
    if field.null:
        return None
    return "" if field.blank else REQUIRED


def _kind_of(field: models.Field, by: tuple[str, ...]) -> kinds.Kind:
    if field.many_to_many:
        return Links(field.related_model, by)
    if field.is_relation:
        return Link(field.related_model, by)
    if field.choices:
        return kinds.OneOf(field.choices)
    simple: Sequence[tuple[type[models.Field], Callable[[models.Field], kinds.Kind]]] = (
        (PhoneNumberField, lambda _f: kinds.Phone()),
        (models.EmailField, lambda f: kinds.Email(f.max_length)),
        (models.SlugField, lambda f: kinds.Key(f.max_length)),
        (models.CharField, lambda f: kinds.Text(f.max_length)),
        (models.TextField, lambda _f: kinds.Text()),
        (models.BooleanField, lambda _f: kinds.YesNo()),
        (models.DecimalField, _number),
        (models.IntegerField, _whole),
        (models.DateField, lambda _f: kinds.Day()),
        (models.TimeField, lambda _f: kinds.Clock()),
    )
    return next(make(field) for kind, make in simple if isinstance(field, kind))


def _limit(field: models.Field, validator: type) -> Any:
    """The limit of the field's own validator: of several, the database's range is listed first."""
    found = [item.limit_value for item in field.validators if type(item) is validator]
    return found[0] if found else None


def _number(field: models.DecimalField) -> kinds.Kind:
    most = _limit(field, MaxValueValidator)
    largest = Decimal(10) ** (field.max_digits - field.decimal_places) - Decimal(1).scaleb(-field.decimal_places)
    least = _limit(field, MinValueValidator)
    return kinds.Number(
        field.decimal_places, None if least is None else Decimal(str(least)), largest if most is None else min(largest, Decimal(str(most)))
    )


def _whole(field: models.IntegerField) -> kinds.Kind:
    small = isinstance(field, models.PositiveSmallIntegerField)
    least, most = _limit(field, MinValueValidator), _limit(field, MaxValueValidator)
    return kinds.Whole(
        0 if least is None else max(least, 0), min(32_767 if small else kinds.BIGGEST, kinds.BIGGEST if most is None else most)
    )
