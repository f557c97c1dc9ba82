"""The audit trail speaks in words: every verb the domain writes has its sentence."""

import ast
from collections.abc import Iterator

import pytest

from backoffice.admin.accounts import trail
from core.common.models import AuditEvent
from core.menu.models import DishStatus
from tests.architecture.house import name_of, sources


def literal(node: ast.expr) -> Iterator[str]:
    """The texts an expression can have, as far as the source tells."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literal(node.body)
        yield from literal(node.orelse)


def verbs() -> set[str]:
    return {
        verb
        for source in sources("core")
        for node in source.walk()
        if isinstance(node, ast.Call) and name_of(node) in ("record", "note")
        for word in node.keywords
        if word.arg == "verb"
        for verb in literal(word.value)
    }


def test_every_verb_of_the_domain_has_words():
    assert sorted(verbs() - trail.WORDS.keys()) == []
    assert [status for status in DishStatus.values if f"dish.{status}" not in trail.WORDS] == []


def test_control_the_verbs_are_really_found():
    assert {"person.shut_out", "person.let_in", "person.password_changed", "slot.closed", "recipe.published"} <= verbs()


@pytest.mark.parametrize(
    ("verb", "data", "words"),
    [
        ("person.roles_set", {"before": ["order_desk"], "after": ["support", "finance"]}, "Order desk → Support, Finance"),
        ("person.roles_set", {"before": [], "after": ["gone_role"]}, "– → gone_role"),
        ("slot.capacity_set", {"capacity": 40, "taken": 3}, "capacity: 40, taken: 3"),
        ("person.described", {"fields": ["name", "phone"]}, "fields: name, phone"),
    ],
)
def test_the_facts_of_an_event_stand_in_one_line(verb, data, words):
    assert trail.facts_in_words(AuditEvent(verb=verb, data=data)) == words


def test_a_verb_without_words_is_shown_as_it_is():
    assert trail.verb_in_words("thing.made_up") == "thing: made up"
