"""What a tap on a dish sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.orders.models import MOST_LETTERS

LARGEST = 2**31 - 1


class PortionsForm(forms.Form):
    """So many portions of a dish of a day, at the price the page showed. Buttons send it as one text, "item:quantity:price"."""

    item = forms.IntegerField(min_value=1, max_value=LARGEST)
    quantity = forms.IntegerField(min_value=0, max_value=LARGEST)
    price = forms.IntegerField(min_value=0, max_value=LARGEST, required=False)

    def __init__(self, text: str) -> None:
        super().__init__(dict(zip(self.base_fields, text.split(":"), strict=False)))


class NoteForm(forms.Form):
    """What the kitchen should know of one line."""

    note = forms.CharField(label=_("Note for the kitchen"), max_length=MOST_LETTERS, required=False)


class DishForm(NoteForm):
    """The dish page: portions and a note."""

    quantity = forms.IntegerField(label=_("Portions"), min_value=1)
    price = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)

    field_order = ["quantity", "note", "price"]

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].widget.attrs |= {"inputmode": "numeric", "max": most, "form": "order", "class": "field__input"}
        self.fields["note"].help_text = _("For example: no onions. Not for allergies: nobody checks them here.")
