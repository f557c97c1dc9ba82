"""Printing tickets and every tap on them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import clock
from core.common.errors import RuleBroken
from core.common.history import acting, bulk_create, bulk_update
from core.kitchen.models import IN_KITCHEN, Tap, Ticket, TicketEvent, TicketStatus
from core.kitchen.signals import ticket_changed
from core.kitchen.states import MOVES
from core.orders import actions as orders
from core.orders.actions import gates
from core.orders.models import Gate, Order, OrderStatus

JUDGED = (Tap.START,)
"""Taps at which the rules are asked again."""
TARGET = {Tap.START: TicketStatus.STARTED, Tap.DONE: TicketStatus.DONE, Tap.RECALL: TicketStatus.RECALLED}


class CannotTapTicket(RuleBroken):
    """The tap does not fit the ticket's state; the text says who did what before."""


def print_tickets(*, order: Order, by: User, now: datetime) -> list[Ticket]:
    """One ticket for each station that has a part in the order, inside the caller's transaction."""
    return _print(order, _stations(order), by, now)


def follow(*, order: Order, by: User, now: datetime) -> None:
    """The dishes of an order changed: stations that have a part now get a ticket, those that have none lose theirs, all look again.

    Inside the caller's transaction, before the kitchen has started; an order that was not confirmed has no tickets yet.
    """
    if order.status not in IN_KITCHEN:
        return
    wanted = _stations(order)
    there = {ticket.station_id: ticket for ticket in order.tickets.select_for_update().order_by("pk")}
    gone = [ticket for station, ticket in there.items() if station not in wanted and ticket.status == TicketStatus.QUEUED]
    back = [ticket for station, ticket in there.items() if station in wanted and ticket.status == TicketStatus.CANCELLED]
    _turn(gone, TicketStatus.CANCELLED, Tap.CANCEL, by, now)
    _turn(back, TicketStatus.QUEUED, Tap.QUEUE, by, now)
    _print(order, [station for station in wanted if station not in there], by, now)


def _stations(order: Order) -> list[int]:
    return sorted({line.station_id for line in order.lines.order_by("pk")})


def _turn(tickets: Sequence[Ticket], status: str, kind: str, by: User, now: datetime) -> None:
    """Move tickets that nobody has started."""
    events = []
    for ticket in tickets:
        events.append(TicketEvent(ticket=ticket, tap=kind, before=ticket.status, after=status, at=now, by=by))
        ticket.status, ticket.changed_at = status, now
        with acting(by=by):
            ticket.save(update_fields=["status", "changed_at"])
    TicketEvent.objects.bulk_create(events)


def _print(order: Order, stations: Sequence[int], by: User, now: datetime) -> list[Ticket]:
    with acting(by=by):
        tickets = bulk_create(
            [
                Ticket(order=order, station_id=station, site=order.site, due_at=order.slot.starts_at, queued_at=now, changed_at=now)
                for station in stations
            ],
            Ticket,
        )
    TicketEvent.objects.bulk_create(
        [TicketEvent(ticket=ticket, tap=Tap.QUEUE, before="", after=TicketStatus.QUEUED, at=now, by=by) for ticket in tickets]
    )
    return tickets


@transaction.atomic
def tap(
    *,
    ticket: Ticket,
    kind: str,
    by: User,
    now: datetime,
    uid: uuid.UUID | None = None,
    device_at: datetime | None = None,
    seen_at: datetime | None = None,
) -> Ticket:
    """Apply one tap and return the ticket as it now stands; a tap seen before (same uid) changes nothing.

    Starting what somebody started, or finishing what is done, is no error: the wish is fulfilled.
    `seen_at` is the `changed_at` of the ticket the person looked at: a tap that waited on a device without
    network takes back nobody else's tap and does not finish a ticket that was called back meanwhile.

    :raises CannotTapTicket: the move is not legal, an undo comes too late, or the ticket was another when it was tapped.
    """
    uid = uid or uuid.uuid4()
    ticket = _locked(ticket)
    if TicketEvent.objects.filter(pk=uid).exists():
        return ticket
    _check_seen(ticket, kind, seen_at)
    before = ticket.status
    after = _undone(ticket, now) if kind == Tap.UNDO else TARGET.get(kind)
    if after is None:
        raise CannotTapTicket(_("This tap is not known: %(tap)s.") % {"tap": kind}, code="unknown_tap")
    if kind != Tap.UNDO:
        if after == before:
            return ticket
        try:
            MOVES.check(before, after)
        except RuleBroken as refusal:
            raise CannotTapTicket(refusal.text, code="illegal_tap", present=before) from refusal
        if kind in JUDGED:
            _check_plates(ticket, by, now)
    _apply(ticket, after, now, by)
    TicketEvent.objects.create(uid=uid, ticket=ticket, tap=kind, before=before, after=after, at=now, device_at=device_at, by=by)
    _carry_to_order(ticket.order, by, now)
    ticket_changed.send(sender=Ticket, ticket=ticket, by=by, now=now)
    return ticket


