"""Rows found by what a person types: one list of suggestions for all lines of a form, and no query a line."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextInputWidget

NAMES = ("name_en", "name_rw", "name_fr", "key")


def plain(text: str) -> str:
    """Without accents, capitals and doubled spaces."""
    letters = unicodedata.normalize("NFKD", " ".join(text.split()))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


class Names:
    """Rows by their name in any language or their key. `hints` are the few words beside a suggestion."""

    def __init__(self, rows: Iterable[Any], hints: Mapping[Any, Any] | None = None) -> None:
        self._rows: dict[str, list[Any]] = {}
        self._labels: dict[Any, str] = {}
        self._hints = hints or {}
        rows = list(rows)
        for row in rows:
            for name in {plain(getattr(row, field)) for field in NAMES} - {""}:
                self._rows.setdefault(name, []).append(row)
        for row in rows:
            is_shared = len(self._rows[plain(row.name)]) > 1
            self._labels[row] = f"{row.name} ({row.key})" if is_shared else row.name
            if is_shared:
                self._rows.setdefault(plain(self._labels[row]), []).append(row)

    def __iter__(self) -> Any:
        """(what is typed, the words beside it), for the datalist."""
        return ((label, self._hints.get(row, "")) for row, label in self._labels.items())

    def label(self, row: Any) -> str:
        return self._labels.get(row) or row.name

    def find(self, text: str) -> Any:
        """:raises ValidationError: when nothing or more than one row is called so; says what is near."""
        found = self._rows.get(plain(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            words = "; ".join(self.label(row) for row in found)
            raise ValidationError(_("“%(text)s” may be: %(words)s. Type one of them."), params={"text": text, "words": words})
        near = difflib.get_close_matches(plain(text), self._rows, n=3, cutoff=0.5)
        near += [name for name in self._rows if plain(text) in name and name not in near][: 3 - len(near)]
        if not near:
            raise ValidationError(_("Nothing here is called “%(text)s”."), params={"text": text})
        words = "; ".join(dict.fromkeys(self.label(self._rows[name][0]) for name in near))
        raise ValidationError(_("Nothing here is called “%(text)s”. Near it: %(words)s."), params={"text": text, "words": words})


class TypedRow(forms.CharField):
    """A text field whose value is a row. Its form gives it `names`; the page holds their datalist by the id `listed`."""

    names: Names

    def __init__(self, *, listed: str, **kwargs: Any) -> None:
        widget = UnfoldAdminTextInputWidget({"list": listed, "autocomplete": "off", "class": "typed"})
        super().__init__(widget=widget, max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.names.label(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.names.find(text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
