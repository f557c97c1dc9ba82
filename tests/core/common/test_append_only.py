"""The database itself refuses what must never change, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from core.common import audit
from core.common.models import AuditEvent
from core.kitchen.models import TicketEvent
from core.menu.actions import recipes
from core.menu.models import RecipeLine, RecipeVersion
from core.orders import actions as orders
from core.orders.models import OrderEvent
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def an_audit_event(now: Any) -> AuditEvent:
    return audit.record(by=f.system(), now=now, verb="tested", subject=f.site())


def an_order_event(now: Any) -> OrderEvent:
    return f.placed_order().events.get()


def a_tap(now: Any) -> TicketEvent:
    orders.confirm(order=f.placed_order(), by=f.system(), now=now)
    return TicketEvent.objects.get()


def a_line_of_a_published_recipe(now: Any) -> RecipeLine:
    return f.dish().recipe.published.lines.get()


KINDS: list[tuple[Callable[[Any], Model], dict[str, Any]]] = [
    (an_audit_event, {"reason": "another"}),
    (an_order_event, {"reason": "another"}),
    (a_tap, {"tap": "done"}),
    (a_line_of_a_published_recipe, {"grams": 1}),
]


@pytest.mark.parametrize(("make", "change"), KINDS)
def test_such_a_row_is_not_changed(make: Callable[[Any], Model], change: dict[str, Any], now):
    row = make(now)
    with nothing_changed(), pytest.raises(IntegrityError, match="never"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**change)


@pytest.mark.postgres
@pytest.mark.parametrize(("make", "change"), KINDS)
def test_such_a_row_is_not_deleted(make: Callable[[Any], Model], change: dict[str, Any], now):
    row = make(now)
    with nothing_changed(), pytest.raises(IntegrityError, match="never"), transaction.atomic():
        # Past Django's own cascade: what somebody with a database console would write.
        type(row).objects.filter(pk=row.pk)._raw_delete(connection.alias)


def test_a_published_recipe_gets_no_further_line():
    line = f.dish().recipe.published.lines.get()
    with nothing_changed(), pytest.raises(IntegrityError, match="never"), transaction.atomic():
        RecipeLine.objects.create(version=line.version, line_no=2, ingredient=line.ingredient, grams=5)


def test_a_draft_is_free_until_it_is_published(now):
    recipe = f.dish().recipe
    draft = recipes.open_draft(recipe=recipe, by=f.system(), now=now)
    RecipeLine.objects.filter(version=draft).update(grams=7)
    draft.lines.create(line_no=2, ingredient=f.ingredient(key="salt"), grams=2)
    draft.lines.get(line_no=2).delete()
    recipes.publish(version=draft, by=f.system(), now=now)
    retired = RecipeVersion.objects.get(recipe=recipe, status="retired")
    for version in (draft, retired):
        with pytest.raises(IntegrityError, match="never"), transaction.atomic():
            RecipeLine.objects.filter(version=version).update(grams=1)