def _check_plates(ticket: Ticket, by: User, now: datetime) -> None:
    lines = ticket.order.lines.filter(station=ticket.station_id).select_related("dish", "order", "eater").order_by("pk")
    try:
        gates.check(order=ticket.order, gate=Gate.STARTED, by=by, now=now, lines=list(lines))
    except gates.CannotPassGate as refusal:
        raise CannotTapTicket(refusal.text, code=refusal.code, items=refusal.items) from refusal


def touch(*, lines: Sequence[int], by: User, now: datetime) -> int:
    """Tickets of these order lines look different now: every board fetches them again; returns how many."""
    shown = Ticket.objects.select_for_update(of=("self",)).filter(order__lines__in=lines, station=F("order__lines__station"))
    tickets = list({ticket.pk: ticket for ticket in shown.exclude(status=TicketStatus.CANCELLED).order_by("pk")}.values())
    for ticket in tickets:
        ticket.changed_at = max(now, ticket.changed_at)
    with acting(by=by, why=_("Something changed for a plate")):
        return bulk_update(tickets, Ticket, ["changed_at"])


def _apply(ticket: Ticket, after: str, now: datetime, by: User) -> None:
    ticket.status, ticket.changed_at = after, now
    if after == TicketStatus.STARTED and ticket.started_at is None:
        ticket.started_at = now
    ticket.done_at = now if after == TicketStatus.DONE else None
    if after == TicketStatus.QUEUED:
        ticket.started_at = None
    with acting(by=by):
        ticket.save(update_fields=["status", "changed_at", "started_at", "done_at"])


def _locked(ticket: Ticket) -> Ticket:
    # Order before ticket: the same order of locks as everywhere (parent before child).
    order = Order.objects.select_for_update(of=("self",)).select_related("slot", "site", "payer").get(pk=ticket.order_id)
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("station", "site").get(pk=ticket.pk)
    ticket.order = order
    return ticket


def _check_seen(ticket: Ticket, kind: str, seen_at: datetime | None) -> None:
    if seen_at is None or ticket.changed_at <= seen_at:
        return
    if kind == Tap.UNDO:
        raise CannotTapTicket(_("Somebody has changed this ticket since. Look at it again."), code="changed_since", present=ticket.status)
    if kind in (Tap.START, Tap.DONE) and ticket.status == TicketStatus.RECALLED:
        raise CannotTapTicket(
            _("It was called back at %(time)s, after this tap. Look at it again.")
            % {"time": f"{ticket.changed_at.astimezone(clock.KIGALI):%H:%M}"},
            code="recalled_since",
            present=ticket.status,
        )


def _undone(ticket: Ticket, now: datetime) -> str:
    last = ticket.events.filter(after=ticket.status).order_by("-at", "-pk").first()
    if last is None or last.tap in (Tap.QUEUE, Tap.UNDO, Tap.CANCEL) or not last.before:
        raise CannotTapTicket(_("There is nothing to take back."), code="nothing_to_undo")
    if now > ticket.undo_until:
        text = _("It is too late to take this back.")
        if ticket.status == TicketStatus.DONE:
            text = " ".join((text, _("Recall the ticket instead.")))
        raise CannotTapTicket(text, code="undo_too_late", present=ticket.status)
    if ticket.order.status not in IN_KITCHEN:
        raise CannotTapTicket(_("The order has left the kitchen. It cannot be taken back."), code="order_left")
    return last.before


def _carry_to_order(order: Order, by: User, now: datetime) -> None:
    """The order follows its tickets: preparing with the first start, ready when all are done, back when one is recalled."""
    states = list(order.tickets.exclude(status=TicketStatus.CANCELLED).values_list("status", flat=True))
    all_done = bool(states) and all(state == TicketStatus.DONE for state in states)
    begun = any(state != TicketStatus.QUEUED for state in states)
    if order.status == OrderStatus.CONFIRMED and begun:
        order = orders.start_preparing(order=order, by=by, now=now)
    if order.status == OrderStatus.PREPARING and all_done:
        orders.mark_ready(order=order, by=by, now=now)
    elif order.status == OrderStatus.READY and not all_done:
        orders.recall_to_kitchen(order=order, by=by, now=now)
    elif order.status not in IN_KITCHEN:
        raise CannotTapTicket(
            _("The order is %(state)s. The ticket cannot change any more.") % {"state": order.get_status_display()}, code="order_left"
        )


def cancel_tickets(*, order: Order, by: User, now: datetime) -> int:
    """Take a cancelled order's tickets off the boards, inside the caller's transaction; returns how many."""
    tickets = list(order.tickets.select_for_update().filter(status=TicketStatus.QUEUED).order_by("pk"))
    _turn(tickets, TicketStatus.CANCELLED, Tap.CANCEL, by, now)
    return len(tickets)
