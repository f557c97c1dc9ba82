"""Opening windows and holding places in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit, clock
from core.common.errors import RuleBroken
from core.common.history import acting, bulk_create
from core.common.models import Site
from core.slots.models import Reservation, ReservationState, Slot, SlotPattern

# Written out: on the way of every order, and building such a query costs ten times what running it does.
RESERVE = """
UPDATE slots_slot SET reserved = reserved + 1 WHERE id = %s AND is_open AND reserved < capacity AND (%s OR cut_off_at > %s)
"""


class CannotReserveSlot(RuleBroken):
    """The window is closed, past its cut-off or full; `code` tells which."""


def reservation(*, slot: Slot, by: User, now: datetime) -> Reservation:
    """A place in a slot, not yet written and held only once `reserve` has said so: for callers that write it with what it is for."""
    return Reservation(slot=slot, made_at=now)


def reserve(*, slot: Slot, by: User, now: datetime, past_cut_off: bool = False, row: Reservation | None = None) -> Reservation:
    """Hold one place in a slot: one conditional UPDATE, so the last place is sold once.

    `past_cut_off` is for staff who take a late phone order; the capacity still holds. `row` was written before in the same
    transaction. The slot's row stays locked until the transaction ends, so call this last.

    :raises CannotReserveSlot: closed, past_cut_off or full, with the window and time in words.
    """
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, [slot.pk, past_cut_off, connection.ops.adapt_datetimefield_value(now)])
        is_held = bool(cursor.rowcount)
    if not is_held:
        raise _why_not(Slot.objects.get(pk=slot.pk), now, past_cut_off=past_cut_off)
    if row is None:
        row = reservation(slot=slot, by=by, now=now)
        row.save(force_insert=True)
    return row


def _why_not(slot: Slot, now: datetime, *, past_cut_off: bool) -> CannotReserveSlot:
    window = slot.window
    if not slot.is_open:
        return CannotReserveSlot(_("%(window)s is closed. Choose another time.") % {"window": window}, code="slot_closed", field="slot")
    if not past_cut_off and slot.cut_off_at <= now:
        cut_off = time_format(slot.cut_off_at.astimezone(clock.KIGALI), "H:i")
        return CannotReserveSlot(
            _("Orders for %(window)s closed at %(cut_off)s. Choose another time.") % {"window": window, "cut_off": cut_off},
            code="past_cut_off",
            field="slot",
        )
    return CannotReserveSlot(_("%(window)s is full. Choose another time.") % {"window": window}, code="slot_full", field="slot")


def release(*, reservation: Reservation, by: User, now: datetime) -> bool:
    """Give the place back; true the first time, false when it was free already."""
    with transaction.atomic():
        moved = Reservation.objects.filter(pk=reservation.pk, status=ReservationState.HELD).update(
            status=ReservationState.RELEASED, released_at=now
        )
        if moved:
            Slot.objects.filter(pk=reservation.slot_id, reserved__gt=0).update(reserved=F("reserved") - 1)
    return bool(moved)


@transaction.atomic
def open_ahead(*, site: Site, days: int, by: User, now: datetime, start: date | None = None) -> int:
    """Open the slots of the weekly windows for so many days from today (or `start`); returns how many are new."""
    first = start or clock.today(at=now)
    patterns = list(SlotPattern.objects.filter(site=site, is_active=True).order_by("weekday", "starts", "pk"))
    have = set(Slot.objects.filter(site=site, date__gte=first, date__lt=first + timedelta(days=days)).values_list("starts_at", flat=True))
    fresh = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        for pattern in patterns:
            starts_at = clock.moment(day, pattern.starts)
            if pattern.weekday != day.weekday() or starts_at in have:
                continue
            fresh.append(
                Slot(
                    site=site,
                    date=day,
                    period=pattern.period,
                    starts_at=starts_at,
                    ends_at=clock.moment(day, pattern.ends),
                    cut_off_at=clock.moment(day - timedelta(days=pattern.cut_off_days_before), pattern.cut_off),
                    capacity=pattern.capacity,
                )
            )
    with acting(by=by, why=_("Opened from the weekly windows")):
        bulk_create(fresh, Slot)
    return len(fresh)


@transaction.atomic
def set_open(*, slot: Slot, is_open: bool, by: User, now: datetime, reason: str = "") -> Slot:
    """Open or close a slot for new orders; what is sold stays sold."""
    slot = Slot.objects.select_for_update().get(pk=slot.pk)
    if slot.is_open != is_open:
        slot.is_open = is_open
        with acting(by=by, why=reason):
            slot.save(update_fields=["is_open"])
        audit.record(by=by, now=now, verb="slot.opened" if is_open else "slot.closed", subject=slot, reason=reason)
    return slot


@transaction.atomic
def set_capacity(*, slot: Slot, capacity: int, by: User, now: datetime, reason: str = "") -> Slot:
    """Change how many orders a slot takes; below what is sold it sells nothing more and keeps what is sold."""
    slot = Slot.objects.select_for_update().get(pk=slot.pk)
    slot.capacity = capacity
    with acting(by=by, why=reason):
        slot.save(update_fields=["capacity"])
    audit.record(by=by, now=now, verb="slot.capacity_set", subject=slot, reason=reason, capacity=capacity, taken=slot.reserved)
    return slot
