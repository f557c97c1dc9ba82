"""The guards switched off: what the code would look like if it read, thought and then wrote."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from core.accounts.models import User
from core.common.models import Counter, Submission
from core.eaters.models import Eater, EaterCarer
from core.kitchen.models import Ticket
from core.menu.actions.portions import CannotTakePortions, Short
from core.menu.models import MenuItem
from core.orders.models import Order
from core.slots.actions import CannotReserveSlot
from core.slots.models import Reservation, ReservationState, Slot
from tests.races.crowd import Meeting


def claim(meeting: Meeting) -> Callable[..., tuple[Submission, bool]]:
    """Looks for the earlier press, then writes its own; the scope steps round the unique constraint."""

    def careless(*, scope: str, key: str, content: Any, now: datetime) -> tuple[Submission, bool]:
        earlier = Submission.objects.filter(scope__startswith=scope, key=key).first()
        meeting.wait()
        if earlier:
            return earlier, False
        return Submission.objects.create(scope=f"{scope} {uuid.uuid4().hex}", key=key, fingerprint="", at=now), True

    return careless


def take(meeting: Meeting) -> Callable[..., None]:
    def careless(*, wanted: Mapping[int, int], by: User, now: datetime) -> None:
        for item_id, quantity in sorted(wanted.items()):
            item = MenuItem.objects.get(pk=item_id)
            meeting.wait()
            if item.portions_left < quantity:
                raise CannotTakePortions([Short(item_id, quantity, item.portions_left)])
            item.portions_sold += quantity
            item.save(update_fields=["portions_sold"])

    return careless


def take_as_it_comes(meeting: Meeting) -> Callable[..., None]:
    """Exact, but in the order of the basket: two baskets lock each other out."""

    def careless(*, wanted: Mapping[int, int], by: User, now: datetime) -> None:
        for item_id, quantity in wanted.items():
            item = MenuItem.objects.select_for_update().get(pk=item_id)
            item.portions_sold += quantity
            item.save(update_fields=["portions_sold"])
            meeting.wait()

    return careless


def reserve(meeting: Meeting) -> Callable[..., Reservation]:
    def careless(*, slot: Slot, by: User, now: datetime, past_cut_off: bool = False, row: Reservation) -> Reservation:
        place = Slot.objects.get(pk=slot.pk)
        meeting.wait()
        if not place.left:
            raise CannotReserveSlot("full", code="slot_full")
        place.reserved += 1
        place.save(update_fields=["reserved"])
        return row

    return careless


def release(meeting: Meeting) -> Callable[..., bool]:
    def careless(*, reservation: Reservation, by: User, now: datetime) -> bool:
        row = Reservation.objects.get(pk=reservation.pk)
        meeting.wait()
        if row.status == ReservationState.RELEASED:
            return False
        Slot.objects.filter(pk=row.slot_id).update(reserved=F("reserved") - 1)
        Reservation.objects.filter(pk=row.pk).update(status=ReservationState.RELEASED, released_at=now)
        return True

    return careless


def locked(meeting: Meeting) -> Callable[[Order], Order]:
    """Reads the order and locks nothing."""

    def careless(order: Order) -> Order:
        row = Order.objects.select_related("payer", "slot", "site", "reservation").get(pk=order.pk)
        meeting.wait()
        return row

    return careless


def self_eater(meeting: Meeting) -> Callable[..., Eater]:
    """Looks, then makes one, and does not expect company."""

    def careless(*, person: User, by: User, now: datetime) -> Eater:
        found = EaterCarer.objects.filter(user=person, relationship="self").select_related("eater").first()
        meeting.wait()
        if found:
            return found.eater
        eater = Eater.objects.create(name=person.name, created_at=now)
        EaterCarer.objects.create(eater=eater, user=person, relationship="self", may_see_health=True)
        return eater

    return careless


def take_number(meeting: Meeting) -> Callable[[str], int]:
    def careless(name: str) -> int:
        counter = Counter.objects.get(name=name)
        meeting.wait()
        counter.value += 1
        counter.save()
        return counter.value

    return careless


def locked_ticket(meeting: Meeting) -> Callable[[Ticket], Ticket]:
    """Reads the ticket and its order and locks neither."""

    def careless(ticket: Ticket) -> Ticket:
        row = Ticket.objects.select_related("station", "site", "order__slot", "order__site", "order__payer").get(pk=ticket.pk)
        meeting.wait()
        return row

    return careless
