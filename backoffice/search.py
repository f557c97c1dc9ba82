"""What Ctrl K finds: a few rows of each kind the person may see, never a whole table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest

LEAST = 2  # letters before anything is looked for
A_KIND = 5  # rows of one kind


@dataclass(frozen=True)
class Hit:
    title: str
    hint: str
    link: str


@dataclass(frozen=True)
class Kind:
    title: Any
    icon: str
    hits: list[Hit]


def find(site: AdminSite, request: HttpRequest, term: str) -> list[Kind]:
    """The kinds that have a hit, in the order in which their admins were registered."""
    kinds = [model_admin.find(request, term) for model_admin in site._registry.values() if hasattr(model_admin, "find")]
    return [kind for kind in kinds if kind.hits]
