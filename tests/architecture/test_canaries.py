"""Words put into every health field, then looked for everywhere: pages, exports, history, the trail, logs, the outbox, tasks, the database.

Who may see them is the one list in core/accounts/roles.toml; the control proves that the walk would find them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from core.accounts.roles import roles
from core.common import clock
from core.eaters import actions
from core.eaters.health import Allergy, Health, Target
from core.eaters.models import Eater, HealthRecord
from core.nutrition.models import Allergen, Diet, Ingredient
from core.orders import actions as orders
from tests.architecture import walk
from tests.architecture.house import nothing
from tests.architecture.walk import NOBODY
from tests.factories import menu_item, people, slot, wish, zone
from tests.moments import MORNING
from tests.sessions import sign_in

pytestmark = pytest.mark.xdist_group("canaries")

OWN_WORDS = ("kanari-inyandiko", "kanari-allergy-note", "31337", "1931-07-13", "13 July 1931")
"""What stands nowhere but in the record: note, note of an allergy, a target's figure, the birth date in two spellings."""
CATALOGUE_WORDS = ("kanari-allergen", "kanari-diet", "kanari-ingredient")
"""Keys and names that also stand in the kitchen's lists, where nobody's name is beside them."""
CATALOGUES = re.compile(r"admin:(nutrition|menu)_|admin:(search|autocomplete)|customer_portal:(person-add|dish|menu)|api:menu|admin:jsi18n")
MAY_SEE = {role for role in roles() if walk.holds(role, "eaters.view_healthrecord")}
EVERYBODY_ELSE = [NOBODY, *(role for role in roles() if role not in MAY_SEE)]


@dataclass
class World:
    """A mother whose own record holds every canary, her order, and what the house logged meanwhile."""

    mother: Any
    eater: Eater
    order: Any
    log: list[str]


