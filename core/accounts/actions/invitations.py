"""Bringing staff in: an invitation by e-mail, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from core.accounts import invitations, policies
from core.accounts.actions.people import add_person
from core.accounts.actions.roles import set_roles
from core.accounts.models import User
from core.accounts.roles import roles
from core.common import audit
from core.common.errors import RuleBroken
from core.common.models import Site


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    keys: Iterable[str],
    site: Site | None,
    link: str,
    by: User,
    now: datetime,
    phone: str = "",
    language: str = "en",
) -> User:
    """Make a staff account and send its owner a link to choose a password; `link` is its address with invitations.PLACE for the token.

    :raises RuleBroken: when `by` may not, when a value is missing or taken, or when no role of staff is among the keys.
    """
    policies.check_may_manage_people(by)
    email, keys = email.strip().lower(), set(keys)
    if not email:
        raise RuleBroken(_("Give an e-mail: the invitation goes to it."), code="missing", field="email")
    if not any(roles()[key].staff for key in keys if key in roles()):
        raise RuleBroken(_("Choose at least one role. Customers sign up by themselves."), code="role_missing", field="roles")
    if EmailAddress.objects.filter(email=email).exists():
        raise RuleBroken(
            _("Somebody has an account with this e-mail already. Open it and give it the roles there."), code="email_taken", field="email"
        )
    if phone and User.objects.filter(phone=phone).exists():
        raise RuleBroken(
            _("Somebody has an account with this phone already. Open it and give it the roles there."), code="phone_taken", field="phone"
        )
    person = add_person(name=name, email=email, phone=phone, language=language, site=site, by=by, now=now, reason=_("Invited"))
    person = set_roles(person=person, keys=keys, by=by, now=now)
    _send(person, link, by, now)
    return person


@transaction.atomic
def invite_again(*, person: User, link: str, by: User, now: datetime) -> User:
    """Send a new link; the one before stops working.

    :raises RuleBroken: when `by` may not, or the person has chosen a password already.
    """
    policies.check_may_manage_people(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_invited:
        raise RuleBroken(
            _("%(name)s has an account already. On the sign-in page anybody can make a new password.") % {"name": person.name},
            code="joined",
        )
    person.set_unusable_password()
    person.save(update_fields=["password"])
    _send(person, link, by, now)
    return person


@transaction.atomic
def accept_invitation(*, person: User, token: str, password: str, by: User, now: datetime) -> User:
    """The invited person chooses a password; the link is used up.

    :raises RuleBroken: when the link was used meanwhile, replaced by a newer one, or is too old.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if invitations.person_of(token) != person:
        raise RuleBroken(_("This invitation was used, replaced by a newer one, or is older than a week."), code="used")
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record(by=by, now=now, verb="person.joined", subject=person)
    return person


def _send(person: User, link: str, by: User, now: datetime) -> None:
    audit.record(by=by, now=now, verb="person.invited", subject=person)
    # The link is made when it is sent: no queue, log or database ever holds it.
    async_task("core.accounts.tasks.send_invitation", person.pk, link, task_name="send invitation")
