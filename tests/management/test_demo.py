"""The demo: people of every role, two weeks of orders, and a service in the middle of its work."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django_q.models import OrmQ

from core.accounts.models import User
from core.accounts.roles import roles
from core.menu.models import MenuItem
from core.notifications.models import Message
from core.orders.models import Order
from core.payments.models import Charge
from core.slots.models import Slot
from management.seeding import demo, people
from tests.management.conftest import run
from tests.moments import MORNING
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(seeded: str, django_db_blocker) -> Iterator[str]:
    """What `seed_all --demo` printed; one past day is like thirteen."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(MORNING, tick=False),
        pytest.MonkeyPatch.context() as patch,
        override_settings(DEBUG=True),
        transaction.atomic(),
    ):
        patch.setattr(demo, "PAST_DAYS", 1)
        yield run("seed_all", demo=True)
        transaction.set_rollback(True)


def test_there_is_somebody_of_every_role_who_can_sign_in(made: str):
    for role in roles():
        person = User.objects.filter(groups__name=role, is_active=True).order_by("pk").first()
        assert person is not None, role
        assert person.check_password(people.PASSWORD)
    assert User.objects.customers().filter(groups__name="customer").count() == 26


@override_settings(DEBUG=True)
def test_two_runs_make_one_demo(made: str):
    with nothing_changed():
        assert run("seed_all", demo=True).startswith("Seed: everything is there")


def test_the_log_ins_are_listed_with_the_place_where_they_lead(made: str):
    lines = run("demo_logins").splitlines()
    assert f"Demo log-ins, password for all: {people.PASSWORD}" in lines
    told = {tuple(line.split()[-2:]) for line in lines if "@" in line}
    assert "  Order desk              Diane Umuhoza               desk@dusangire.example          /admin/" in lines
    assert ("desk@dusangire.example", "/admin/") in told
    assert ("kitchen@dusangire.example", "/kitchen/") in told
    assert ("customer@dusangire.example", "/") in told
    assert len(told) == len(roles())


def test_nobody_is_written_to_and_no_task_waits(made: str):
    assert (mail.outbox, OrmQ.objects.count()) == ([], 0)
    messages = Message.objects.all()
    assert messages.count() > 50
    assert {message.status for message in messages} == {"sent"}
    assert all(message.sent_at == message.created_at <= MORNING for message in messages)


def test_everything_is_written_down_as_having_happened_then(made: str):
    order = Order.objects.filter(status="delivered").order_by("placed_at").first()
    steps = list(order.history.order_by("history_id"))
    events = list(order.events.exclude(kind="cash_received").order_by("at", "pk"))
    assert [step.history_date for step in steps] == [event.at for event in events]
    assert steps[0].history_date == order.placed_at < order.confirmed_at < order.ready_at < order.closed_at < MORNING
    assert [step.history_user_id for step in steps] == [event.by_id for event in events]
    assert max(Order.history.values_list("history_date", flat=True)) <= MORNING


def test_orders_were_placed_before_their_cut_off(made: str):
    assert not Order.objects.filter(channel="portal", placed_at__gte=F("slot__cut_off_at")).exists()


def test_nothing_is_sold_twice(made: str):
    assert not MenuItem.objects.filter(portions_sold__gt=F("portions_planned")).exists()
    assert not Slot.objects.filter(reserved__gt=F("capacity")).exists()
    for item in MenuItem.objects.filter(portions_sold__gt=0):
        sold = sum(line.quantity for line in item.lines.exclude(order__status="cancelled"))
        assert item.portions_sold == sold


def test_money_follows_the_orders(made: str):
    by_state = {"delivered": "paid", "cancelled": "void", "undeliverable": "void"}
    charges = dict(Charge.objects.values_list("payable_key", "status"))
    for order in Order.objects.all():
        assert charges[order.number] == by_state.get(order.status, "due"), order
