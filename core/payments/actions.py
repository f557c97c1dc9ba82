"""Charging, receiving cash, voiding."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.models import Site
from core.common.writing import write
from core.payments.models import Attempt, AttemptStatus, Charge, ChargeStatus, Method


def charge_rows(
    *, site: Site, kind: str, key: str, payer: User, amount: int, method: str, by: User, now: datetime
) -> tuple[Charge, Attempt]:
    """What is owed and the way it will be paid, not yet written: for callers that write it together with what it is for."""
    row = Charge(site=site, payable_kind=kind, payable_key=key, payer=payer, amount=amount, currency=site.currency, made_at=now)
    return row, Attempt(charge=row, method=method, amount=amount, made_at=now)


def charge(*, site: Site, kind: str, key: str, payer: User, amount: int, method: str, by: User, now: datetime) -> Charge:
    """Write down what is owed and the way it will be paid, inside the caller's transaction."""
    rows = charge_rows(site=site, kind=kind, key=key, payer=payer, amount=amount, method=method, by=by, now=now)
    with acting(by=by):
        write(rows)
    return rows[0]


@transaction.atomic
def receive_cash(*, kind: str, key: str, by: User, now: datetime) -> Charge:
    """Cash for a charge was taken by `by`; taking it twice changes nothing.

    :raises RuleBroken: when nothing is owed any more.
    """
    row = _locked(kind, key)
    if row.status == ChargeStatus.PAID:
        return row
    if row.status == ChargeStatus.VOID:
        raise RuleBroken(_("Nothing is owed for %(key)s.") % {"key": key}, code="nothing_owed")
    attempt = row.attempts.select_for_update().get(status=AttemptStatus.PENDING, method=Method.CASH)
    attempt.status, attempt.settled_at, attempt.received_by = AttemptStatus.SUCCEEDED, now, by
    row.status, row.settled_at = ChargeStatus.PAID, now
    with acting(by=by, why=_("Cash received")):
        attempt.save(update_fields=["status", "settled_at", "received_by"])
        row.save(update_fields=["status", "settled_at"])
    return row


@transaction.atomic
def void(*, kind: str, key: str, by: User, now: datetime, reason: str = "") -> Charge:
    """Nothing is owed any more (cancelled, undeliverable); calling it twice changes nothing.

    :raises RuleBroken: when it is paid already: that needs a refund.
    """
    row = _locked(kind, key)
    if row.status == ChargeStatus.VOID:
        return row
    if row.status == ChargeStatus.PAID:
        raise RuleBroken(_("%(key)s is paid. Give the money back as a refund.") % {"key": key}, code="already_paid")
    with acting(by=by, why=reason):
        for attempt in row.attempts.select_for_update().filter(status=AttemptStatus.PENDING):
            attempt.status, attempt.settled_at = AttemptStatus.CANCELLED, now
            attempt.save(update_fields=["status", "settled_at"])
        row.status, row.settled_at = ChargeStatus.VOID, now
        row.save(update_fields=["status", "settled_at"])
    return row


@transaction.atomic
def replace(*, kind: str, key: str, amount: int, by: User, now: datetime, reason: str = "") -> Charge:
    """Another amount is owed now: what was owed is called off, a new charge stands beside it, to be paid the same way.

    The same amount again changes nothing.

    :raises RuleBroken: when it is paid already: that needs a refund; or nothing is owed.
    """
    row = _locked(kind, key)
    if row.status == ChargeStatus.VOID:
        raise RuleBroken(_("Nothing is owed for %(key)s.") % {"key": key}, code="nothing_owed")
    if row.amount == amount:
        return row
    attempt = row.attempts.order_by("-pk").first()
    void(kind=kind, key=key, by=by, now=now, reason=reason)
    return charge(site=row.site, kind=kind, key=key, payer=row.payer, amount=amount, method=attempt.method, by=by, now=now)


def _locked(kind: str, key: str) -> Charge:
    row = Charge.objects.of(kind=kind, key=key).select_for_update(of=("self",)).first()
    if row is None:
        raise Charge.DoesNotExist(f"{kind} {key}")
    return row
