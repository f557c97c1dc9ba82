"""Every change of people and roles."""

from core.accounts.actions.contact import drop_password, follow_email, put_email, set_phone
from core.accounts.actions.invitations import accept_invitation, invite, invite_again
from core.accounts.actions.people import (
    add_person,
    change_profile,
    describe_person,
    ensure_system_user,
    find_or_create_customer,
    join,
    note,
)
from core.accounts.actions.roles import set_roles, sync_roles
from core.accounts.actions.sessions import end_sessions, reset_second_factor, set_active
from core.accounts.actions.tokens import make_token, revoke_token

__all__ = [
    "accept_invitation",
    "add_person",
    "change_profile",
    "describe_person",
    "drop_password",
    "end_sessions",
    "ensure_system_user",
    "find_or_create_customer",
    "follow_email",
    "invite",
    "invite_again",
    "join",
    "make_token",
    "note",
    "put_email",
    "reset_second_factor",
    "revoke_token",
    "set_active",
    "set_phone",
    "set_roles",
    "sync_roles",
]
