"""Every role at every door: who gets in is what the roles file says, and no page asks the database too much.

One walk with the demo's rows in place, so that a list which asks once a row is seen doing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts.models import User
from core.accounts.roles import roles
from core.common import clock
from management.seeding.demo import make as make_demo
from tests.architecture import walk
from tests.architecture.house import not_agreed, not_needed, nothing
from tests.architecture.walk import NOBODY, SUPERUSER, Answer, Door
from tests.factories import people
from tests.moments import MORNING
from tests.sessions import sign_in

MOST_QUERIES = 12
MOST_DATA_QUERIES = 8
Walk = list[tuple[bool | None, Answer]]
"""Whether each door should open, and what it answered."""
EVERYBODY = [NOBODY, *roles(), SUPERUSER]

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A short demo's rows for this file alone: rolled back at the end."""
    with time_machine.travel(MORNING, tick=False), django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_all", stdout=StringIO())
        make_demo(site=people.site(), by=people.system(), now=clock.now(), out=OutputWrapper(StringIO()), days=2)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def answers(demo: None) -> Callable[[str], Walk]:
    """What a role gets at every door; each role walks once."""
    kept: dict[str, Walk] = {}

    def of(role: str) -> Walk:
        if role not in kept:
            with transaction.atomic():
                person = somebody(role)
                client = sign_in(person) if person else Client()
                found = known_rows()
                walked = []
                for door in sorted(walk.doors(), key=str):
                    values = walk.sample(door, found)
                    if answer := walk.knock(client, role, door, values):
                        walked.append((walk.may(role, door, person, values), answer))
                kept[role] = walked
                transaction.set_rollback(True)
        return kept[role]

    return of


def somebody(role: str) -> User | None:
    if role == NOBODY:
        return None
    if role == SUPERUSER:
        return User.objects.create_superuser("root@example.org", "none", site=people.site())
    return people.person(role=role)


def known_rows() -> dict[str, Callable[[], Any]]:
    """Arguments of pages that show one row: "page argument" or the argument's name alone."""
    order = apps.get_model("orders", "Order").objects.order_by("pk").first()
    return {"number": lambda: order.number if order else "D-261125-0001"}


# --- who gets in ------------------------------------------------------------------------------------------


def test_every_page_is_declared():
    undeclared = [str(door) for door in walk.doors() if walk.audience(door) is None and walk.model_page(door) is None]
    nothing(undeclared)


def test_no_declared_page_is_gone():
    names = [str(door) for door in walk.doors()]
    nothing([name for name in walk.declared() if not any(walk.audience(Door(each)) == walk.declared()[name] for each in names)])


def wrong(role: str, walked: Walk) -> list[str]:
    """Doors that open for the wrong people or stay shut for the right ones. A row of somebody else is a 404."""
    breaches = []
    for allowed, answer in walked:
        if answer.broken:
            breaches.append(f"{answer}: broken")
        elif walk.audience(answer.door) == "a step":
            continue
        elif allowed is None:
            breaches.append(f"{answer}: nobody declared who may")
        elif allowed and answer.refused:
            breaches.append(f"{answer}: should open")
        elif not allowed and not (answer.refused or answer.hidden):
            breaches.append(f"{answer}: should stay shut")
    return breaches


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_page_opens_for_those_the_roles_file_names_and_nobody_else(role: str, answers: Callable, db: None):
    nothing(not_agreed(wrong(role, answers(role)), "access"))


@pytest.mark.parametrize("role", [key for key, role in roles().items() if role.staff])
def test_no_staff_page_opens_without_the_second_factor(role: str, db: None):
    client = sign_in(people.person(role=role), second_factor=False)
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("mfa_activate_totp"))


# --- what it costs ---------------------------------------------------------------------------------------------


def dear(walked: Walk) -> list[str]:
    """Pages that ask the database too often, and those that ask the same three times: once a row."""
    breaches = []
    for _allowed, answer in walked:
        if len(answer.data_queries) > MOST_DATA_QUERIES and answer.door.name.endswith("_changelist"):
            breaches.append(f"{answer.door}: {len(answer.data_queries)} data queries in a list")
        elif len(answer.data_queries) > MOST_QUERIES:
            breaches.append(f"{answer.door}: {len(answer.data_queries)} data queries")
        breaches += [f"{answer.door}: {text}" for text in answer.repeated]
    return breaches


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_page_asks_the_database_too_often(role: str, answers: Callable, db: None):
    nothing(not_agreed(dear(answers(role)), "queries"))


def test_every_exception_for_a_page_is_needed(answers: Callable, db: None):
    everything = [(role, answers(role)) for role in EVERYBODY]
    nothing(not_needed((breach for role, walked in everything for breach in wrong(role, walked)), "access"))
    nothing(not_needed((breach for _role, walked in everything for breach in dear(walked)), "queries"))


# --- controls -----------------------------------------------------------------------------------------------------


class AsksOnceARow(ModelAdmin):
    list_display = ["name", "roles"]
    ordering = ["pk"]

    def roles(self, person: User) -> str:
        return ", ".join(person.groups.values_list("name", flat=True))


def test_control_a_list_that_asks_once_a_row_is_found(db: None, rf: RequestFactory):
    for _ in range(4):
        people.person()
    request = rf.get("/")
    request.user = somebody(SUPERUSER)
    with CaptureQueriesContext(connection) as captured:
        AsksOnceARow(User, admin.site).changelist_view(request).render()
    answer = Answer(SUPERUSER, Door("admin:accounts_user_changelist"), 200, queries=[query["sql"] for query in captured.captured_queries])
    assert any("auth_group" in text for text in answer.repeated), answer.queries
    assert dear([(True, answer)])


def test_control_a_door_that_stands_open_and_one_that_is_shut_are_found():
    door = Door("admin:accounts_user_changelist")
    assert wrong("courier", [(False, Answer("courier", door, 200))]) == [f"courier at {door}: 200: should stay shut"]
    assert wrong("courier", [(True, Answer("courier", door, 403))]) == [f"courier at {door}: 403: should open"]
    assert wrong("courier", [(None, Answer("courier", door, 200))]) == [f"courier at {door}: 200: nobody declared who may"]
    assert wrong("courier", [(True, Answer("courier", door, 500))]) == [f"courier at {door}: 500: broken"]
    assert wrong("courier", [(True, Answer("courier", door, 200)), (False, Answer("courier", door, 403))]) == []


def test_control_a_door_nobody_declared_is_found():
    assert walk.audience(Door("open")) is None
    assert walk.model_page(Door("open")) is None


def test_control_many_doors_are_really_found():
    assert len(list(walk.doors())) > 100
    assert walk.audience(Door("account_login")) == "anyone"
    assert settings.STAFF_SECOND_FACTOR
