"""The steps of signing in that ask for a code: one proven way to a person is enough."""

from __future__ import annotations

from typing import Any

from allauth.account import stages
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress

from core.accounts import ways

WANTED_EMAIL = "accounts_wanted_email"
"""Session key: the e-mail somebody gave at sign-up beside the phone; a row is made of it once it is proven."""


class PhoneStage(stages.PhoneVerificationStage):
    """Asks for the code sent to the phone; not of those with a proven e-mail (invited staff may have no phone at all)."""

    def handle(self) -> tuple[Any, bool]:
        if not ways.sms_is_on() or (self.login.user and ways.is_proven(self.login.user)):
            return None, True
        return super().handle()


class EmailStage(stages.EmailVerificationStage):
    """Asks for the code sent to the e-mail; with a proven phone it only offers to, and the sign-in goes on."""

    def handle(self) -> tuple[Any, bool]:
        person = self.login.user
        if person is None or not person.phone_verified:
            return super().handle()
        if email := self.request.session.pop(WANTED_EMAIL, ""):
            taken = EmailAddress.objects.filter(email=email, verified=True).exists()
            # An address of somebody else gets a letter that says so; this page looks the same either way.
            EmailVerificationProcess.initiate(request=self.request, user=None if taken else person, email=email)
        return None, True
