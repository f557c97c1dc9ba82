"""allauth's hooks: codes go out by SMS, e-mail follows what is proven, limits count per account, second factors are sealed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.accounts import actions, secrets, ways
from core.accounts.models import User
from core.accounts.phones import LocalPhoneField
from core.accounts.signals import sms_wanted
from core.accounts.words import ERRORS, SECOND_FACTOR_ERRORS
from core.common import clock

STAGES = {
    "allauth.account.stages.PhoneVerificationStage": "core.accounts.stages.PhoneStage",
    "allauth.account.stages.EmailVerificationStage": "core.accounts.stages.EmailStage",
}
SMS_FAILED = "_accounts_sms_failed"
CODE_SENT = ("account/messages/phone_verification_sent.txt", "account/messages/login_code_sent.txt")


class AccountAdapter(DefaultAccountAdapter):
    """Everybody may sign up as a customer; staff are invited."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    # --- people ---------------------------------------------------------------------------------------

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002  (allauth's signature)
        user.name = form.cleaned_data.get("name", "")
        user.language = (get_language() or "en")[:2]
        super().save_user(request, user, form, commit=False)
        if commit:
            actions.join(person=user, by=user, now=clock.now())
        return user

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Not the last way to a person: without a proven phone one proven e-mail stays."""
        proven = EmailAddress.objects.filter(user=email_address.user_id, verified=True).exclude(pk=email_address.pk)
        is_last = not email_address.user.phone_verified and not proven.exists()
        return super().can_delete_email(email_address) and not is_last

    # --- signing in -----------------------------------------------------------------------------------

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(path, path) for path in super().get_login_stages()]

    def login(self, request: Any, user: User) -> None:
        """Whoever has just signed in is not asked for the password again at once."""
        super().login(request, user)
        if records := request.session.get(AUTHENTICATION_METHODS_SESSION_KEY):
            records[-1]["reauthenticated"] = True
            request.session.modified = True

    def get_signup_redirect_url(self, request: Any) -> str:
        if EMAIL_VERIFICATION_CODE_SESSION_KEY in request.session:
            return reverse("account_email_verification_sent")
        return super().get_signup_redirect_url(request)

    def get_password_change_redirect_url(self, request: Any) -> str:
        """A first password ends the way in; a changed one was asked for on the account's page."""
        is_first = request.resolver_match is not None and request.resolver_match.url_name == "account_set_password"
        return reverse(settings.LOGIN_REDIRECT_URL if is_first else "customer_portal:account")

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Failed tries count per account, by whatever way it is named (allauth would throw all phones into one pot)."""
        login = str(credentials.get("email") or credentials.get("phone") or "").lower()
        person = ways.account_of(login)
        return f"person:{person.pk}" if person else f"nobody:{login}"

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Too many failed tries at the door are a page with status 429; a signed-in person sees it in the form."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            if request is not None and not request.user.is_authenticated:
                raise ImmediateHttpResponse(respond_429(request)) from None
            raise

    # --- phones ---------------------------------------------------------------------------------------

    def phone_form_field(self, **kwargs: Any) -> LocalPhoneField:
        return LocalPhoneField(**kwargs)

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001  (allauth's signature)
        if user.pk:
            actions.set_phone(person=user, phone=phone, verified=verified, by=user, now=clock.now())
        else:
            user.phone, user.phone_verified = phone, verified

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (str(user.phone), user.phone_verified) if user.phone else None

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        if not ways.sms_is_on():
            # Only the page for another number comes here then: the number is a contact and asks for no proof.
            self.set_phone(user, phone, False)
            messages.success(context.request, _("Your phone number is saved."))
            raise ImmediateHttpResponse(headed_redirect_response("account_change_phone"))
        self._sms(phone, _("Dusangire: your code is %(code)s. Tell it to nobody.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self._sms(phone, _("Dusangire: there is no account with this phone yet. Sign up on our page."))

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._sms(phone, _("Dusangire: there is an account with this phone already. On our page choose: Sign in with a code."))

    def _sms(self, phone: str, text: str) -> None:
        """Whoever sends SMS answers whether it went out."""
        answers = sms_wanted.send(sender=type(self), phone=phone, text=text)
        if not any(sent for _receiver, sent in answers):
            setattr(context.request, SMS_FAILED, True)
            messages.error(context.request, _("The SMS could not be sent. Look at the number, or try again in some minutes."))

    def add_message(self, request: Any, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Nobody is told that a code is on its way when it is not."""
        if not (message_template in CODE_SENT and hasattr(request, SMS_FAILED)):
            super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed; staff can only have their second factor reset, by an administrator."""

    error_messages = {**DefaultMFAAdapter.error_messages, **SECOND_FACTOR_ERRORS}

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.email or user.phone_text or user.name

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.STAFF_SECOND_FACTOR and authenticator.user.is_staff)
