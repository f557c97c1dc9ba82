"""May this person work in the kitchen, and work this ticket?"""

from core.accounts.models import User
from core.kitchen.models import Ticket


def may_work_somewhere(user: User) -> bool:
    """A cook of some site."""
    return user.site_id is not None and user.has_perm("kitchen.work_ticket")


def may_work(user: User, ticket: Ticket) -> bool:
    """A cook of the ticket's site."""
    return may_work_somewhere(user) and ticket.site_id == user.site_id
