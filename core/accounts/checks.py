"""What must hold before anybody signs in; `manage.py check` and every start say so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

PRIVATE_CACHES = ("LocMemCache", "DummyCache")


@register(Tags.security)
def doors_are_shut(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.DEBUG and not settings.STAFF_SECOND_FACTOR:
        found.append(
            Error("Staff sign in without a second factor.", hint="Take STAFF_SECOND_FACTOR out of the settings.", id="accounts.E001")
        )
    if settings.CACHES["default"]["BACKEND"].endswith(PRIVATE_CACHES):
        found.append(
            Error(
                "Each process has a cache of its own: limits on tries and used codes do not hold.",
                hint="Set REDIS_URL, or leave it out and run manage.py createcachetable.",
                id="accounts.E002",
            )
        )
    return found
