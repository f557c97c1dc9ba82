"""The API's page works in a browser under its policy, with nothing from another host."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_the_api_shows_every_address_and_the_policy_refuses_nothing(page: Any, live_server: Any, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.locator("#operations-orders-orders_create").wait_for()
    assert page.locator(".opblock").count() == 10
    assert complaints == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
