"""Answering what changed under an order: somebody sees it by name, keeps the dish all the same, or the order ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.history import acting, bulk_update
from core.nutrition.verdicts import Level
from core.orders import events, policies, signals
from core.orders.actions.overrules import overrule
from core.orders.models import Answer, Concern, EventKind, Order


class CannotAnswerConcern(RuleBroken):
    """It is answered already, or this person may not answer so."""


@transaction.atomic
def see(*, order: Order, by: User, now: datetime, station_id: int | None = None) -> list[Concern]:
    """Somebody in the kitchen has seen, by name, what changed for an order's dishes (of one station); returns what was new to see."""
    rows = Concern.objects.unseen().select_for_update(of=("self",)).filter(line__order=order).order_by("pk")
    rows = list(rows.filter(line__station=station_id) if station_id else rows)
    for row in rows:
        row.seen_by, row.seen_at = by, now
    with acting(by=by, why=_("Seen in the kitchen")):
        bulk_update(rows, Concern, ["seen_by", "seen_at"])
    if rows:
        signals.concerns_changed.send(sender=Concern, concerns=rows, by=by, now=now)
    return rows


@transaction.atomic
def keep(*, concern: Concern, by: User, now: datetime, reason: str = "") -> Concern:
    """Serve the dish as it is: a warning may be kept by whoever ordered; what stops a plate only by overruling it, with a reason.

    :raises CannotAnswerConcern: answered already, or the payer may not keep it.
    :raises CannotOverruleVerdict: as `overrule` says.
    """
    row = _locked(concern)
    if row.answer == Answer.KEPT:
        return row
    _check_is_open(row)
    if row.level == Level.WARNING:
        if row.line.order.payer_id != by.pk and not policies.may_answer(by):
            raise CannotAnswerConcern(_("Only who ordered or the desk can answer this."), code="not_allowed")
    else:
        if not policies.may_overrule(by):
            raise CannotAnswerConcern(
                _("This dish cannot be kept: it does not fit %(eater)s any more. Choose another dish or take it out.")
                % {"eater": row.line.eater.name},
                code="does_not_fit",
            )
        overrule(line=row.line, reason=reason, by=by, now=now)
    close(rows=[row], answer=Answer.KEPT, by=by, now=now, reason=reason)
    events.record(order=row.line.order, kind=EventKind.CONCERN, by=by, now=now, reason=reason, dish=row.line.name_en, answer=Answer.KEPT)
    return row


def _locked(concern: Concern) -> Concern:
    """The concern under lock, after its order: parent before child."""
    Order.objects.select_for_update().get(pk=concern.line.order_id)
    return Concern.objects.select_for_update(of=("self",)).select_related("line__order__site", "line__eater").get(pk=concern.pk)


def _check_is_open(row: Concern) -> None:
    """:raises CannotAnswerConcern: when it is answered."""
    if row.answered_at:
        raise CannotAnswerConcern(
            _("%(dish)s: this was answered already: %(answer)s.") % {"dish": row.line.name, "answer": row.get_answer_display()},
            code="answered",
        )


def close(*, rows: Sequence[Concern], answer: str, by: User, now: datetime, reason: str = "") -> None:
    """Write the answer to open concerns, inside the caller's transaction."""
    for row in rows:
        row.answer, row.answered_by, row.answered_at = answer, by, now
    with acting(by=by, why=reason or str(Answer(answer).label)):
        bulk_update(rows, Concern, ["answer", "answered_by", "answered_at"])
    if rows:
        signals.concerns_changed.send(sender=Concern, concerns=rows, by=by, now=now)


def close_all(*, order: Order, answer: str, by: User, now: datetime) -> None:
    """An order ends: nothing about it waits any more."""
    rows = list(Concern.objects.open().select_for_update().filter(line__order=order).order_by("pk"))
    close(rows=rows, answer=answer, by=by, now=now)
