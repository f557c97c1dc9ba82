"""Pictures of the demo: which pages, as whom, in which sizes; and the browser that takes them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import CommandError
from PIL import Image

from core.accounts.models import User
from core.menu.models import Dish, MenuDay
from core.orders.models import Order, OrderStatus

AXE = Path(settings.BASE_DIR) / "tests" / "vendor" / "axe.min.js"
AXE_RUN = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
SIZES = {"360": {"width": 360, "height": 740}, "1280": {"width": 1280, "height": 860}}
START_SECONDS = 30
COLOURS = 192


@dataclass(frozen=True)
class Page:
    """`role` is whose demo account opens it; empty for a guest."""

    name: str
    path: str
    role: str = ""
    schemes: tuple[str, ...] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    file: Path
    breaches: list[str]


def pages() -> list[Page]:
    """The pages that docs show, with rows of the demo in their addresses."""
    waiting = _first(Order.objects.filter(status=OrderStatus.PLACED).order_by("due_at", "pk"), "an order to confirm")
    own = _first(Order.objects.filter(payer__email__startswith="customer").order_by("-placed_at", "-pk"), "an order of the demo customer")
    dish = _first(Dish.objects.active().filter(recipe__published__isnull=False).order_by("pk"), "a dish")
    day = _first(MenuDay.objects.order_by("-date", "pk"), "a menu day")
    return [
        Page("portal-menu", "/"),
        Page("portal-dish", f"/dishes/{dish.key}/"),
        Page("portal-orders", "/orders/", "customer"),
        Page("portal-account", "/account/", "customer"),
        Page("portal-order", f"/orders/{own.number}/", "customer"),
        Page("kitchen-board", "/kitchen/all/", "kitchen_staff", ("dark",)),
        Page("admin-home", "/admin/", "operations_manager"),
        Page("admin-orders", "/admin/orders/order/", "operations_manager"),
        Page("admin-order", f"/admin/orders/order/{waiting.pk}/change/", "operations_manager"),
        Page("admin-new-order", "/admin/orders/order/desk", "order_desk"),
        Page("admin-dish", f"/admin/menu/dish/{dish.pk}/change/", "operations_manager"),
        Page("admin-menu-day", f"/admin/menu/menuday/{day.pk}/change/", "operations_manager"),
    ]


def _first(rows: Any, what: str) -> Any:
    found = rows.first()
    if found is None:
        raise CommandError(f"The database has no {what}. Fill it first: manage.py seed_all --demo")
    return found


@contextmanager
def running_site() -> Iterator[str]:
    """This project's server on a free port, stopped at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> None:
    """Until a server answers there.

    :raises CommandError: when it does not within half a minute.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urlopen(address, timeout=2).close()  # noqa: S310
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise CommandError(f"The server did not start within {START_SECONDS} seconds.")


def session_of(role: str) -> str:
    """The key of a session signed in as the demo account of a role."""
    person = User.objects.filter(groups__name=role, is_active=True).order_by("pk").first()
    if person is None:
        raise CommandError(f"There is no account with the role {role}. Fill the demo first: manage.py seed_all --demo")
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key


def take(wanted: list[Page], *, address: str, chromium: str, folder: Path) -> Iterator[Shot]:
    """Open each page in each size and scheme, ask axe-core, save the picture."""
    from playwright.sync_api import sync_playwright  # only developers have it

    sessions = {role: session_of(role) for role in {page.role for page in wanted if page.role}}
    axe = AXE.read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for page in wanted:
            for scheme in page.schemes:
                for size, viewport in SIZES.items():
                    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
                    if page.role:
                        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": sessions[page.role], "url": address}])
                    window = context.new_page()
                    window.goto(f"{address}{page.path}", wait_until="load")
                    window.evaluate("document.fonts.ready")
                    window.evaluate(axe)
                    violations = window.evaluate(AXE_RUN)["violations"]
                    file = folder / f"{page.name}-{scheme}{size}.png"
                    window.screenshot(path=str(file))
                    _lighten(file)
                    context.close()
                    yield Shot(file, [f"{found['id']}: {node['target']}" for found in violations for node in found["nodes"]])
        browser.close()


def _lighten(file: Path) -> None:
    """Pages have few colours: a palette makes a picture a third as heavy."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
