"""The one table of an order's legal moves. Who may make a move is said by roles.toml and checked at the screen."""

from core.common.states import Moves
from core.orders.models import OrderStatus as S

MOVES = Moves(
    noun="order",
    legal={
        S.DRAFT: (S.PLACED, S.CANCELLED),
        S.PLACED: (S.CONFIRMED, S.CANCELLED),
        S.CONFIRMED: (S.PREPARING, S.CANCELLED),
        S.PREPARING: (S.READY,),
        S.READY: (S.PREPARING, S.OUT),
        S.OUT: (S.DELIVERED, S.UNDELIVERABLE),
        S.DELIVERED: (),
        S.CANCELLED: (),
        S.UNDELIVERABLE: (),
    },
    labels=dict(S.choices),
)
