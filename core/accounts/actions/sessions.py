"""Who is in, and who stays out."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts import policies
from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting


@transaction.atomic
def set_active(*, person: User, active: bool, by: User, now: datetime, reason: str = "") -> User:
    """Let a person in, or shut them out everywhere at once (their sessions end with the next request).

    :raises RuleBroken: when `by` may not; on oneself or on the program's own user.
    """
    _check_other(person, by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active == active:
        return person
    with acting(by=by, why=reason):
        person.is_active = active
        person.save(update_fields=["is_active"])
    if not active:
        _end_all(person)
    audit.record(by=by, now=now, verb="person.let_in" if active else "person.shut_out", subject=person, reason=reason)
    return person


@transaction.atomic
def end_sessions(*, person: User, by: User, now: datetime, reason: str = "") -> int:
    """Sign a person out on all their devices; returns on how many.

    :raises RuleBroken: when `by` may not; on oneself or on the program's own user.
    """
    _check_other(person, by)
    number = _end_all(person)
    audit.record(by=by, now=now, verb="person.signed_out", subject=person, reason=reason, devices=number)
    return number


@transaction.atomic
def reset_second_factor(*, person: User, by: User, now: datetime, reason: str) -> None:
    """Take away the authenticator and the recovery codes of somebody who lost them; the next sign-in sets up new ones.

    :raises RuleBroken: when `by` may not; on oneself or on the program's own user; when there is none.
    """
    _check_other(person, by)
    if not Authenticator.objects.filter(user=person).delete()[0]:
        raise RuleBroken(_("%(name)s has no second factor yet.") % {"name": person.name}, code="no_second_factor")
    _end_all(person)
    audit.record(by=by, now=now, verb="person.second_factor_reset", subject=person, reason=reason)


def _check_other(person: User, by: User) -> None:
    policies.check_may_manage_people(by)
    if person.pk == by.pk or person.is_system:
        raise RuleBroken(_("You cannot do this to yourself or to the program's own account."), code="own_account")


def _end_all(person: User) -> int:
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)
