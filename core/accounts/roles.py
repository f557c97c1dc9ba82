"""Reads roles.toml, the one list of what each role may do, and brings the database to it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.accounts.words import ROLES

FILE = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True)
class Role:
    """A Django group: its key, title and the permissions ("app.codename") it holds."""

    key: str
    title: str
    does: str
    where: str
    staff: bool
    permissions: frozenset[str]

    @property
    def label(self) -> Any:
        """The title in the reader's language."""
        return ROLES.get(self.key, self.title)


def _permissions(entry: dict) -> frozenset[str]:
    found = set(entry.get("may", []))
    for verbs in ("view", "add", "change", "delete"):
        for label in entry.get(verbs, []):
            app, model = label.split(".")
            found.add(f"{app}.{verbs}_{model}")
    # Whoever adds or changes rows of a kind also sees them.
    for codename in list(found):
        app, name = codename.split(".")
        verb, _, model = name.partition("_")
        if verb in ("add", "change"):
            found.add(f"{app}.view_{model}")
    return frozenset(found)


@cache
def roles() -> dict[str, Role]:
    """All roles by key, in the order of the file."""
    with FILE.open("rb") as handle:
        data = tomllib.load(handle)
    return {
        key: Role(
            key=key,
            title=entry["title"],
            does=entry["does"],
            where=entry["where"],
            staff=entry.get("staff", True),
            permissions=_permissions(entry),
        )
        for key, entry in data.items()
    }
