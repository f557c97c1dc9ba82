from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from core.menu.models import MenuItem
from tests import factories as f


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A page read in another language leaves its thread in it."""
    yield
    translation.activate("en")


@pytest.fixture
def isombe(db: None) -> MenuItem:
    """Isombe for lunch, RWF 1,800, twenty portions."""
    f.slot()
    return f.menu_item(of=f.dish(key="isombe", name="Isombe", price=1800))


@pytest.fixture
def visitor(isombe: MenuItem) -> Client:
    """A stranger who may order Isombe."""
    return Client()
