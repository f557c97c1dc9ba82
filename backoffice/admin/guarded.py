"""What every form of a record is asked before it is saved: has the domain refused it, and has somebody else been here?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.common.errors import RuleBroken


class Guarded:
    """Mixin before a ModelForm; the save line sends `seen` back as `_seen`."""

    refusal: RuleBroken | None = None
    """What the domain said when the form was saved: it is shown, and the form is not saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = self._fingerprint() if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.data.get("_seen") and self.data["_seen"] != self.seen:
            self.add_error(None, somebody_was_here(self.instance))
        if self.refusal is not None:
            field = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(field, [self.refusal.text, *self.refusal.items])
        return cleaned

    def _fingerprint(self) -> str:
        """Of the row and its lines as they are in the database now."""
        lines = getattr(self, "lines", None)
        values = [self.initial, *(form.initial for form in lines.initial_forms)] if lines is not None else [self.initial]
        text = "\n".join(_flat(each) for each in values)
        return hashlib.sha256(text.encode()).hexdigest()[:20]


def somebody_was_here(row: Model) -> str:
    """Who changed the row last, and when, with what to do about it."""
    last = row.history.select_related("history_user").order_by("-history_date", "-history_id").first() if hasattr(row, "history") else None
    if last is None or last.history_user is None:
        return _("This was changed while it was open here. Look at it in another window; a second save keeps what stands here.")
    return _("%(who)s changed this at %(at)s, while it was open here. Look at the history; a second save keeps what stands here.") % {
        "who": last.history_user,
        "at": date_format(localtime(last.history_date), "H:i"),
    }


def _flat(values: Mapping[str, Any]) -> str:
    return "\x1f".join(f"{name}={_plain(value)}" for name, value in sorted(values.items()))


def _plain(value: Any) -> str:
    """The same words for the same value, whether a row or its key, in whatever order rows come."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return ",".join(sorted(_plain(each) for each in value))
    return str(value)
