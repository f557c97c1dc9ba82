"""May this person do this with this order?"""

from core.accounts.models import User
from core.orders.models import Order, OrderStatus


def may_see(user: User, order: Order) -> bool:
    return order.payer_id == user.pk or user.has_perm("orders.view_order")


def may_cancel(user: User, order: Order) -> bool:
    """The desk until preparing; the payer until the desk has confirmed."""
    if user.has_perm("orders.desk_order"):
        return order.status in (OrderStatus.PLACED, OrderStatus.CONFIRMED)
    return order.payer_id == user.pk and order.status == OrderStatus.PLACED
