"""The one table of a ticket's legal moves. Undo goes back along the last move and is checked by its time."""

from core.common.states import Moves
from core.kitchen.models import TicketStatus as S

MOVES = Moves(
    noun="ticket",
    legal={
        S.QUEUED: (S.STARTED, S.DONE, S.CANCELLED),
        S.STARTED: (S.DONE,),
        S.DONE: (S.RECALLED,),
        S.RECALLED: (S.STARTED, S.DONE),
        S.CANCELLED: (),
    },
    labels=dict(S.choices),
)
