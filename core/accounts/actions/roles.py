"""Who holds which role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts import policies
from core.accounts.models import User
from core.accounts.roles import roles
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting


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
            raise RuleBroken(
                _("roles.toml: %(role)s names unknown permissions: %(names)s") % {"role": key, "names": ", ".join(missing)},
                code="unknown_permission",
            )
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

    :raises RuleBroken: when `by` may not, for an unknown role, or when somebody takes the administrator's role from themselves.
    """
    policies.check_may_manage_people(by)
    keys = set(keys)
    unknown = sorted(keys - roles().keys())
    if unknown:
        raise RuleBroken(_("There is no role called %(names)s.") % {"names": ", ".join(unknown)}, code="unknown_role", field="roles")
    person = User.objects.select_for_update().get(pk=person.pk)
    before = set(person.groups.values_list("name", flat=True))
    if person.is_system:
        raise RuleBroken(_("The program's own account has no roles."), code="own_account", field="roles")
    if person.pk == by.pk and "administrator" in before - keys:
        raise RuleBroken(
            _("You cannot take the administrator's role from yourself. Ask another administrator."), code="own_role", field="roles"
        )
    is_staff = any(roles()[key].staff for key in keys)
    if before == keys and person.is_staff == is_staff:
        return person
    with acting(by=by, why=reason):
        if person.is_staff != is_staff:
            person.is_staff = is_staff
            person.save(update_fields=["is_staff"])
        person.groups.set(Group.objects.filter(name__in=keys))
    audit.record(by=by, now=now, verb="person.roles_set", subject=person, reason=reason, before=sorted(before), after=sorted(keys))
    return person
