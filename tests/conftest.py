"""What every test may ask for: a clock that stands still, a database that is one's own, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.database import migrated
from tests.moments import MORNING

# Playwright's loop runs in the thread that also speaks to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine is no failure of a rule.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

HERE = Path(__file__).parent


def chromium() -> str | None:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or says the same on every database; skip, with the reason, what this machine lacks."""
    no_browser = pytest.mark.skip(reason="no Chromium here (apt-get install chromium, or set CHROMIUM)")
    no_postgres = pytest.mark.skip(
        reason=os.environ.get("NO_POSTGRES", "needs PostgreSQL (DATABASE_URL=postgres://postgres@127.0.0.1:5432/NAME)")
    )
    have_browser = chromium() is not None
    for item in items:
        if {"page", "browser", "context", "new_context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if HERE / "architecture" in item.path.parents:
            item.add_marker("once")
        if item.get_closest_marker("browser") and not have_browser:
            item.add_marker(no_browser)
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(no_postgres)


# --- the clock ----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Coordinates]:
    """It is 8:00 on a Wednesday in Rwanda. `clock.shift(hours=3)` and `clock.move_to(…)` change that.

    The clock stands still, but runs on in a browser test: there a server and a browser wait for each other.
    """
    with time_machine.travel(MORNING, tick=request.node.get_closest_marker("browser") is not None) as coordinates:
        yield coordinates


@pytest.fixture
def now(clock: time_machine.Coordinates) -> datetime:
    """The present moment, for `now=` of an action."""
    from core.common.clock import now

    return now()


# --- the database -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as on a newcomer's machine: in memory all threads would share one connection and its transaction."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        shutil.copy(migrated(), path)
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """The copy is migrated already."""
    return django_db_keepdb or connection.vendor == "sqlite"


# --- people who are signed in ---------------------------------------------------------------------------


@pytest.fixture
def sign_in_as(db: None) -> Callable[..., Client]:
    """`sign_in_as("head_chef")` makes a person with that role and signs them in; they are `client.user`."""
    from tests.factories import people
    from tests.sessions import sign_in

    return lambda role, **fields: sign_in(people.person(role=role, **fields))


# --- the browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A telephone in Rwanda: 360 px, no animation to wait for."""
    return {
        **browser_context_args,
        "viewport": {"width": 360, "height": 740},
        "reduced_motion": "reduce",
        "locale": "en-GB",
        "timezone_id": "Africa/Kigali",
    }


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page)` names every breach of WCAG 2.2 AA on the page, one line each with the place: assert that it is `[]`."""
    source = (HERE / "vendor" / "axe.min.js").read_text()

    def breaches(page: Any) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")["violations"]
        return [f"{rule['id']}: {node['html']} ({node['failureSummary']})" for rule in found for node in rule["nodes"]]

    return breaches
