"""The shape of what the kitchen sends."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from core.common import clock
from core.kitchen.models import Tap
from kitchen_screen.slips import moment_of

PRESSES = uuid.UUID("5b1f4f0e-6f2c-4a55-9f0b-0d4f3f7a8e21")
"""Namespace of the ids of presses made without script."""


class TapForm(forms.Form):
    """A tap on a ticket. `seen` is the version of the ticket that was looked at."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (Tap.START, Tap.DONE, Tap.RECALL, Tap.UNDO)])
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**53)
    uid = forms.UUIDField(required=False)
    device_at = forms.DateTimeField(required=False)
    page = forms.ChoiceField(required=False, choices=[("board", "board"), ("done", "done")])

    def clean_seen(self) -> datetime | None:
        seen = self.cleaned_data["seen"]
        return None if seen is None else moment_of(seen)

    def uid_of(self, ticket: int) -> uuid.UUID:
        """The id made on the device. Without script: the same press on the same state of the ticket has the same id."""
        seen, kind = self.cleaned_data["seen"], self.cleaned_data["kind"]
        return self.cleaned_data["uid"] or (uuid.uuid5(PRESSES, f"{ticket}:{seen.isoformat()}:{kind}") if seen else uuid.uuid4())


class StrikeForm(forms.Form):
    """Until when a dish is off, and why."""

    HALF_HOUR, HOUR, TWO_HOURS, DAY, CLOCK = "30", "60", "120", "day", "clock"
    UNTIL = [
        (HALF_HOUR, _("30 minutes")),
        (HOUR, _("1 hour")),
        (TWO_HOURS, _("2 hours")),
        (DAY, _("Rest of the day")),
        (CLOCK, _("Until a time")),
    ]
    REASONS = [
        ("empty", _("It ran out")),
        ("ingredient", _("An ingredient is missing")),
        ("spoiled", _("It did not turn out well")),
        ("broken", _("A stove or tool is broken")),
        ("other", _("Something else")),
    ]

    until = forms.ChoiceField(
        label=_("For how long"), choices=UNTIL, widget=forms.RadioSelect, error_messages={"required": _("Choose for how long.")}
    )
    clock = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time as 14:30.")},
    )
    reason = forms.ChoiceField(
        label=_("Why"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose a reason.")}
    )
    words = forms.CharField(label=_("What else the desk must know"), required=False, max_length=140)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("until") == self.CLOCK and not data.get("clock") and "clock" not in self.errors:
            self.add_error("clock", _("Write the time as 14:30."))
        if data.get("reason") == "other" and not data.get("words"):
            self.add_error("words", _("Say what it is, so that the desk can answer customers."))
        return data

    def until_from(self, now: datetime) -> datetime:
        """The moment the dish is back."""
        chosen, today = self.cleaned_data["until"], clock.today(at=now)
        if chosen == self.DAY:
            return clock.moment(today + timedelta(days=1), time(0))
        if chosen == self.CLOCK:
            return clock.moment(today, self.cleaned_data["clock"])
        return now + timedelta(minutes=int(chosen))

    def reason_text(self) -> str:
        """In the language of the one who says it; the desk reads it so."""
        words, reason = self.cleaned_data["words"], self.cleaned_data["reason"]
        label = str(dict(self.REASONS)[reason])
        if reason == "other":
            return words
        return f"{label}: {words}" if words else label


class DensityForm(forms.Form):
    """How large a ticket is."""

    LARGE, COMPACT = "large", "compact"
    COOKIE = "kitchen_density"

    density = forms.ChoiceField(choices=[(LARGE, _("Large")), (COMPACT, _("Compact"))])

    @classmethod
    def of(cls, cookies: dict[str, str]) -> str:
        return cls.COMPACT if cookies.get(cls.COOKIE) == cls.COMPACT else cls.LARGE
