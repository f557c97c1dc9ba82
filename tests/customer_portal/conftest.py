from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A page read in another language leaves its thread in it."""
    yield
    translation.activate("en")
