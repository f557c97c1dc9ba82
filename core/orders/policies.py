"""May this person do this with this order?"""

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.orders.models import Order, OrderStatus


def may_see(user: User, order: Order) -> bool:
    return order.payer_id == user.pk or user.has_perm("orders.view_order")


def may_cancel(user: User, order: Order) -> bool:
    """The desk until preparing; the payer until the desk has confirmed."""
    if user.has_perm("orders.desk_order"):
        return order.status in (OrderStatus.PLACED, OrderStatus.CONFIRMED)
    return order.payer_id == user.pk and order.status == OrderStatus.PLACED


class CannotOverruleVerdict(RuleBroken):
    """Not this person, not without a reason, or nothing stops the plate."""


def may_overrule(user: User) -> bool:
    """Serve a plate the rules stop."""
    return user.has_perm("orders.overrule_verdict")


def check_may_overrule(user: User) -> None:
    """:raises CannotOverruleVerdict: for everybody without the right to it."""
    if not may_overrule(user):
        raise CannotOverruleVerdict(_("Your role may not overrule the rules. Ask the nutritionist or the head chef."), code="not_allowed")


def may_answer(user: User) -> bool:
    """Answer for a customer what changed under their order."""
    return user.has_perm("orders.desk_order")
