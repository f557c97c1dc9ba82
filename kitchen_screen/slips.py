"""Tickets as people read them: what to make, for where, until when, and what the other stations make of the same order."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F

from core.kitchen import notes
from core.kitchen.models import IN_KITCHEN, Tap, TicketQuerySet, TicketStatus
from core.kitchen.notes import Note

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SAFETY = "order__lines__safety_note"
CAN_BE_TAKEN_BACK = (Tap.START, Tap.DONE, Tap.RECALL)


def version_of(changed_at: datetime) -> int:
    """When a ticket last changed, as a number a form can carry without losing a microsecond."""
    return (changed_at - EPOCH) // MICROSECOND


def moment_of(version: int) -> datetime:
    return EPOCH + version * MICROSECOND


@dataclass(frozen=True)
class Line:
    """What to make: a quantity of a dish under its kitchen name."""

    quantity: int
    dish: str
    note: str
    safety: Note | None = None


@dataclass(frozen=True)
class Part:
    """What another station makes of the same order, and how far it is."""

    ticket: int
    station: str
    status: str


@dataclass
class Slip:
    """A ticket on a board or in the list of finished ones."""

    pk: int
    number: str
    destination: str
    note: str
    station_id: int
    station: str
    status: str
    order_status: str
    due_at: datetime
    changed_at: datetime
    undo_until: datetime | None
    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.status != TicketStatus.DONE

    @property
    def is_red(self) -> bool:
        """Something changed for one of the plates that nobody here has seen by name."""
        return any(line.safety and line.safety.is_red for line in self.lines)

    @property
    def is_here(self) -> bool:
        """Whether the order has not left yet, so that the ticket can be recalled."""
        return self.order_status in IN_KITCHEN

    @property
    def short_number(self) -> str:
        """What people call across the kitchen: the last digits."""
        return self.number.rpartition("-")[2]

    @property
    def version(self) -> int:
        return version_of(self.changed_at)

    @cached_property
    def key(self) -> int:
        """The same as long as the slip looks the same, clocks aside."""
        return zlib.crc32(repr((self.version, self.status, self.parts)).encode())

    @property
    def due_ms(self) -> int:
        """For the device's clock: milliseconds since 1970."""
        return version_of(self.due_at) // 1000

    @property
    def undo_ms(self) -> int | None:
        return version_of(self.undo_until) // 1000 if self.undo_until else None


def read(tickets: TicketQuerySet, *order: str, undo: timedelta, now: datetime, language: str) -> list[Slip]:
    """Slips in this order, by one query with a row for each line, and a few for names where something must be known of a person.

    Tickets of the same order are each other's parts.
    """
    station_name = _in_language("station__name", language)
    dish_name = [*_in_language("order__lines__dish__kitchen_name", language), *_in_language("order__lines__name", language)]
    rows = (
        tickets.exclude(status=TicketStatus.CANCELLED)
        .filter(order__lines__station=F("station"), order__lines__quantity__gt=0)
        .with_last_tap()
        .order_by(*order, "order_id", "station__position", "pk", "order__lines__pk")
        .values(
            *("pk", "order_id", "station_id", "status", "due_at", "changed_at", "last_tap"),
            *("order__number", "order__destination", "order__note", "order__status"),
            *("order__lines__pk", "order__lines__quantity", "order__lines__note", f"{SAFETY}__sealed", f"{SAFETY}__is_red"),
            *station_name,
            *dish_name,
        )
    )
    slips: dict[int, Slip] = {}
    orders: dict[int, list[Slip]] = {}
    rows = list(rows)
    safety = notes.opened((row["order__lines__pk"], row[f"{SAFETY}__sealed"], row[f"{SAFETY}__is_red"]) for row in rows)
    for row in rows:
        slip = slips.get(row["pk"])
        if slip is None:
            until = row["changed_at"] + undo
            slip = slips[row["pk"]] = Slip(
                pk=row["pk"],
                number=row["order__number"],
                destination=row["order__destination"],
                note=row["order__note"],
                station_id=row["station_id"],
                station=_first(row, station_name),
                status=row["status"],
                order_status=row["order__status"],
                due_at=row["due_at"],
                changed_at=row["changed_at"],
                undo_until=until if row["last_tap"] in CAN_BE_TAKEN_BACK and until > now else None,
            )
            orders.setdefault(row["order_id"], []).append(slip)
        slip.lines.append(
            Line(row["order__lines__quantity"], _first(row, dish_name), row["order__lines__note"], safety.get(row["order__lines__pk"]))
        )
    for together in orders.values():
        for slip in together:
            slip.parts = [Part(other.pk, other.station, other.status) for other in together if other is not slip]
    return list(slips.values())


def _in_language(name: str, language: str) -> list[str]:
    """The columns of a text in three languages that this reader gets, the first that is filled."""
    return list(dict.fromkeys([f"{name}_{language}", f"{name}_en"]))


def _first(row: dict[str, Any], columns: list[str]) -> str:
    return next((row[column] for column in columns if row[column]), "")
