"""What sign-up asks beside allauth's own fields. Apart from the other forms, since allauth builds its own upon this one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """The name comes first; e-mail or phone (or both) follow."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def signup(self, request: Any, user: Any) -> None:
        """allauth calls this once the person is saved, and then saves them again with nothing changed."""
        user.skip_history_when_saving = True
