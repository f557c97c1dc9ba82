"""May this person carry or give out this stop?"""

from core.accounts.models import User
from core.delivery.models import Stop


def may_dispatch(user: User) -> bool:
    return user.has_perm("delivery.dispatch")


def may_carry(user: User, stop: Stop) -> bool:
    """The one it is assigned to; a dispatcher may act for anybody."""
    return may_dispatch(user) or (user.has_perm("delivery.carry") and stop.courier_id == user.pk)
