"""May this person act for this eater?"""

from core.accounts.models import User
from core.eaters.models import EaterCarer


def may_order_for(user: User, eater_id: int) -> bool:
    """Staff who build orders, or a carer with the right to order."""
    if user.has_perm("orders.desk_order"):
        return True
    return EaterCarer.objects.filter(user=user, eater_id=eater_id, may_order=True).exists()
