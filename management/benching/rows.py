"""The rows of targets.md that exist so far, each measured in rounds and told with its goal."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db.models import Sum

from core.accounts.models import User
from core.menu.models import MenuItem
from core.orders.models import OrderLine
from core.slots.models import Slot
from core.zones.models import Zone
from management.benching import bulk, crowd
from management.camera import free_port, wait_for

ROUNDS = 5
CLIENTS = 8
ROUND_SECONDS = 4.0
PLENTY = 1_000_000
SCARCE = 400  # portions and buyers that all want them
SESSIONS = 200

Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where the benchmark orders: menu items, slot and zone."""

    items: list[int]
    slot: int
    zone: int

    @property
    def words(self) -> str:
        return ",".join(map(str, self.items))


def row(what: str, value: float, unit: str, goal: float, null_view: float | None = None, **more: Any) -> dict[str, Any]:
    found = {"what": what, "value": round(value, 1), "unit": unit, "goal": goal, "met": value >= goal, **more}
    return found | ({"null_view_rps": round(null_view, 1)} if null_view is not None else {})


def p3(*, environment: dict[str, str], say: Say) -> dict[str, dict[str, Any]]:
    """Placing orders: over HTTP with everything, and the action alone; the null view between, five rounds, medians."""
    place = Place(*bulk.make_room(portions=PLENTY, places=PLENTY))
    sessions = ",".join(_sessions())
    zone = Zone.objects.get(pk=place.zone).key
    null, http, alone, slow = [], [], [], []
    with running_server(environment) as port:
        for number in range(1, ROUNDS + 1):
            quiet = crowd.run("visitor", [port, "null"], seconds=2, people=CLIENTS, environment=environment)
            orders = crowd.run("visitor", [port, "orders", place.words, place.slot, zone, sessions], **_round(environment))
            action = crowd.run("buyer", [place.words, place.slot, place.zone, "spread"], **_round(environment))
            _stop_on_mistakes(quiet, orders, action)
            null.append(quiet.rate)
            http.append(orders.rate)
            alone.append(action.rate)
            slow.append(orders.p95_ms)
            say(f"  round {number}: null view {quiet.rate:.0f}/s, HTTP {orders.rate:.0f} orders/s, action {action.rate:.0f} orders/s")
    middle = statistics.median
    full = row("place an order, full path over HTTP, 8 clients", middle(http), "orders/s", 300, middle(null), p95_ms=round(middle(slow), 1))
    return {"P3": full, "P3-action": row("place an order, the action alone, 8 processes", middle(alone), "orders/s", 300, middle(null))}


def p4(*, environment: dict[str, str], say: Say) -> dict[str, dict[str, Any]]:
    """Everybody wants the same dish and slot: how fast, and whether exactly what was there is sold."""
    rates, oversold, deadlocks = [], 0, 0
    for number in range(1, ROUNDS + 1):
        place = Place(*bulk.make_room(portions=SCARCE, places=PLENTY))
        before = _sold(place)
        seen = crowd.run("buyer", [place.words, place.slot, place.zone, "same"], seconds=30, people=CLIENTS, environment=environment)
        sold = _sold(place) - before
        counted = MenuItem.objects.get(pk=place.items[0]).portions_sold
        taken = Slot.objects.get(pk=place.slot).reserved
        oversold += max(sold - SCARCE, 0) + abs(sold - counted) + abs(sold - taken)
        deadlocks += sum("deadlock" in text for text in seen.wrong)
        rates.append(len(seen.took) / seen.last)
        say(f"  round {number}: {sold} of {SCARCE} sold at {rates[-1]:.0f}/s, {seen.refused} told kindly, {len(seen.wrong)} errors")
    found = row(
        "the same dish and slot for everyone, 8 processes",
        statistics.median(rates),
        "orders/s",
        250,
        oversold=oversold,
        deadlocks=deadlocks,
    )
    return {"P4": found | {"met": found["met"] and not oversold and not deadlocks}}


def p17(*, database: str, say: Say) -> dict[str, dict[str, Any]]:
    """A newcomer's SQLite: the action in two processes, five rounds."""
    environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "management.benching.settings"}
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "management.benching.room", str(PLENTY)],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    items, slot, zone = found.stdout.split()
    rates = []
    for number in range(1, ROUNDS + 1):
        seen = crowd.run("buyer", [items, slot, zone, "spread"], seconds=ROUND_SECONDS, people=2, environment=environment)
        _stop_on_mistakes(seen)
        rates.append(seen.rate)
        say(f"  round {number}: {seen.rate:.0f} orders/s")
    return {"P17": row("a newcomer's SQLite: the action in 2 processes", statistics.median(rates), "orders/s", 40)}


@contextmanager
def running_server(environment: dict[str, str]) -> Iterator[int]:
    """The web server as it runs in production, with the house's own settings, on a free port."""
    port = free_port()
    env = os.environ | environment | {"BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(f"http://127.0.0.1:{port}/null/")
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _round(environment: dict[str, str]) -> dict[str, Any]:
    return {"seconds": ROUND_SECONDS, "people": CLIENTS, "environment": environment}


def _sessions() -> list[str]:
    """Keys of sessions of benchmark customers."""
    keys = []
    for person in User.objects.filter(email__startswith=bulk.EMAIL).order_by("pk")[:SESSIONS]:
        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.create()
        keys.append(store.session_key)
    return keys


def _sold(place: Place) -> int:
    return OrderLine.objects.filter(item_id=place.items[0]).exclude(order__status="cancelled").aggregate(sum=Sum("quantity"))["sum"] or 0


def _stop_on_mistakes(*rounds: crowd.Seen) -> None:
    for seen in rounds:
        if seen.wrong or not seen.took:
            raise RuntimeError(f"A benchmark that fails measures nothing: {seen.wrong[:3] or 'no answer at all'}")
