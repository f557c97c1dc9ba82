"""allauth's forms in this house's words (ACCOUNT_FORMS): labels that say what to type, hints in one line."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django.utils.translation import gettext_lazy as _

from core.accounts.forms import entrance
from core.accounts.phones import international

Words = tuple[Any, Any]

NEW_PASSWORD_HINT = _("At least 10 characters, not digits alone, not a word that many use.")


class InOurWords:
    """Mixin: label and hint per field."""

    words: dict[str, Words] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = hint or self.fields[name].help_text


class SignInForm(InOurWords, allauth.LoginForm):
    words = {"login": (_("E-mail or phone"), None), "password": (_("Password"), None)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    def clean_login(self) -> str:
        return international(super().clean_login())


class SignUpForm(InOurWords, entrance.SignUpForm):
    words = {"email": (_("E-mail"), None), "password1": (_("Password"), NEW_PASSWORD_HINT)}


class RequestCodeForm(InOurWords, entrance.RequestCodeForm):
    """Its one field says by itself whether it takes a phone as well."""


class ResetPasswordForm(InOurWords, entrance.ForgottenPasswordForm):
    """Its one field says by itself whether it takes a phone as well."""


class NewPasswordForm(InOurWords, allauth.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), NEW_PASSWORD_HINT), "password2": (_("New password, once more"), None)}


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    words = {"oldpassword": (_("Present password"), None), **NewPasswordForm.words}


class SetPasswordForm(InOurWords, allauth.SetPasswordForm):
    words = NewPasswordForm.words


class AddEmailForm(InOurWords, allauth.AddEmailForm):
    words = {"email": (_("E-mail"), None)}


class ChangePhoneForm(InOurWords, entrance.ChangePhoneForm):
    words = {"phone": (_("New number"), None)}
