"""A record whose form has lines under it: the form checks all, one action of the domain writes all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Field, Model
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import TabularInline

from backoffice.admin.typed import Names, TypedRow

SPARE = 1  # empty lines under the others; a script adds more
MOST = 200


class Line(forms.Form):
    """One line; its typed fields find rows among `names`. The column's head is the label of a field."""

    use_required_attribute = False
    row: Any = None

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)
            if isinstance(field, TypedRow):
                field.names = names


class Lines(BaseFormSet):
    """All lines in their order."""

    @property
    def kept(self) -> list[Line]:
        """Without the lines to take out and those left empty. Only once all lines are valid."""
        gone = self.deleted_forms
        return [form for form in self.forms if form.cleaned_data and form not in gone]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext_lazy("Take out")


class LinesForm(forms.ModelForm):
    """Give `line` and what fills it; `lines` is drawn by the record's own template. Each line knows its `row`, or None."""

    line: type[Line]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = self.find_among()
        present = self.present_lines() if self.instance.pk else []
        kind = formset_factory(self.line, formset=Lines, extra=SPARE, can_delete=True, max_num=MOST, validate_max=True)
        self.lines = kind(
            data=self.data if self.is_bound else None,
            prefix="lines",
            initial=[values for _row, values in present],
            form_kwargs={"names": self.names},
        )
        for form, (row, _values) in zip(self.lines.forms, present, strict=False):
            form.row = row

    def find_among(self) -> Names:
        """What the typed fields of a line may name."""
        raise NotImplementedError

    def present_lines(self) -> Sequence[tuple[Any, dict[str, Any]]]:
        """The record's lines in their order, each with its values for the line form."""
        raise NotImplementedError

    def check_lines(self, cleaned: dict[str, Any]) -> None:
        """What one line cannot tell alone: add errors to `self.lines.kept`, each of which is valid by itself."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.lines.is_valid():
            self.check_lines(cleaned)
        if not self.lines.is_valid():
            self.add_error(None, _("Some lines cannot be saved yet: what is wrong stands under each."))
        return cleaned


class LineInline(TabularInline):
    """An inline in the look of lines, for rows that a plain form may save; each field says its column to who cannot see it."""

    extra = 0
    hide_title = True
    template = "desk/inline.html"

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = capfirst(field.label)
        return field


class LinesAdmin:
    """Mixin for the admin of such a record: `write` calls the action, and nothing else is saved."""

    def write(self, request: HttpRequest, row: Any, form: LinesForm) -> None:
        """Write the record and its lines; a new row gets its primary key here."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Model, form: LinesForm, change: bool) -> None:
        self.write(request, obj, form)

    def save_related(self, request: HttpRequest, form: LinesForm, formsets: Sequence[Any], change: bool) -> None:
        """The lines are written with the record."""
