"""What is owed: written once, settled once, void once; nothing paid is ever taken back silently."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.common.errors import RuleBroken
from core.payments import actions
from core.payments.models import Attempt, Charge
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def charge(now, *, key: str = "D-1", amount: int = 3500) -> Charge:
    payer = f.person(role="stranger")
    return actions.charge(site=f.site(), kind="order", key=key, payer=payer, amount=amount, method="cash", by=payer, now=now)


def state(row: Charge) -> tuple:
    row.refresh_from_db()
    attempt = row.attempts.get()
    return row.status, row.settled_at, attempt.status, attempt.settled_at, attempt.received_by


def test_a_charge_and_its_first_attempt_are_written_together(now):
    row = charge(now)
    attempt = row.attempts.get()
    assert (row.payable_kind, row.payable_key, row.amount, row.currency, row.made_at) == ("order", "D-1", 3500, "RWF", now)
    assert (attempt.method, attempt.amount, attempt.made_at) == ("cash", 3500, now)
    assert state(row) == ("due", None, "pending", None, None)
    assert [(each.history_type, each.history_user) for each in (row.history.get(), attempt.history.get())] == [("+", row.payer)] * 2


def test_the_same_thing_is_charged_once(now):
    charge(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        charge(now)


def test_cash_settles_a_charge_and_names_who_took_it(now):
    row, porter = charge(now), f.person(role="courier")
    assert actions.receive_cash(kind="order", key="D-1", by=porter, now=now) == row
    assert state(row) == ("paid", now, "succeeded", now, porter)
    told = row.history.latest()
    assert (told.history_user, told.history_change_reason) == (porter, "Cash received")


def test_cash_taken_twice_changes_nothing(now):
    row, porter = charge(now), f.person(role="courier")
    actions.receive_cash(kind="order", key="D-1", by=porter, now=now)
    with nothing_changed():
        assert actions.receive_cash(kind="order", key="D-1", by=f.system(), now=now + timedelta(hours=1)) == row


def test_no_cash_is_taken_for_what_is_not_owed(now):
    charge(now)
    by = f.system()
    actions.void(kind="order", key="D-1", by=by, now=now)
    with nothing_changed(), pytest.raises(RuleBroken, match="Nothing is owed for D-1") as refused:
        actions.receive_cash(kind="order", key="D-1", by=by, now=now)
    assert refused.value.code == "nothing_owed"


def test_a_void_charge_calls_its_attempts_off(now):
    row, desk = charge(now), f.person(role="order_desk")
    assert actions.void(kind="order", key="D-1", by=desk, now=now, reason="Ordered twice") == row
    assert state(row) == ("void", now, "cancelled", now, None)
    told = row.history.latest()
    assert (told.history_user, told.history_change_reason) == (desk, "Ordered twice")


def test_voiding_twice_changes_nothing(now):
    row, by = charge(now), f.system()
    actions.void(kind="order", key="D-1", by=by, now=now)
    with nothing_changed():
        assert actions.void(kind="order", key="D-1", by=by, now=now + timedelta(hours=1)) == row


def test_what_is_paid_is_given_back_as_a_refund_only(now):
    charge(now)
    by = f.system()
    actions.receive_cash(kind="order", key="D-1", by=by, now=now)
    with nothing_changed(), pytest.raises(RuleBroken, match=r"D-1 is paid\. Give the money back as a refund") as refused:
        actions.void(kind="order", key="D-1", by=by, now=now)
    assert refused.value.code == "already_paid"


def test_a_failed_attempt_stays_as_it_was_when_the_charge_is_void(now):
    row = charge(now)
    Attempt.objects.update(status="failed")
    actions.void(kind="order", key="D-1", by=f.system(), now=now)
    assert row.attempts.get().status == "failed"


@pytest.mark.parametrize("status", ["pending", "succeeded"])
def test_the_database_holds_one_waiting_and_one_received_attempt_at_most(status: str, now):
    row = charge(now)
    Attempt.objects.update(status=status)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(charge=row, method="cash", amount=3500, status=status, made_at=now)
