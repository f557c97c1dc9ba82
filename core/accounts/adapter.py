"""allauth's hooks: one User row holds e-mail and phone, codes go out by SMS, second-factor secrets are sealed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.accounts import secrets
from core.accounts.models import User
from core.accounts.signals import person_joined, sms_wanted
from core.common import clock
from core.common.history import acting


class AccountAdapter(DefaultAccountAdapter):
    """Everybody may sign up as a customer; staff are invited."""

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002  (allauth's signature)
        user.name = form.cleaned_data.get("name", "")
        user.language = (get_language() or "en")[:2]
        super().save_user(request, user, form, commit=False)
        user.email = user.email or None
        if commit:
            with transaction.atomic(), acting(by=user):
                user.save()
                person_joined.send(sender=User, person=user, by=user, now=clock.now())
        return user

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001  (allauth's signature)
        user.phone, user.phone_verified = phone, verified
        if user.pk:
            user.save(update_fields=["phone", "phone_verified"])

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (str(user.phone), user.phone_verified) if user.phone else None

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def _sms(self, phone: str, text: str) -> None:
        sms_wanted.send(sender=type(self), phone=phone, text=text)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        self._sms(phone, _("Dusangire: your code is %(code)s. Tell it to nobody.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self._sms(phone, _("Dusangire: there is no account with this phone yet. Sign up on our page."))

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._sms(phone, _("Dusangire: you have an account with this phone. Sign in, or ask for a new password."))


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)
