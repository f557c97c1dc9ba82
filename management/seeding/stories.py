"""What becomes of one order, as a list of moments; told to the domain's actions in the order of time."""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from core.accounts.models import User
from core.common.history import acting
from core.delivery import actions as delivery
from core.delivery.models import FailReason
from core.kitchen import actions as kitchen
from core.kitchen.models import Tap, TicketStatus
from core.orders import actions as orders
from core.orders.models import CancelReason, Order
from core.slots.models import Slot
from core.zones.models import Sector, Zone

Deed = Callable[[datetime], object]
PLACED, CONFIRMED, CANCELLED, STARTED, DONE, ASSIGNED, OUT, DELIVERED, FAILED = (
    "placed",
    "confirmed",
    "cancelled",
    "started",
    "done",
    "assigned",
    "out",
    "delivered",
    "failed",
)


class Diary:
    """Deeds at their moments; each is written down as having happened then."""

    def __init__(self) -> None:
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._deeds)

    def note(self, at: datetime, deed: Deed) -> None:
        heapq.heappush(self._deeds, (at, next(self._order), deed))

    def tell(self, *, until: datetime, step: Callable[[], None]) -> None:
        """Do what was due by then, in the order of time."""
        while self._deeds and self._deeds[0][0] <= until:
            at, _number, deed = heapq.heappop(self._deeds)
            with acting(at=at, request_id=uuid.uuid4().hex):
                deed(at)
            step()


@dataclass(frozen=True)
class Crew:
    """Who works: two desks, two cooks, two porters by turns."""

    desks: Sequence[User]
    cooks: Sequence[User]
    porters: Sequence[User]
    dispatcher: User


@dataclass
class Story:
    """One order: who, what, where, and when each thing happens. What has no moment does not happen."""

    payer: User
    slot: Slot
    wishes: Sequence[orders.Wish]
    zone: Zone
    place: str
    moments: dict[str, datetime]
    crew: Crew
    turn: int
    sector: Sector | None = None
    note: str = ""
    by_desk: bool = False
    cancel_reason: str = CancelReason.CUSTOMER
    fail_reason: str = FailReason.ABSENT
    order: Order | None = field(default=None, init=False)

    def write_into(self, diary: Diary) -> None:
        for name, at in self.moments.items():
            if name not in (STARTED, DONE):
                diary.note(at, getattr(self, f"_{name}"))
        # Stations do not move together: each ticket a little later than the one before, the last one done on time.
        for name, tap, apart in ((STARTED, Tap.START, 1), (DONE, Tap.DONE, -1)):
            if name in self.moments:
                for place in range(3):
                    diary.note(self.moments[name] + timedelta(seconds=40 * place * apart), self._tapper(place, tap))

    def _pick(self, people: Sequence[User]) -> User:
        return people[self.turn % len(people)]

    def _placed(self, now: datetime) -> None:
        by = self._pick(self.crew.desks) if self.by_desk else self.payer
        self.order = orders.place(
            payer=self.payer,
            slot=self.slot,
            wishes=self.wishes,
            delivery=orders.Delivery(
                zone=self.zone,
                destination=self.place,
                contact_name=self.payer.name,
                contact_phone=str(self.payer.phone),
                sector=self.sector,
                note=self.note,
            ),
            method="cash",
            channel="desk" if self.by_desk else "portal",
            key=f"demo-{self.turn}",
            language=self.payer.language,
            past_cut_off=self.by_desk,
            by=by,
            now=now,
        )

    def _confirmed(self, now: datetime) -> None:
        orders.confirm(order=self.order, by=self._pick(self.crew.desks), now=now)

    def _cancelled(self, now: datetime) -> None:
        by = self.payer if self.cancel_reason == CancelReason.CUSTOMER else self._pick(self.crew.desks)
        orders.cancel(order=self.order, reason=self.cancel_reason, by=by, now=now)

    def _tapper(self, place: int, tap: str) -> Deed:
        def deed(now: datetime) -> None:
            tickets = list(self.order.tickets.exclude(status=TicketStatus.CANCELLED).order_by("pk"))
            # The last deed of a kind takes what is left over, so that four stations are no reason to stay unfinished.
            for ticket in tickets[place:] if place == 0 and tap == Tap.DONE else tickets[place : place + 1]:
                kitchen.tap(ticket=ticket, kind=tap, by=self._pick(self.crew.cooks), now=now)

        return deed

    def _assigned(self, now: datetime) -> None:
        delivery.assign(stop=self._stop(), courier=self._pick(self.crew.porters), by=self.crew.dispatcher, now=now)

    def _out(self, now: datetime) -> None:
        delivery.pick_up(stop=self._stop(), by=self._pick(self.crew.porters), now=now)

    def _delivered(self, now: datetime) -> None:
        delivery.hand_over(stop=self._stop(), received_by=self.payer.name.split()[0], by=self._pick(self.crew.porters), now=now)

    def _failed(self, now: datetime) -> None:
        delivery.fail(stop=self._stop(), reason=self.fail_reason, by=self._pick(self.crew.porters), now=now)

    def _stop(self) -> delivery.Stop:
        return delivery.Stop.objects.get(order=self.order)
