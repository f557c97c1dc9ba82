"""The one table of a stop's legal moves."""

from core.common.states import Moves
from core.delivery.models import StopStatus as S

MOVES = Moves(
    noun="stop",
    legal={
        S.WAITING: (S.ASSIGNED,),
        S.ASSIGNED: (S.ASSIGNED, S.PICKED_UP),
        S.PICKED_UP: (S.DELIVERED, S.FAILED),
        S.DELIVERED: (),
        S.FAILED: (),
    },
    labels=dict(S.choices),
)
