"""Every page of the house, and every kind of person who may knock: who gets in, and what it costs the database."""

from __future__ import annotations

import fnmatch
import re
import tomllib
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.accounts.models import User
from core.accounts.roles import roles

NOBODY, SUPERUSER = "nobody", "superuser"
MODEL_VERBS = {
    "changelist": "view",
    "change": "view",
    "history": "view",
    "simple_history": "view",
    "add": "add",
    "delete": "delete",
    "import": "change",
    "process_import": "change",
    "export": "view",
}
"""What Django's and import-export's own pages of a model ask for."""


@dataclass(frozen=True)
class Door:
    """One address by name, with the names of what it takes."""

    name: str
    takes: tuple[tuple[str, str], ...] = ()
    """Pairs of argument and kind: int, slug, uuid, str, path."""

    def __str__(self) -> str:
        return self.name


def doors(patterns: list | None = None, namespace: str = "", prefix: tuple = ()) -> Iterator[Door]:
    """Every named address; unnamed ones are not reachable by name and fail their own test."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        takes = prefix + tuple(
            (name, type(converter).__name__.removesuffix("Converter").lower()) for name, converter in entry.pattern.converters.items()
        )
        if not entry.pattern.converters and getattr(entry.pattern, "regex", None):
            takes += tuple((name, "str") for name in entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from doors(entry.url_patterns, inner, takes)
        elif isinstance(entry, URLPattern):
            yield Door(f"{namespace}{entry.name or f'(unnamed) {entry.pattern}'}", takes)


# --- who may ---------------------------------------------------------------------------------------------


@cache
def declared() -> dict[str, str]:
    """Name (with * for any ending) to audience, most exact name first."""
    table = tomllib.loads(Path(__file__).with_name("access.toml").read_text())["pages"]
    return dict(sorted(table.items(), key=lambda entry: ("*" in entry[0], -len(entry[0]))))


def audience(door: Door) -> str | None:
    """The declared audience: see access.toml; None when nobody declared it."""
    return next((who for name, who in declared().items() if fnmatch.fnmatchcase(door.name, name)), None)


def model_page(door: Door) -> tuple[ModelAdmin, str] | None:
    """The model's admin and the page's name, for pages of a model in the staff tool."""
    if not door.name.startswith("admin:"):
        return None
    for model_admin in admin.site._registry.values():
        stem = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_"
        if door.name.startswith(stem):
            return model_admin, door.name.removeprefix(stem)
    return None


def holds(role: str, permission: str) -> bool:
    return role == SUPERUSER or (role in roles() and permission in roles()[role].permissions)


def is_staff(role: str) -> bool:
    return role == SUPERUSER or (role in roles() and roles()[role].staff)


def may(role: str, door: Door, person: User | None, values: dict[str, Any]) -> bool | None:
    """What the roles file and access.toml say; None when neither knows the page."""
    who = audience(door)
    if who is not None:
        fixed = {"anyone": True, "own": False, "signed in": role != NOBODY, "staff": is_staff(role)}
        return fixed[who] if who in fixed else holds(role, who)
    found = model_page(door)
    if found is None:
        return None
    model_admin, page = found
    request = RequestFactory().get("/")
    request.user = person
    if page in MODEL_VERBS:
        verb = MODEL_VERBS[page]
        if role == SUPERUSER and verb in ("add", "delete"):
            # What nobody may add or delete by hand is closed to them too.
            return bool(getattr(model_admin, f"has_{verb}_permission")(request))
        return is_staff(role) and holds(role, f"{model_admin.opts.app_label}.{verb}_{model_admin.opts.model_name}")
    permissions = getattr(getattr(model_admin, page, None), "allowed_permissions", None)
    if permissions is None:
        return None
    row = model_admin.model._default_manager.filter(pk=values["object_id"]).first() if "object_id" in values else None
    about = [] if row is None else [row]
    return is_staff(role) and all(getattr(model_admin, f"has_{name}_permission")(request, *about) for name in permissions)


# --- what happens ------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """What one person got at one door."""

    role: str
    door: Door
    status: int
    to: str = ""
    queries: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        doors = (reverse(settings.LOGIN_URL), reverse("admin:login"))
        return self.status in (401, 403) or (self.status == 302 and self.to.startswith(doors))

    @property
    def hidden(self) -> bool:
        """There is no such row: the staff tool goes home and says so."""
        return self.status == 404 or (self.status == 302 and self.to == reverse("admin:index"))

    @property
    def broken(self) -> bool:
        return self.status >= 500

    def __str__(self) -> str:
        return f"{self.role} at {self.door}: {self.status}{f' to {self.to}' if self.to else ''}"

    @property
    def data_queries(self) -> list[str]:
        """Without the fixed price of every page: session, person, their rights, the shared cache, content types."""
        return [sql for sql in self.queries if not FIXED.search(sql)]

    @property
    def repeated(self) -> list[str]:
        """Query shapes asked three times or more: one a row."""
        shapes = Counter(shape(sql) for sql in self.data_queries)
        return [f"{times} × {text}" for text, times in shapes.items() if times >= 3]


FIXED = re.compile(
    r"""SAVEPOINT|^BEGIN|django_session|django_content_type|auth_permission|"usersessions_|"mfa_authenticator"
    |(FROM|INTO|UPDATE)\ "?django_cache
    |FROM\ "accounts_user"\ WHERE\ "accounts_user"."id"\ =\ \S+\ LIMIT\ 21$""",
    re.VERBOSE,
)


def shape(sql: str) -> str:
    """A query without its values."""
    text = re.sub(r"'(?:[^']|'')*'", "?", sql)
    text = re.sub(r"\b\d+(?:\.\d+)?\b", "?", text)
    return re.sub(r"\((?:\?, )+\?\)", "(?)", text)[:300]


def sample(door: Door, found: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """An argument for each thing the door takes: a row that exists where the tests know one."""
    page = model_page(door)
    kinds = {"int": 1, "slug": "x", "uuid": uuid.UUID(int=1), "str": "x", "path": "x", "date": date(2026, 11, 25)}
    values = {}
    for name, kind in door.takes:
        if page and name == "object_id":
            values[name] = getattr(page[0].model._default_manager.order_by("pk").first(), "pk", 1)
        elif f"{door.name} {name}" in found or name in found:
            values[name] = found.get(f"{door.name} {name}", found.get(name))()
        else:
            values[name] = kinds.get(kind, "x")
    return values


def knock(client: Client, role: str, door: Door, values: dict[str, Any]) -> Answer | None:
    """GET the page, or POST nothing to it where it takes no GET; None where the address cannot be made (Django's unnamed ones)."""
    try:
        path = reverse(door.name, kwargs=values)
    except NoReverseMatch:
        return None
    client.raise_request_exception = False
    for ask in (client.get, client.post):
        with CaptureQueriesContext(connection) as captured:
            response = ask(path, headers={"accept": "text/html, */*;q=0.8"})
        if response.status_code != 405:
            break
    return Answer(role, door, response.status_code, response.get("Location", ""), [query["sql"] for query in captured.captured_queries])
