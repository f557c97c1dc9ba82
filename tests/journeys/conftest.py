"""Journeys: several people, each with a browser window of their own, on one running house."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from core.common import clock
from tests.sessions import sign_in

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def house(live_server: Any) -> str:
    """The address of the running house; files are served as on a newcomer's machine."""
    return live_server.url


@pytest.fixture
def open_window(browser: Browser, browser_context_args: dict[str, Any], house: str) -> Iterator[Callable[..., Page]]:
    """`open_window(person, size=DESK)` is a page of that person's own browser; without a person, a stranger's.

    The browser's clock goes with the server's. Every page's console is watched: an error in it fails the test.
    """
    contexts, complaints = [], []

    def opened(person: Any = None, *, size: dict[str, int] | None = None, **options: Any) -> Page:
        context = browser.new_context(**{**browser_context_args, "viewport": size or PHONE, "base_url": house, **options})
        contexts.append(context)
        context.clock.install(time=clock.now())
        if person is not None:
            client = sign_in(person)
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": house}]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: complaints.append(f"{page.url}: {line.text}") if line.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
