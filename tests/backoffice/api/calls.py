"""Programs that call the API in the tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.accounts import actions as accounts
from core.accounts.models import User
from core.common import clock
from core.menu.models import MenuItem
from core.slots.models import Slot
from core.zones.models import Zone
from tests import factories as f

ORDERS = "/api/v1/orders/"


def program(person: User) -> Client:
    """A client that shows the person's token."""
    key = accounts.make_token(person=person, by=person, now=clock.now())
    return Client(headers={"Authorization": f"Token {key}"})


def basket(item: MenuItem, quantity: int = 1, *, slot: Slot | None = None, zone: Zone | None = None, **changes: Any) -> dict[str, Any]:
    """A body that places an order for one dish."""
    return {
        "slot": (slot or f.slot()).pk,
        "zone": (zone or f.zone()).key,
        "lines": [{"item": item.pk, "quantity": quantity}],
        "destination": "Ward 3, bed 12",
        "contact_name": "Aline Uwase",
        "contact_phone": "+250788123456",
        **changes,
    }


def place(client: Client, body: dict[str, Any], key: str | None = "press-1") -> HttpResponse:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(ORDERS, json.dumps(body), content_type="application/json", headers=headers)


PRICE_OF_ASKING = re.compile(r'SAVEPOINT|^BEGIN|^SELECT 1$|django_cache|django_session|"?accounts_user"? WHERE|FROM "accounts_apitoken"')


@contextmanager
def data_queries() -> Iterator[list[str]]:
    """The queries for the answer itself, without those for who asks and how often."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries if not PRICE_OF_ASKING.search(query["sql"])]
