"""Every address of the API for every role, by token and by session."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from backoffice.api.urls import urlpatterns
from core.accounts.roles import roles
from tests import factories as f
from tests.backoffice.api.calls import ORDERS, basket, place, program
from tests.sessions import sign_in
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db
ROLES = [*roles(), "stranger"]
OPEN = ["menu", "zones", "slots", "schema", "docs"]
OWN = ["orders", "order", "order-cancel", "token"]


def path(name: str, number: str = "D-261125-0001") -> str:
    return reverse(f"api:{name}", kwargs={"number": number} if name.startswith("order-") or name == "order" else {})


def test_every_address_is_either_open_or_ones_own():
    assert {pattern.name for pattern in urlpatterns} == {*OPEN, *OWN}


@pytest.mark.parametrize("name", OPEN)
def test_open_addresses_answer_anybody(name: str):
    assert Client().get(path(name)).status_code == 200


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_open_addresses_are_read_only(name: str, method: str):
    client = sign_in(f.person())
    with nothing_changed():
        assert getattr(client, method)(path(name)).status_code == 405


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("name", OWN)
def test_nobody_gets_to_what_is_ones_own(name: str, method: str):
    order = f.placed_order()
    with nothing_changed():
        answer = getattr(Client(), method)(path(name, order.number))
    assert answer.status_code == (403 if name == "token" else 401)
    assert answer.json()["code"] == "not_authenticated"


@pytest.mark.parametrize("way", [program, sign_in])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_orders_for_itself_and_sees_nobody_elses(role: str, way: Callable):
    person, others = f.person(role=role), f.placed_order()
    client = way(person)
    assert client.get(ORDERS).json()["results"] == []
    with nothing_changed():
        assert client.get(path("order", others.number)).status_code == 404
        assert client.post(path("order-cancel", others.number)).status_code == 404
    placed = place(client, basket(f.menu_item()))
    assert placed.status_code == 201
    number = placed.json()["number"]
    assert [order["number"] for order in client.get(ORDERS).json()["results"]] == [number]
    assert client.get(path("order", number)).status_code == 200
    assert client.post(path("order-cancel", number)).status_code == 200
    assert client.get(path("token")).status_code == (200 if way is sign_in else 403)


@pytest.mark.parametrize("name", OWN)
def test_no_method_writes_but_those_that_are_told(name: str):
    person = f.person()
    client, order = sign_in(person), f.placed_order(payer=person)
    written = {"orders": ["post"], "order": [], "order-cancel": ["post"], "token": ["post", "delete"]}[name]
    for method in {"post", "put", "patch", "delete"} - set(written):
        with nothing_changed():
            assert getattr(client, method)(path(name, order.number)).status_code == 405


@pytest.mark.parametrize("name", OWN)
def test_a_staff_session_without_the_second_factor_opens_nothing(name: str):
    desk = f.person(role="order_desk")
    order = f.placed_order(payer=desk)
    client = Client()
    client.force_login(desk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path(name, order.number)).status_code in (302, 401, 403)


def test_too_many_questions_have_to_wait():
    client = Client()
    answers = [client.get(path("slots")) for _ in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {200}
    assert (answers[120].status_code, answers[120].json()["code"]) == (429, "throttled")
