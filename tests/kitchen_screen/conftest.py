"""Tablets in the kitchen: each a browser of its own, signed in, its clock going with the server's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from core.common import clock
from tests import factories as f
from tests.races.conftest import quick_emptying  # noqa: F401
from tests.sessions import sign_in

LARGE = {"width": 1280, "height": 800}
SMALL = {"width": 360, "height": 740}


@pytest.fixture
def tablet(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[Callable[..., Page]]:
    """`tablet("/kitchen/hot/")` opens a page as a cook; a script error on it fails the test."""
    contexts, errors = [], []

    def opened(path: str = "/kitchen/hot/", *, by: Any = None, size: dict[str, int] | None = None, **options: Any) -> Page:
        context = browser.new_context(**{**browser_context_args, "viewport": size or LARGE, "base_url": live_server.url, **options})
        contexts.append(context)
        context.clock.install(time=clock.now())
        client = sign_in(by or f.person(role="kitchen_staff"))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        f.station()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
