"""Pages as a person reads them, and taps as a browser sends them."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from core.menu.models import MenuItem


def page(client: Client | None, address: str, *, status: int = 200) -> str:
    """The page's HTML on one line; no-break spaces stay."""
    response = (client or Client()).get(address)
    assert response.status_code == status
    return re.sub(r"[ \n]+", " ", response.content.decode())


def words(html: str) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def tap(client: Client, item: MenuItem, quantity: int, *, price: int | str = "", **more: Any) -> HttpResponse:
    """A button of a dish without script: so many portions, seen at this price."""
    return client.post("/basket/set/", {"portions": f"{item.pk}:{quantity}:{price}", "next": "/?meal=2026-11-25-lunch", **more})


def htmx_tap(client: Client, item: MenuItem, quantity: int, *, target: str = "") -> HttpResponse:
    """The same with script: from the dish's row, or from another part of a page."""
    headers = {"HX-Request": "true", "HX-Target": target or f"dish-{item.pk}"}
    return client.post("/basket/set/", {"portions": f"{item.pk}:{quantity}:{item.price}"}, headers=headers)
