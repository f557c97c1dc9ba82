"""What allauth's forms must do here beside their own; the portal gives them their words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.account.fields import EmailField
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import headed_redirect_response
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import ways
from core.accounts.models import User
from core.accounts.phones import international
from core.accounts.stages import WANTED_EMAIL

FORGOTTEN = "password_forgotten"
"""Mark on a code sent by SMS: somebody who wants a new password asked for it."""


class SignUpForm(allauth.SignupForm):
    """With SMS the phone is proven and the e-mail may be left out; without it the e-mail is, and the phone is a contact."""

    field_order = ["name", "phone", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = not ways.sms_is_on()

    def validate_unique_email(self, value: str) -> str:
        """With SMS a taken address is no reason to refuse: it is told by letter, when the phone is proven."""
        return value if ways.sms_is_on() else super().validate_unique_email(value)

    def clean(self) -> dict[str, Any]:
        phone = self.cleaned_data.get("phone")
        if phone and not ways.sms_is_on() and User.objects.filter(phone=phone).exists():
            self.add_error("phone", _("Somebody has this phone already. Call us if it is yours: we add your e-mail to that account."))
        cleaned = super().clean()
        password = cleaned.get("password1")
        if password and not self.has_error("password1"):
            try:
                validate_password(password, User(name=cleaned.get("name", ""), email=cleaned.get("email")))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def save(self, request: Any) -> User:
        if ways.sms_is_on() and (email := self.cleaned_data.pop("email", "")):
            request.session[WANTED_EMAIL] = email
        return super().save(request)


def email_or_phone() -> forms.CharField:
    """One field for either; without SMS a phone is no way in, and it asks for the e-mail alone."""
    label = gettext_lazy("E-mail or phone") if ways.sms_is_on() else gettext_lazy("E-mail")
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"autocomplete": "username"}))


def is_phone(typed: str) -> bool:
    return ways.sms_is_on() and typed.startswith("+")


class RequestCodeForm(allauth.RequestLoginCodeForm):
    """Sign-in by a code, for whoever is reached by a way that lets in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"login": email_or_phone()}

    def clean_login(self) -> str:
        """allauth looks for the answer under `email` and `phone`, and counts how often a code was asked for."""
        typed = international(self.cleaned_data["login"].strip())
        if is_phone(typed):
            self.cleaned_data["phone"] = typed
            self.clean_phone()
            self._user = ways.person_of_phone(typed)
        else:
            self.cleaned_data["email"] = typed = EmailField().clean(typed)
            self.clean_email()
            self._user = ways.person_of_email(typed)
        return typed


class ForgottenPasswordForm(allauth.ResetPasswordForm):
    """A new password by a code to the e-mail, or to the phone: one field takes either."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_or_phone()

    def clean_email(self) -> str:
        typed = international(self.cleaned_data["email"].strip())
        if is_phone(typed):
            return typed
        email = EmailField().clean(typed)
        person = ways.person_of_email(email)
        self.users = [person] if person else []
        return email

    def save(self, request: Any, **kwargs: Any) -> str:
        phone = self.cleaned_data["email"]
        if not is_phone(phone):
            return super().save(request, **kwargs)
        process = LoginCodeVerificationProcess.initiate(request=request, user=ways.person_of_phone(phone), phone=phone)
        process.state.update({FORGOTTEN: True})
        process.persist()
        after = {"next": reverse("account_set_password")}
        raise ImmediateHttpResponse(headed_redirect_response("account_confirm_login_code", query=after))


class ChangePhoneForm(allauth.ChangePhoneForm):
    """Without SMS no code is asked for, so a number of somebody else is refused here."""

    def clean_phone(self) -> str:
        phone = super().clean_phone()
        if self.account_already_exists and not ways.sms_is_on():
            raise ValidationError(_("Somebody has this phone already. Call us if it is yours."), code="phone_taken")
        return phone
