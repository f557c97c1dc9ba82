from __future__ import annotations

from datetime import date, time

from core.common import clock
from core.slots.models import Slot
from core.zones.models import Zone, ZoneFee
from tests.factories.people import site


def zone(*, key: str = "wards", kind: str = "ward", fee: int = 0, minimum: int = 0) -> Zone:
    found = Zone.objects.filter(key=key).first()
    if found:
        return found
    row = Zone.objects.create(key=key, name_en=key.capitalize(), site=site(), kind=kind, minimum_order=minimum)
    ZoneFee.objects.create(zone=row, fee=fee)
    return row


def slot(
    *,
    day: date | None = None,
    period: str = "lunch",
    starts: str = "12:30",
    ends: str = "13:00",
    cut_off: str = "10:00",
    capacity: int = 100,
) -> Slot:
    day = day or clock.today()
    starts_at = clock.moment(day, time.fromisoformat(starts))
    found = Slot.objects.filter(site=site(), starts_at=starts_at).first()
    return found or Slot.objects.create(
        site=site(),
        date=day,
        period=period,
        starts_at=starts_at,
        ends_at=clock.moment(day, time.fromisoformat(ends)),
        cut_off_at=clock.moment(day, time.fromisoformat(cut_off)),
        capacity=capacity,
    )
