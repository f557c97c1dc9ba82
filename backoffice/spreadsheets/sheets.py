"""The engine: a table's lines are read, compared with the database in a few queries, and written all or nothing.

It stands under django-import-export's resources (their fields, widgets, results and admin pages) and takes the place of
their row-by-row import (docs/adr/0007).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from import_export.resources import Resource
from tablib import Dataset

from backoffice.spreadsheets import headers
from backoffice.spreadsheets.columns import REQUIRED, of
from backoffice.spreadsheets.links import Link, Links, load_links
from backoffice.spreadsheets.plans import Plan, Row
from backoffice.spreadsheets.tables import Cell, FileRefused, Table
from core.accounts.models import User
from core.common.history import acting, bulk_save

Keys = tuple[Any, ...]
CHUNK = 2_000
"""Rows asked for or written out at a time: SQLite takes 32,766 values in a query."""


class Sheet(Resource):
    """Name the model, the columns it `takes` (fields by name, or attributes of the class) and the `key` that finds a row."""

    model: type[models.Model]
    takes: tuple[str, ...] = ()
    key: tuple[str, ...] = ("key",)
    title: Any = ""
    order: tuple[str, ...] = ("pk",)
    """In which order rows go out."""
    parent = ""
    """The field by which a row belongs to the row whose page offers this sheet, where that is another model."""
    comes_in = True
    switches: dict[str, Any] = {}
    """Yes-or-no options of an import, by name: what the page says beside the box; all are on at first."""
    rehearses = False
    """Whether a preview also runs `write` and takes it back: for rows that actions of the domain write, and may refuse."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = {name: self.fields.get(name) or of(self.model, name) for name in self.takes}
        for name, column in self.fields.items():
            column.column_name = name
        self.by: User | None = None
        self.now: datetime | None = None
        self.only_new = False
        self.options: dict[str, Any] = {}

    # --- in ---------------------------------------------------------------------------------------------

    def import_data(
        self,
        dataset: Table | Dataset,
        dry_run: bool = False,
        raise_errors: bool = False,
        *,
        by: User,
        now: datetime,
        source: str = "",
        seen: str = "",
        leave_out_refused: bool = False,
        only_new: bool = False,
        only: Collection[Keys] | None = None,
        columns: Iterable[str] | None = None,
        **options: Any,
    ) -> Plan:
        """Read a table and, unless `dry_run`, write what differs: one history row for each changed row.

        All or nothing: when a row is refused nothing is written, unless `leave_out_refused` says to go on without those.
        `seen` is the digest of the plan somebody has confirmed: when the rows have changed since, nothing is written and
        `is_stale` says so. `only_new` leaves rows that exist as they are. `only` looks at some rows by their keys,
        `columns` at some columns.

        :raises FileRefused: when the headers do not fit, or the database refuses the rows as a whole.
        """
        self.by, self.now, self.only_new, self.options = by, now, only_new, options
        table = dataset if isinstance(dataset, Table) else Table.of(iter([list(dataset.headers or []), *map(list, dataset)]))
        for column in self.fields.values():
            if isinstance(column.kind, (Link, Links)):
                column.kind.forget()
        try:
            with transaction.atomic(), acting(by=by, why=_("Import %(name)s") % {"name": source} if source else ""):
                plan = self._plan(table, locked=not dry_run, narrowed=columns, only=only)
                if seen and plan.digest() != seen:
                    plan.is_stale = True
                elif not dry_run or self.needs_rehearsal(plan):
                    self._write(plan, dry_run=dry_run, leave_out_refused=leave_out_refused)
        except IntegrityError as error:
            raise FileRefused(_("The rows do not fit together: %(words)s") % {"words": self._in_words(error)}, code="conflict") from error
        plan.count()
        return plan

    def needs_rehearsal(self, plan: Plan) -> bool:
        return self.rehearses

    def _plan(self, table: Table, *, locked: bool, narrowed: Iterable[str] | None, only: Collection[Keys] | None) -> Plan:
        places = headers.places(table, self.fields, self.key)
        if narrowed is not None:
            places = {name: place for name, place in places.items() if name in {*narrowed, *self.key}}
        plan = Plan({name: self.fields[name] for name in places}, table.notes)
        plan.rows = [self._read(number, cells, places) for number, cells in table.lines]
        if only is not None:
            plan.rows = [row for row in plan.rows if row.problems or self.key_of(row) in only]
        self.refuse_twins(plan.rows)
        good = [row for row in plan.rows if not row.problems]
        self.find_present(good, list(places), locked=locked)
        missing = [name for name, column in self.fields.items() if column.empty is REQUIRED and name not in places]
        good = [row for row in good if not row.problems]
        for row in good:
            if row.instance is None:
                self._as_new(row, missing)
            elif not self.only_new:
                self._as_present(row)
        self.compare_whole(good)
        for row in plan.rows:
            if row.is_new() or row.is_update():
                self._check(row)
        plan.count()
        return plan

    def _read(self, number: int, cells: list[Cell], places: dict[str, int]) -> Row:
        row = Row(number, cells, places)
        for name in places:
            try:
                row.values[name] = self.fields[name].read(row.cell(name))
            except ValueError as error:
                row.refuse(name, error)
        return row

    def refuse_twins(self, rows: Sequence[Row]) -> None:
        """Two rows about the same thing contradict each other."""
        first: dict[Keys, int] = {}
        for row in rows:
            if not row.problems:
                earlier = first.setdefault(self.key_of(row), row.number)
                if earlier != row.number:
                    row.refuse(self.key[0], _("The same as row %(number)d. Keep one of them.") % {"number": earlier})

    def key_of(self, row: Row) -> Keys:
        """What finds the row; asked only of rows that could be read."""
        return tuple(row.values[name] for name in self.key)

    def find_present(self, rows: Sequence[Row], names: Sequence[str], *, locked: bool) -> None:
        """Give each row the instance it speaks about, None when there is none yet."""
        wanted = {self.key_of(row): row for row in rows}
        instances = list(self.candidates(list(wanted), self.queryset().select_for_update(of=("self",)) if locked else self.queryset()))
        self.load(instances, names)
        for instance in instances:
            row = wanted.get(tuple(self.fields[name].get(instance) for name in self.key))
            if row is not None:
                row.instance = instance

    def candidates(self, keys: Sequence[Keys], found: models.QuerySet) -> Iterator[Any]:
        """Rows that may be meant: those whose first key column is among the file's."""
        lead = self.fields[self.key[0]]
        values = list(dict.fromkeys(lead.kind.keys[key[0]] if isinstance(lead.kind, Link) else key[0] for key in keys))
        for start in range(0, len(values), CHUNK):
            yield from found.filter(**{f"{lead.field.name}__in": values[start : start + CHUNK]}).order_by("pk")

    def queryset(self) -> models.QuerySet:
        return self.model._default_manager.all()

    def load(self, instances: Sequence[Any], names: Sequence[str]) -> None:
        """Read for many rows at once what `get` needs beyond the row itself."""
        for name in names:
            column = self.fields[name]
            if column.is_links:
                load_links(instances, column.field, column.kind)

    def _as_new(self, row: Row, missing: Sequence[str]) -> None:
        if missing:
            row.refuse("", _("A new row needs these columns as well: %(names)s.") % {"names": ", ".join(missing)})
            return
        row.import_type = row.IMPORT_TYPE_NEW
        row.instance = self.model()
        self._put(row)

    def _as_present(self, row: Row) -> None:
        row.before = {name: self.fields[name].get(row.instance) for name in row.values}
        if row.changed:
            row.import_type = row.IMPORT_TYPE_UPDATE
            self._put(row)

    def _put(self, row: Row) -> None:
        for name in row.changed:
            if not self.fields[name].is_written_by_sheet:
                self.fields[name].put(row.instance, row.values[name])

    def compare_whole(self, rows: Sequence[Row]) -> None:
        """For sheets whose rows belong together."""

    def _check(self, row: Row) -> None:
        """The model's own rules between fields, then the sheet's."""
        try:
            row.instance.clean()
            self.check(row)
        except ValidationError as error:
            for name, texts in error.update_error_dict({}).items():
                for text in texts:
                    row.refuse(name if name in self.fields else "", " ".join(text.messages))

    def check(self, row: Row) -> None:
        """:raises ValidationError: by column name, when the row's cells contradict each other."""

    # --- writing ----------------------------------------------------------------------------------------

    def _write(self, plan: Plan, *, dry_run: bool, leave_out_refused: bool) -> None:
        while not plan.refused or leave_out_refused:
            refused = len(plan.refused)
            with transaction.atomic():
                self.write(plan.new, plan.changed)
                if dry_run or len(plan.refused) > refused:
                    transaction.set_rollback(True)
            if len(plan.refused) == refused:
                plan.is_written = not dry_run
                return
            # What is left may be refused for want of what was left out, so it is tried again; new rows are no rows yet.
            for row in plan.new:
                if row.instance is not None:
                    row.instance.pk = None

    def write(self, new: Sequence[Row], changed: Sequence[Row]) -> None:
        """Write the rows; a row that an action refuses is marked with `row.refuse`, and nothing of all this is kept."""
        self.save(new)
        self.save(changed)

    def save(self, rows: Sequence[Row]) -> None:
        """Insert or update the instances with their links, one history row each."""
        rows = [row for row in rows if row.is_new() or any(self._is_saved(name) for name in row.changed)]
        names = dict.fromkeys(name for row in rows for name in row.changed)
        fields = dict.fromkeys(self.fields[name].written_field for name in names)
        links: dict[str, dict[int, frozenset[int]]] = {}
        for name in names:
            column = self.fields[name]
            if column.is_links:
                keys = column.kind.one.keys
                links[column.field.name] = {
                    place: frozenset(keys[key] for key in row.values[name]) for place, row in enumerate(rows) if name in row.changed
                }
        bulk_save([row.instance for row in rows], self.model, [*self.more_fields(names), *filter(None, fields)], links)

    def _is_saved(self, name: str) -> bool:
        column = self.fields[name]
        return column.is_links or not column.is_written_by_sheet

    def more_fields(self, names: Iterable[str]) -> list[str]:
        """Fields written by columns with a `put` of their own."""
        return []

    # --- out --------------------------------------------------------------------------------------------

    def export(self, queryset: models.QuerySet | None = None, **kwargs: Any) -> Dataset:
        """The library's way out; a page streams `out` instead."""
        return Dataset(*self.out(self.queryset() if queryset is None else queryset), headers=list(self.fields))

    def out(self, queryset: models.QuerySet, names: Sequence[str] = ()) -> Iterator[list[Cell]]:
        """A line of cells for each row, read in pieces of bounded size."""
        names = names or list(self.fields)
        for column in self.fields.values():
            if isinstance(column.kind, (Link, Links)):
                column.kind.forget()
        rows = queryset.order_by(*self.order).iterator(chunk_size=CHUNK)
        while piece := list(islice(rows, CHUNK)):
            self.load(piece, names)
            for row in piece:
                yield from self.lines_of(row, names)

    def chosen(self, rows: models.QuerySet) -> models.QuerySet:
        """What goes out when somebody has these rows in the list they look at."""
        path = f"{self.parent}__in" if self.parent else "pk__in"
        return self.queryset().filter(**{path: rows.order_by().values("pk")})

    def lines_of(self, row: Any, names: Sequence[str]) -> Iterator[list[Cell]]:
        yield [self.fields[name].show(self.fields[name].get(row)) for name in names]

    def _in_words(self, error: IntegrityError) -> str:
        for constraint in self.model._meta.constraints:
            if constraint.name in str(error):
                return str(constraint.violation_error_message)
        return _("two rows ask for something only one can have.")
