"""Serving a plate the rules stop: by a role, for a reason, and with a second person where a severe allergy is at stake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.history import acting, bulk_create
from core.eaters.models import Purpose
from core.nutrition.verdicts import Item, Severity, Verdict
from core.orders import events, judging, policies, signals, stored
from core.orders.models import OPEN, EventKind, LineVerdict, OrderLine, Overrule
from core.orders.policies import CannotOverruleVerdict


@transaction.atomic
def overrule(*, line: OrderLine, reason: str, by: User, now: datetime) -> Overrule:
    """Take responsibility for a plate that is stopped now; what is said of it later is not covered.

    One that already waits for its second person is returned as it is.

    :raises CannotOverruleVerdict: no right, no reason, the order has ended, or nothing stops the plate.
    """
    line = OrderLine.objects.select_for_update(of=("self",)).select_related("order", "dish", "eater").get(pk=line.pk)
    policies.check_may_overrule(by)
    if not reason.strip():
        raise CannotOverruleVerdict(_("Say why this plate is served all the same."), code="reason_missing", field="reason")
    if line.order.status not in OPEN:
        raise CannotOverruleVerdict(
            _("Order %(number)s is %(state)s. Nothing of it can be changed.")
            % {"number": line.order.number, "state": line.order.get_status_display()},
            code="order_ended",
        )
    (verdict,) = judging.judge([judging.Plate.of(line)], by=by, purpose=Purpose.ORDER, now=now)
    items = stored.stopping(verdict, list(line.overrules.standing()))
    if not items:
        raise CannotOverruleVerdict(
            _("Nothing stops %(dish)s for %(eater)s now.") % {"dish": line.name, "eater": line.eater.name}, code="nothing_stops"
        )
    for asked in line.overrules.waiting():
        if stored.identities(items) <= stored.overruled([asked]):
            return asked
    row = _row(line, verdict, items, reason, by, now)
    with acting(by=by, why=reason):
        row.save(force_insert=True)
    events.record(order=line.order, kind=EventKind.OVERRULED, by=by, now=now, reason=reason, dish=line.name_en)
    signals.overrule_changed.send(sender=Overrule, overrule=row, by=by, now=now)
    return row


def keep_verdicts(
    *, lines: Sequence[OrderLine], verdicts: Sequence[Verdict], gate: str, by: User, now: datetime, overrule: str = ""
) -> None:
    """Write what was said of each line, and an Overrule for what stops it and is served for the reason `overrule`."""
    judged = list(zip(lines, verdicts, strict=True))
    LineVerdict.objects.bulk_create(
        stored.of_line(line, verdict, gate=gate, by=by, now=now) for line, verdict in judged if stored.is_kept(verdict)
    )
    rows = [_row(line, verdict, items, overrule, by, now) for line, verdict in judged if (items := stored.stopping(verdict, ()))]
    with acting(by=by, why=overrule):
        bulk_create(rows, Overrule)


def _row(line: OrderLine, verdict: Verdict, items: list[Item], reason: str, by: User, now: datetime) -> Overrule:
    severe = any(item.severity == Severity.SEVERE for item in items)
    row = Overrule(line=line, reason=reason.strip(), by=by, at=now, needs_second=severe)
    covered = Verdict(tuple(items), verdict.recipe_version, verdict.stamp, verdict.rules_stamp, verdict.eater_version)
    row.sealed = stored.sealed(covered, of=row)
    return row


@transaction.atomic
def second(*, overrule: Overrule, by: User, now: datetime) -> Overrule:
    """Agree to an overrule that needs two; agreeing twice changes nothing.

    :raises CannotOverruleVerdict: no right to it, or the same person as the first.
    """
    row = Overrule.objects.select_for_update(of=("self",)).select_related("line__order", "by").get(pk=overrule.pk)
    if row.second_by_id or not row.needs_second:
        return row
    policies.check_may_overrule(by)
    if row.by_id == by.pk:
        raise CannotOverruleVerdict(
            _("%(person)s has asked for this. Somebody else has to agree: the allergy is severe.") % {"person": row.by.name},
            code="same_person",
        )
    row.second_by, row.second_at = by, now
    with acting(by=by, why=row.reason):
        row.save(update_fields=["second_by", "second_at"])
    events.record(order=row.line.order, kind=EventKind.OVERRULED, by=by, now=now, reason=row.reason, dish=row.line.name_en)
    signals.overrule_changed.send(sender=Overrule, overrule=row, by=by, now=now)
    return row