class Notebook(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    notebook, root = Notebook(), logging.getLogger()
    level = root.level
    with time_machine.travel(MORNING, tick=False), django_db_blocker.unblock(), transaction.atomic():
        root.addHandler(notebook)
        root.setLevel(logging.DEBUG)
        for model, key in ((Allergen, "allergen"), (Diet, "diet")):
            model.objects.create(key=f"kanari-{key}", name_en=f"kanari-{key}")
        Ingredient.objects.create(key="kanari-ingredient", name_en="kanari-ingredient", group="cereals")
        mother = people.person(name="Aline Uwase")
        eater = actions.self_eater(person=mother, by=mother, now=clock.now())
        known = Health(
            allergies=(Allergy("kanari-allergen", "severe", "kanari-allergy-note"),),
            diets=("kanari-diet",),
            dislikes=("kanari-ingredient",),
            targets=(Target("sodium_mg", "nutrient_max_per_day", Decimal(31337)),),
            birth_on=date(1931, 7, 13),
            sex="female",
            note="kanari-inyandiko",
        )
        actions.give_consent(eater=eater, by=mother, now=clock.now())
        actions.write_health(eater=eater, health=known, by=mother, now=clock.now())
        actions.write_health(eater=eater, health=Health(note="kanari-inyandiko"), by=people.system(), now=clock.now())
        actions.write_health(eater=eater, health=known, by=people.system(), now=clock.now(), why="Prescribed")
        order = orders.place(
            payer=mother,
            slot=slot(),
            wishes=[wish(menu_item())],
            delivery=orders.Delivery(zone=zone(), destination="Ward 3", contact_name=mother.name, contact_phone=str(mother.phone), note=""),
            method="cash",
            channel="portal",
            key="canary",
            by=mother,
            now=clock.now(),
        )
        orders.confirm(order=order, by=people.system(), now=clock.now())
        yield World(mother, eater, order, notebook.lines)
        root.removeHandler(notebook)
        root.setLevel(level)
        transaction.set_rollback(True)


def told(text: str, *, catalogue: bool) -> list[str]:
    return [word for word in (*OWN_WORDS, *(CATALOGUE_WORDS if catalogue else ())) if word in text]


def rows_of(world: World) -> dict[str, Any]:
    return {"number": lambda: world.order.number, "eater_id": lambda: world.eater.pk}


def client_of(role: str) -> Client:
    return Client() if role == NOBODY else sign_in(people.person(role=role))


def pages(client: Client, world: World) -> Iterator[tuple[str, str]]:
    """Every page of the house as this person gets it, redirects followed, with the eater's own rows in the addresses."""
    client.raise_request_exception = False
    for door in sorted(walk.doors(), key=str):
        values = walk.sample(door, rows_of(world))
        if walk.model_page(door) and walk.model_page(door)[0].model is Eater and "object_id" in values:
            values["object_id"] = world.eater.pk
        try:
            path = reverse(door.name, kwargs=values)
        except walk.NoReverseMatch:
            continue
        if door.name in ("account_logout", "admin:logout"):
            continue
        for address in (path, f"{path}?for=care"):
            answer = client.get(address, headers={"accept": "text/html, */*;q=0.8"})
            yield door.name, body(answer)


def body(answer: Any) -> str:
    """A page or file as text; a workbook's sheets opened."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return content.decode("utf-8", "replace")


def exports(client: Client) -> Iterator[tuple[str, str]]:
    for door in sorted(walk.doors(), key=str):
        if not door.name.endswith("_export") or door.takes:
            continue
        form = getattr(client.get(reverse(door.name)), "context", None) or {}
        sheets = (
            [value for value, _words in form["form"].fields["sheet"].choices] if "form" in form and "sheet" in form["form"].fields else [""]
        )
        for sheet in sheets:
            for kind in ("csv", "xlsx"):
                yield door.name, body(client.post(reverse(door.name), {"sheet": sheet, "kind": kind}))


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
def test_no_page_and_no_file_tells_a_role_that_must_not_know(role: str, world: World, db: None):
    with transaction.atomic():
        client = client_of(role)
        found = [
            f"{role} at {name}: {word}"
            for name, text in [*pages(client, world), *exports(client)]
            for word in told(text, catalogue=not CATALOGUES.match(name))
        ]
        transaction.set_rollback(True)
    nothing(found)


@pytest.mark.parametrize("role", sorted(MAY_SEE))
def test_control_the_walk_finds_the_words_where_they_may_stand(role: str, world: World, db: None):
    with transaction.atomic():
        found = {(name, word) for name, text in pages(client_of(role), world) for word in told(text, catalogue=True)}
        transaction.set_rollback(True)
    shown = {word for name, word in found if name == "admin:eaters_eater_health"}
    assert shown >= {*CATALOGUE_WORDS, "kanari-inyandiko", "kanari-allergy-note", "31337", "13 July 1931"}
    elsewhere = {name for name, word in found if word in OWN_WORDS}
    assert elsewhere <= {"admin:eaters_eater_health", "admin:eaters_eater_health_change"}


def test_control_the_mother_sees_her_own(world: World, db: None):
    with transaction.atomic():
        found = {word for _name, text in pages(sign_in(world.mother), world) for word in told(text, catalogue=True)}
        transaction.set_rollback(True)
    assert found >= {*OWN_WORDS, *CATALOGUE_WORDS}


def test_no_table_holds_a_word_that_can_be_read(world: World, db: None):
    kept = []
    catalogue = {model._meta.db_table for label in ("nutrition", "menu") for model in apps.get_app_config(label).get_models()}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text = repr(cursor.fetchall())
            kept += [f"{table}: {word}" for word in told(text, catalogue=table not in catalogue)]
    nothing(kept)


def test_no_task_carries_a_word(world: World, db: None):
    tasks = [SignedPackage.loads(task.payload) for task in OrmQ.objects.all()]
    assert tasks
    nothing(word for task in tasks for word in told(repr(task), catalogue=True))


def test_no_line_of_the_log_tells_a_word(world: World, db: None):
    logging.getLogger("canary").warning("The log is listened to")
    assert any("The log is listened to" in line for line in world.log)
    # Statements that fill the kitchen's lists name them; nothing else may.
    nothing(line[:300] for line in world.log if told(line, catalogue="nutrition_" not in line))


def test_the_facts_print_nothing_of_themselves(world: World, db: None):
    from core.eaters import health

    known = health.read([world.eater.pk], by=people.system(), purpose="care", now=clock.now())[world.eater.pk]
    assert known.note == "kanari-inyandiko"
    assert not told(repr((known, known.allergies, known.targets)), catalogue=True)
    assert not told(repr(HealthRecord.objects.get(pk=world.eater.pk).__dict__), catalogue=True)
