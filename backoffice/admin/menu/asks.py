"""What the dialogs of the menu ask."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from backoffice.admin.moves import Ask
from core.common import clock
from core.menu import photos
from core.menu.photos import BadPhoto

DATE = UnfoldAdminTextInputWidget({"type": "date"})


class AskStrike(Ask):
    """Until when a dish is struck off: `until` comes out as a moment."""

    span = forms.ChoiceField(label=gettext_lazy("Until"), widget=UnfoldAdminSelectWidget)
    day = forms.DateField(label=gettext_lazy("Or to the end of this day"), required=False, widget=DATE)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now, today = clock.now(), clock.today()
        self.moments = {
            "1": now + timedelta(hours=1),
            "2": now + timedelta(hours=2),
            "today": end_of(today),
            "tomorrow": end_of(today + timedelta(days=1)),
        }
        at = {key: f"{moment.astimezone(clock.KIGALI):%H:%M}" for key, moment in self.moments.items()}
        self.fields["span"].choices = [
            ("1", _("in one hour, %(at)s") % {"at": at["1"]}),
            ("2", _("in two hours, %(at)s") % {"at": at["2"]}),
            ("today", _("the end of today")),
            ("tomorrow", _("the end of tomorrow")),
        ]
        self.fields["span"].initial = "today"

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day and day < clock.today():
            raise ValidationError(_("Choose a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.errors:
            answers["until"] = end_of(answers["day"]) if answers["day"] else self.moments[answers["span"]]
        return answers


def end_of(day: Any) -> datetime:
    return clock.moment(day, time(23, 59))


class AskPhoto(Ask):
    """The file is looked at by the action; only its size is checked before it is read."""

    photo = forms.FileField(
        label=gettext_lazy("Photo"), widget=UnfoldAdminFileFieldWidget({"accept": "image/jpeg,image/png,image/webp", "data-preview": ""})
    )

    def clean_photo(self) -> UploadedFile:
        photo = self.cleaned_data["photo"]
        try:
            photos.check_size(photo.size)
        except BadPhoto as bad:
            raise ValidationError(bad.text) from bad
        return photo


class AskCopy(Ask):
    """The day to copy a service to."""

    to = forms.DateField(label=gettext_lazy("To"), widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].initial = f"{self.row.date + timedelta(days=7):%Y-%m-%d}"
