"""Who has an account, and how they are called and reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.accounts import policies
from core.accounts.actions.contact import put_email
from core.accounts.models import SYSTEM_NAME, User
from core.accounts.signals import person_joined
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.models import Site


def ensure_system_user() -> User:
    """The user the program acts as; made once, never able to sign in."""
    user = User.objects.filter(is_system=True).first()
    if user is None:
        user = User(name=SYSTEM_NAME, is_system=True, is_active=False)
        user.set_unusable_password()
        user.save()
    return user


@transaction.atomic
def join(*, person: User, by: User, now: datetime) -> User:
    """Keep somebody new as a customer and announce them. `by` is the person themself at sign-up."""
    person.joined_at = now
    with acting(by=by):
        person.save()
        person.groups.add(Group.objects.get_or_create(name="customer")[0])
        person_joined.send(sender=User, person=person, by=by, now=now)
    return person


@transaction.atomic
def find_or_create_customer(*, name: str, phone: str, by: User, now: datetime, language: str = "en") -> tuple[User, bool]:
    """The customer with this phone, made when there is none (a call to the order desk).

    The phone counts as unproven until the person signs in with a code sent to it.

    :raises RuleBroken: when there is nobody and no name is given, or the phone is none.
    """
    found = User.objects.filter(phone=phone).first()
    if found:
        return found, False
    if not name.strip():
        raise RuleBroken(_("Nobody has this phone yet. Give the name as well."), code="name_missing", field="name")
    person = User(name=name.strip(), phone=phone, language=language)
    person.set_unusable_password()
    _check(person)
    try:
        with transaction.atomic(), acting(why=_("Phone order")):
            join(person=person, by=by, now=now)
    except IntegrityError:
        # Two took the same call.
        return User.objects.get(phone=phone), False
    audit.record(by=by, now=now, verb="person.added_by_desk", subject=person)
    return person, True


@transaction.atomic
def add_person(
    *,
    name: str,
    by: User,
    now: datetime,
    email: str | None = None,
    phone: str | None = None,
    language: str = "en",
    site: Site | None = None,
    reason: str = "",
) -> User:
    """A person who has no account yet, without a password: they are invited, or set one by a code.

    Whoever adds people vouches for the e-mail: it counts as proven.

    :raises RuleBroken: when `by` may not; no name, neither e-mail nor phone, or somebody has them already.
    """
    policies.check_may_manage_people(by)
    person = User(name=name.strip(), email=(email or "").strip().lower() or None, phone=phone or None, language=language, site=site)
    person.set_unusable_password()
    _check(person)
    with acting(by=by, why=reason):
        join(person=person, by=by, now=now)
        put_email(person=person, email=person.email, by=by, now=now)
    audit.record(by=by, now=now, verb="person.added", subject=person, reason=reason)
    return person


@transaction.atomic
def describe_person(*, person: User, fields: Iterable[str], by: User, now: datetime, reason: str = "") -> User:
    """Keep what was changed of a person's name, addresses, language or place of work.

    A new phone is unproven; a new e-mail takes the place of the others at once, since whoever enters it vouches for it.

    :raises RuleBroken: as `add_person`; or the program's own account.
    """
    policies.check_may_manage_people(by)
    wanted = {*fields} & {"name", "email", "phone", "language", "site"}
    if person.is_system:
        raise RuleBroken(_("You cannot do this to yourself or to the program's own account."), code="own_account")
    kept = User.objects.select_for_update().get(pk=person.pk)
    person.name, person.email = person.name.strip(), (person.email or "").strip().lower() or None
    has_new_email = "email" in wanted and kept.email != person.email
    if "phone" in wanted and kept.phone != person.phone:
        person.phone_verified = False
        wanted.add("phone_verified")
    if has_new_email and kept.is_invited:
        # The link that went to the other address opens nothing any more.
        person.set_unusable_password()
        wanted.add("password")
    _check(person)
    with acting(by=by, why=reason):
        person.save(update_fields=sorted(wanted))
        if has_new_email:
            put_email(person=person, email=person.email, by=by, now=now)
    audit.record(by=by, now=now, verb="person.described", subject=person, reason=reason, fields=sorted(wanted - {"password"}))
    return person


@transaction.atomic
def change_profile(*, person: User, name: str, language: str, by: User, now: datetime) -> User:
    """A person's own name and language.

    :raises RuleBroken: when the name is empty or too long.
    """
    person.name, person.language = name.strip(), language
    _check(person)
    with acting(by=by):
        person.save(update_fields=["name", "language"])
    return person


def note(*, person: User, verb: str, by: User, now: datetime) -> None:
    """Keep in the audit trail that something about getting in changed: a password, a second factor."""
    audit.record(by=by, now=now, verb=verb, subject=person)


def _check(person: User) -> None:
    if not person.name:
        raise RuleBroken(_("Give a name."), code="person_invalid", field="name")
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise RuleBroken(" ".join(texts), code="person_invalid", field=None if field == NON_FIELD_ERRORS else field) from error
