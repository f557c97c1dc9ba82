"""What a board shows, read in two queries: the facts that say whether anything is new, then the tickets with their lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from core.common.models import Site
from core.kitchen.models import Mark, Ticket, TicketQuerySet
from core.menu.models import Station
from kitchen_screen import slips
from kitchen_screen.slips import Slip

EVERY_STATION = "all"
MOST = 60
"""Tickets on one board; those due later are counted behind them."""


@dataclass(frozen=True)
class Facts:
    """Every open ticket of a site, by due time: enough to tell whether a board is still as it was."""

    marks: list[Mark]

    @classmethod
    def read(cls, *, site_id: int | None, now: datetime) -> Facts:
        return cls(Ticket.objects.marks(site_id=site_id, now=now))

    def etag(self, *shown: object) -> str:
        """Changes with any open ticket of the site, for a board also shows how far the other stations are.

        Not the time of the latest change: of two changes that overlap, the later one may be written first.
        """
        return f'"{hashlib.blake2b(repr((shown, self.marks)).encode(), digest_size=12).hexdigest()}"'

    def at(self, station: Station | None) -> list[Mark]:
        """A station's open tickets, or all."""
        return [mark for mark in self.marks if station is None or mark.station == station.pk]


@dataclass(frozen=True)
class Board:
    """The slips of a station in the order they are due, and how many more wait behind them."""

    slips: list[Slip]
    more: int
    now: datetime

    @property
    def open(self) -> int:
        return sum(slip.is_open for slip in self.slips) + self.more

    @property
    def late(self) -> int:
        return sum(slip.is_open and slip.due_at < self.now for slip in self.slips)

    @property
    def still_to_make(self) -> list[tuple[str, int]]:
        """Portions of each dish over all open slips, most first."""
        portions: Counter[str] = Counter()
        for slip in self.slips:
            if slip.is_open:
                for line in slip.lines:
                    portions[line.dish] += line.quantity
        return portions.most_common()


def read(facts: Facts, *, site: Site, station: Station | None, now: datetime, language: str) -> Board:
    """A station's first tickets; one just finished keeps its place while it can be taken back."""
    open_here = facts.at(station)
    shown = open_here[:MOST]
    wanted = {mark.ticket for mark in shown}
    undo = timedelta(seconds=site.undo_seconds)
    just_done = _at(station, Ticket.objects.of_site(site).done_since(now - undo))
    orders = Q(order__in={mark.order for mark in shown}) | Q(order__in=just_done.values("order"))
    found = slips.read(Ticket.objects.of_site(site).filter(orders), "due_at", undo=undo, now=now, language=language)
    here = [
        slip
        for slip in found
        if slip.pk in wanted or (not slip.is_open and slip.undo_until and (station is None or slip.station_id == station.pk))
    ]
    return Board(slips=here, more=len(open_here) - len(shown), now=now)


def done_lately(*, site: Site, station: Station | None, now: datetime, language: str, most: int = 40) -> list[Slip]:
    """Finished tickets, the last one first."""
    latest = _at(station, Ticket.objects.of_site(site).done_lately(now=now)).order_by("-changed_at", "-pk")[:most]
    undo = timedelta(seconds=site.undo_seconds)
    return slips.read(Ticket.objects.filter(pk__in=latest.values("pk")), "-changed_at", undo=undo, now=now, language=language)


def waiting_by_station(*, site: Site, now: datetime) -> dict[int, dict[str, int]]:
    """How many tickets are open and how many of them late, by station."""
    tickets = Ticket.objects.of_site(site).on_board().today(now=now).order_by().values("station")
    counted = tickets.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return {row["station"]: {"open": row["open"], "late": row["late"]} for row in counted}


def _at(station: Station | None, tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets if station is None else tickets.filter(station=station)
