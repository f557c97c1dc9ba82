"""May this person do this, and where do they belong?"""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.accounts.roles import roles
from core.common.errors import RuleBroken

Screen = Literal["portal", "kitchen", "admin"]


def first_screen(user: User) -> Screen:
    """Where somebody works: customers in the portal, those who only cook at the kitchen's board, other staff at the desk."""
    if not user.is_staff:
        return "portal"
    held = {name for name in user.groups.values_list("name", flat=True) if name in roles() and roles()[name].staff}
    return "kitchen" if held == {"kitchen_staff"} else "admin"


def may_manage_people(user: User) -> bool:
    """Invite, give roles, shut out: administrators, and the program itself while it seeds."""
    return user.is_system or user.has_perm("accounts.change_user")


def check_may_manage_people(user: User) -> None:
    """:raises RuleBroken: for everybody else."""
    if not may_manage_people(user):
        raise RuleBroken(_("Only an administrator invites people, gives roles or shuts somebody out."), code="not_allowed")
