"""What accounts does when it hears of allauth: keep the e-mail in step, shut doors left open by others, keep the trail."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    authentication_step_completed,
    email_changed,
    email_confirmed,
    email_removed,
    password_changed,
    password_reset,
    password_set,
    user_signed_up,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver

from core.accounts import actions, second_factor, ways
from core.accounts.forms.entrance import FORGOTTEN
from core.accounts.models import User
from core.common import clock


@receiver(user_signed_up)
def track_again(sender: type, *, user: User, **_more: Any) -> None:
    """The sign-up form held history back for allauth's second save, which changes nothing."""
    vars(user).pop("skip_history_when_saving", None)


@receiver(email_confirmed)
def email_is_proven(sender: type, *, request: Any, email_address: EmailAddress, **_more: Any) -> None:
    person = email_address.user
    reset = request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY) or {}
    if reset.get("code_confirmed") and reset.get("email") == email_address.email:
        # Until now nobody had proven this address: the password may be that of somebody who lies in wait.
        actions.drop_password(person=person, why="first proof", by=person, now=clock.now())
    actions.follow_email(person=person, by=person, now=clock.now())


@receiver(email_changed)
@receiver(email_removed)
def email_is_another(sender: type, *, user: User, **_more: Any) -> None:
    actions.follow_email(person=user, by=user, now=clock.now())
    actions.note(person=user, verb="person.email_changed", by=user, now=clock.now())


@receiver(authentication_step_completed)
def code_was_typed(sender: type, *, request: Any, user: User, method: str, **_more: Any) -> None:
    """A code opens the account of its owner: a password nobody had proven before, or that is forgotten, goes."""
    if method != "code":
        return
    if not ways.is_proven(user):
        actions.drop_password(person=user, why="first proof", by=user, now=clock.now())
    login = unstash_login(request, peek=True)
    if login and login.state.get("stages", {}).get("login_by_code", {}).get("data", {}).get(FORGOTTEN):
        actions.drop_password(person=user, why="forgotten", by=user, now=clock.now())


@receiver(authenticator_added)
def second_factor_is_on(sender: type, *, request: Any, user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        second_factor.count_enrolment(request, authenticator)
        actions.note(person=user, verb="person.second_factor_on", by=user, now=clock.now())


@receiver(authenticator_removed)
def second_factor_is_off(sender: type, *, user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        actions.note(person=user, verb="person.second_factor_off", by=user, now=clock.now())


@receiver(authenticator_reset)
def recovery_codes_are_new(sender: type, *, user: User, **_more: Any) -> None:
    actions.note(person=user, verb="person.recovery_codes_made", by=user, now=clock.now())


@receiver(password_changed)
@receiver(password_set)
@receiver(password_reset)
def password_is_new(sender: type, *, user: User, **_more: Any) -> None:
    actions.note(person=user, verb="person.password_changed", by=user, now=clock.now())
