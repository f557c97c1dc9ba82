"""What the pages ask: the file, what it holds, and how it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from backoffice.spreadsheets import writers
from backoffice.spreadsheets.sheets import Sheet

SWITCH = "switch_"


class SheetForm(forms.Form):
    """Which of several lists the file is about, and the options of that list."""

    def __init__(self, *args: Any, sheets: Sequence[type[Sheet]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = {sheet.__name__: sheet for sheet in sheets}
        if len(sheets) > 1:
            choices = [(name, sheet.title) for name, sheet in self.sheets.items()]
            self.fields["sheet"] = forms.ChoiceField(label=_("List"), choices=choices, widget=UnfoldAdminSelectWidget)

    @property
    def sheet(self) -> type[Sheet]:
        chosen = self.cleaned_data.get("sheet")
        return self.sheets[chosen] if chosen else next(iter(self.sheets.values()))


class ImportForm(SheetForm):
    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.ods,.csv"}),
        help_text=_("Excel (.xlsx), LibreOffice (.ods) or CSV, up to 10 MB. Only the first sheet is read."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for sheet in self.sheets.values():
            for name, label in sheet.switches.items():
                self.fields[f"{SWITCH}{name}"] = forms.BooleanField(
                    label=label, initial=True, required=False, widget=UnfoldBooleanSwitchWidget
                )

    @property
    def switches(self) -> dict[str, bool]:
        return {name: self.cleaned_data[f"{SWITCH}{name}"] for name in self.sheet.switches}


class ConfirmForm(forms.Form):
    """What the preview carries along, signed: the kept file, its list, the options, and the digest of what was shown."""

    token = forms.CharField(widget=forms.HiddenInput)
    asked = forms.CharField(widget=forms.HiddenInput)

    SALT = "spreadsheet preview"

    @classmethod
    def of(cls, *, token: str, sheet: type[Sheet], switches: dict[str, bool], seen: str) -> ConfirmForm:
        asked = signing.dumps({"sheet": sheet.__name__, "switches": switches, "seen": seen}, salt=cls.SALT)
        return cls(initial={"token": token, "asked": asked})

    def clean_asked(self) -> dict[str, Any]:
        try:
            return signing.loads(self.cleaned_data["asked"], salt=self.SALT, max_age=24 * 60 * 60)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("The preview is too old. Choose the file again.")) from error


class ExportForm(SheetForm):
    kind = forms.ChoiceField(
        label=_("File"),
        choices=[(writers.XLSX, _("Excel (.xlsx)")), (writers.CSV, _("CSV, for other programs"))],
        initial=writers.XLSX,
        widget=UnfoldAdminRadioSelectWidget,
    )
