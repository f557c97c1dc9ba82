"""Twenty programs press the same button: the whole way through HTTP, session and key."""

from __future__ import annotations

from functools import partial

import pytest
from django.http import HttpResponse
from django.test import Client

from core.orders.actions import placing
from core.orders.models import Order
from tests import factories as f
from tests.backoffice.api.calls import basket, place, program
from tests.races import careless
from tests.races.crowd import Meeting, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.race, pytest.mark.django_db(transaction=True)]


def twenty_posts_with_one_key() -> None:
    client, body = program(f.person()), basket(f.menu_item(portions=50))

    def post(header: str) -> HttpResponse:
        return place(Client(headers={"Authorization": header}), body, "one press")

    outcome = at_once([partial(post, client.defaults["HTTP_AUTHORIZATION"])] * 20)
    assert sorted(answer.status_code for answer in outcome.results) == [200] * 19 + [201]
    assert {answer.json()["number"] for answer in outcome.results} == {Order.objects.get().number}


def test_twenty_posts_with_one_key_are_answered_with_one_order():
    twenty_posts_with_one_key()


def test_control_without_the_guard_they_make_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing, "claim", careless.claim(Meeting(20)))
    with pytest.raises((AssertionError, Order.MultipleObjectsReturned)):
        twenty_posts_with_one_key()
