"""Tickets: what a station has to make for an order, and every tap on them."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.common import clock
from core.common.history import Tracked
from core.common.models import Site
from core.menu.models import Station
from core.orders.models import Order, OrderLine, OrderStatus


class TicketStatus(models.TextChoices):
    QUEUED = "queued", _("to do")
    STARTED = "started", _("started")
    DONE = "done", _("done")
    RECALLED = "recalled", _("back again")
    CANCELLED = "cancelled", _("cancelled")


ON_BOARD = (TicketStatus.QUEUED, TicketStatus.STARTED, TicketStatus.RECALLED)
IN_KITCHEN = (OrderStatus.CONFIRMED, OrderStatus.PREPARING, OrderStatus.READY)
"""States of an order whose tickets can still change: after them it is on its way or closed."""
LATELY = timedelta(hours=3)
"""How long a finished ticket stays on the list from which it can be recalled."""


MARKS = """
SELECT id, order_id, station_id, status, CAST(changed_at AS text) FROM kitchen_ticket
WHERE site_id = %s AND status IN (%s, %s, %s) AND due_at < %s ORDER BY due_at, order_id, id
"""


class Mark(NamedTuple):
    """An open ticket and when it last changed, as the database writes it."""

    ticket: int
    order: int
    station: int
    status: str
    changed_at: str


def _end_of_day(now: datetime) -> datetime:
    return clock.moment(clock.today(at=now) + timedelta(days=1), time(0))


class TicketQuerySet(models.QuerySet["Ticket"]):
    def of_site(self, site: Site | int) -> TicketQuerySet:
        return self.filter(site=site)

    def on_board(self) -> TicketQuerySet:
        """What a station still has to do."""
        return self.filter(status__in=ON_BOARD)

    def late(self, *, now: datetime) -> TicketQuerySet:
        return self.on_board().filter(due_at__lt=now)

    def today(self, *, now: datetime) -> TicketQuerySet:
        """Due before the kitchen's day ends; what earlier days left over is among them."""
        return self.filter(due_at__lt=_end_of_day(now))

    def marks(self, *, site_id: int | None, now: datetime) -> list[Mark]:
        """What is on a site's boards today, by due time: as little as tells whether anything is new.

        Every screen asks this every few seconds, and building the query costs seven times what running it does:
        so it is written out. A test compares it with `on_board().today()`.
        """
        with connection.cursor() as cursor:
            cursor.execute(MARKS, [site_id, *ON_BOARD, connection.ops.adapt_datetimefield_value(_end_of_day(now))])
            return [Mark(*row) for row in cursor.fetchall()]

    def done_since(self, moment: datetime) -> TicketQuerySet:
        """Finished, and last touched after this moment."""
        return self.filter(status=TicketStatus.DONE, changed_at__gt=moment)

    def done_lately(self, *, now: datetime) -> TicketQuerySet:
        """What can still be recalled by anybody who remembers it."""
        return self.done_since(now - LATELY)

    def with_last_tap(self) -> TicketQuerySet:
        """Each with `last_tap`: what was done to it last."""
        taps = TicketEvent.objects.filter(ticket=models.OuterRef("pk"), after=models.OuterRef("status")).order_by("-at")
        return self.annotate(last_tap=models.Subquery(taps.values("tap")[:1]))


class Ticket(models.Model):
    """One station's part of an order; its lines are the order's lines of that station. `due_at`: start of the slot."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("order"))
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("station"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("site"))
    status = models.CharField(_("state"), max_length=10, choices=TicketStatus.choices, default=TicketStatus.QUEUED)
    due_at = models.DateTimeField(_("due"))
    queued_at = models.DateTimeField(_("printed"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    objects = TicketQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("kitchen ticket")
        verbose_name_plural = _("kitchen tickets")
        constraints = [models.UniqueConstraint(fields=["order", "station"], name="ticket_once_per_station")]
        indexes = [
            models.Index(fields=["site", "station", "due_at"], condition=Q(status__in=ON_BOARD), name="ticket_board"),
            models.Index(fields=["site", "-changed_at"], name="ticket_changed"),
        ]
        permissions = [("work_ticket", "May start, finish and recall tickets")]

    def __str__(self) -> str:
        return f"{self.order.number} · {self.station}"

    @property
    def undo_until(self) -> datetime:
        """Until when the last tap can be taken back."""
        return self.changed_at + timedelta(seconds=self.site.undo_seconds)


class Tap(models.TextChoices):
    QUEUE = "queue", _("printed")
    START = "start", _("started")
    DONE = "done", _("done")
    RECALL = "recall", _("called back")
    UNDO = "undo", _("taken back")
    CANCEL = "cancel", _("cancelled")


class TicketEvent(models.Model):
    """A tap, with an id made on the device: the same tap arriving twice counts once. Append-only (a trigger refuses changes)."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events", verbose_name=_("ticket"))
    tap = models.CharField(_("tap"), max_length=10, choices=Tap.choices)
    before = models.CharField(_("before"), max_length=10, choices=TicketStatus.choices, blank=True)
    after = models.CharField(_("after"), max_length=10, choices=TicketStatus.choices)
    at = models.DateTimeField(_("at"))
    device_at = models.DateTimeField(_("by the device's clock"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ticket_events", verbose_name=_("by"))

    class Meta:
        verbose_name = _("tap")
        verbose_name_plural = _("taps")
        indexes = [models.Index(fields=["ticket", "-at"], name="ticket_event_recent")]

    def __str__(self) -> str:
        return f"{self.get_tap_display()} {self.at:%H:%M}"


class SafetyNote(models.Model):
    """What a cook must know of the person a line is for, sealed; red while something changed that nobody has seen by name.

    Computed from the health record, the verdicts and the concerns, which keep the history (core.kitchen.notes).
    """

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, primary_key=True, related_name="safety_note", verbose_name=_("line"))
    sealed = models.TextField(_("in words"), editable=False)
    is_red = models.BooleanField(_("changed and not seen"), default=False)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("safety note")
        verbose_name_plural = _("safety notes")

    def __str__(self) -> str:
        return str(self.line_id)
