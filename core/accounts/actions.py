"""Every change of people and roles."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import SYSTEM_NAME, ApiToken, User
from core.accounts.roles import roles
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
def sync_roles(*, by: User, now: datetime) -> dict[str, int]:
    """Bring Django's groups to what roles.toml says; returns how many permissions each role holds.

    :raises RuleBroken: when the file names a permission that does not exist.
    """
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    held = {}
    for key, role in roles().items():
        missing = sorted(role.permissions - known.keys())
        if missing:
            raise RuleBroken(f"roles.toml: {key} names unknown permissions: {', '.join(missing)}", code="unknown_permission")
        group, _created = Group.objects.get_or_create(name=key)
        wanted = {known[name].pk for name in role.permissions}
        if wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)
            audit.record(by=by, now=now, verb="role.synced", subject=group, permissions=len(wanted))
        held[key] = len(wanted)
    return held


@transaction.atomic
def set_roles(*, person: User, keys: Iterable[str], by: User, now: datetime, reason: str = "") -> User:
    """Give a person exactly these roles; a staff role opens the staff tool.

    :raises RuleBroken: for an unknown role, or when somebody takes the administrator's role from themselves.
    """
    keys = set(keys)
    unknown = sorted(keys - roles().keys())
    if unknown:
        raise RuleBroken(_("There is no role called %(names)s.") % {"names": ", ".join(unknown)}, code="unknown_role", field="roles")
    before = set(person.groups.values_list("name", flat=True))
    if person.pk == by.pk and "administrator" in before - keys:
        raise RuleBroken(
            _("You cannot take the administrator's role from yourself. Ask another administrator."), code="own_role", field="roles"
        )
    with acting(by=by, why=reason):
        person.is_staff = any(roles()[key].staff for key in keys)
        person.save(update_fields=["is_staff"])
        person.groups.set(Group.objects.filter(name__in=keys))
    audit.record(by=by, now=now, verb="person.roles_set", subject=person, reason=reason, before=sorted(before), after=sorted(keys))
    return person


@transaction.atomic
def find_or_create_customer(*, name: str, phone: str, by: User, now: datetime, language: str = "en") -> tuple[User, bool]:
    """The customer with this phone, made when there is none (a call to the order desk).

    The phone counts as unverified until the person signs in with it.
    """
    found = User.objects.filter(phone=phone).first()
    if found:
        return found, False
    if not name.strip():
        raise RuleBroken(_("Nobody has this phone yet. Give the name as well."), code="name_missing", field="name")
    with acting(by=by, why=_("Phone order")):
        person = User(name=name.strip(), phone=phone, language=language)
        person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
    audit.record(by=by, now=now, verb="person.added_by_desk", subject=person)
    person_joined.send(sender=User, person=person, by=by, now=now)
    return person, True


@transaction.atomic
def set_active(*, person: User, active: bool, by: User, now: datetime, reason: str = "") -> User:
    """Let a person in, or shut them out everywhere at once (their sessions end with the next request).

    :raises RuleBroken: on oneself or on the program's own user.
    """
    if person.pk == by.pk or person.is_system:
        raise RuleBroken(_("You cannot do this to yourself or to the program's own account."), code="own_account")
    with acting(by=by, why=reason):
        person.is_active = active
        person.save(update_fields=["is_active"])
    audit.record(by=by, now=now, verb="person.let_in" if active else "person.shut_out", subject=person, reason=reason)
    return person


@transaction.atomic
def make_token(*, person: User, by: User, now: datetime) -> str:
    """A new key with which a program acts for the person; the key before it stops working. It cannot be read again."""
    key = secrets.token_urlsafe(32)
    ApiToken.objects.update_or_create(person=person, defaults={"digest": ApiToken.digest_of(key), "made_at": now})
    audit.record(by=by, now=now, verb="token.made", subject=person)
    return key


@transaction.atomic
def revoke_token(*, person: User, by: User, now: datetime) -> bool:
    """No program acts for the person any more; false when none did."""
    gone = bool(ApiToken.objects.filter(person=person).delete()[0])
    if gone:
        audit.record(by=by, now=now, verb="token.revoked", subject=person)
    return gone


def staff_of(site: Site, role: str) -> list[User]:
    """Active people with a role at a site, by name."""
    return list(User.objects.staff().with_role(role).filter(site=site).order_by("name", "pk"))
