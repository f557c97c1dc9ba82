"""Every change is one function: keyword-only, by somebody, at a given moment; and no change happens elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from tests.architecture.house import Source, is_actions, name_of, nothing, our_models, sources, unexplained

STATES = ("status", "state")
WRITING_CALLS = {"update", "create", "get_or_create", "update_or_create", "bulk_create_with_history", "acreate", "aupdate"}
ROW_SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}


# --- the shape of an action ---------------------------------------------------------------------------------


def public_functions(source: Source) -> list[ast.FunctionDef]:
    return [node for node in source.tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def misshapen(found: Iterable[Source]) -> list[str]:
    """Public functions of `actions` that take something by position, or do not say by whom and when.

    `check_can_…` and `can_…` ask and change nothing: they need not know who or when.
    """
    breaches = []
    for source in filter(is_actions, found):
        for function in public_functions(source):
            if function.name.startswith(("can_", "check_can_")):
                continue
            where = f"{source.module}.{function.name}"
            given = {argument.arg: default for argument, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)}
            if function.args.args or function.args.posonlyargs:
                breaches.append(f"{where} takes {function.args.args[0].arg} by position")
            breaches += [f"{where} has no {name}" for name in ("by", "now") if name not in given]
            breaches += [f"{where} may leave out {name}" for name in ("by", "now") if given.get(name) is not None]
            if not ast.get_docstring(function):
                breaches.append(f"{where} has no docstring")
    return breaches


def test_every_public_action_is_keyword_only_with_by_and_now_and_says_what_it_does():
    nothing(unexplained(misshapen(sources("core")), "actions"))


def test_control_a_misshapen_action_is_found():
    text = '''
def confirm(order, *, by, now=None):
    ...

def _inner(order): ...

def can_confirm(order) -> bool: ...

def cancel(*, order, by, now):
    """Cancel."""
'''
    assert misshapen([Source.of("core.orders.actions", text)]) == [
        "core.orders.actions.confirm takes order by position",
        "core.orders.actions.confirm may leave out now",
        "core.orders.actions.confirm has no docstring",
    ]
    assert misshapen([Source.of("core.orders.actions.placing", "def place(*, cart): ...")]) == [
        "core.orders.actions.placing.place has no by",
        "core.orders.actions.placing.place has no now",
        "core.orders.actions.placing.place has no docstring",
    ]


def test_control_actions_are_really_found():
    assert sum(len(public_functions(source)) for source in sources("core") if is_actions(source)) > 20


# --- state is assigned in actions only ------------------------------------------------------------------------


def targets_of(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return [part for target in node.targets for part in ast.walk(target)]
    return [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign)) else []


def state_written(node: ast.AST, rows: set[str]) -> bool:
    """Whether this statement or call gives a row's `status` or `state` a value."""
    if any(isinstance(target, ast.Attribute) and target.attr in STATES for target in targets_of(node)):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = name_of(node)
    if called in WRITING_CALLS or called in rows:
        defaults = [
            key.value
            for word in node.keywords
            if word.arg in ("defaults", "create_defaults") and isinstance(word.value, ast.Dict)
            for key in word.value.keys
            if isinstance(key, ast.Constant)
        ]
        return any(word.arg in STATES for word in node.keywords) or any(name in STATES for name in defaults)
    if called == "setattr" and len(node.args) == 3:
        return isinstance(node.args[1], ast.Constant) and node.args[1].value in STATES
    if called in ("bulk_update", "bulk_update_with_history"):
        return any(
            isinstance(part, ast.Constant) and part.value in STATES
            for argument in [*node.args, *node.keywords]
            for part in ast.walk(argument)
        )
    return False


def state_outside_actions(found: Iterable[Source], rows: set[str]) -> list[str]:
    return [source.place(node) for source in found if not is_actions(source) for node in source.walk() if state_written(node, rows)]


def names_of_rows() -> set[str]:
    return {model.__name__ for model in our_models() if any(field.name in STATES for field in model._meta.local_fields)}


def test_state_is_assigned_in_actions_only():
    nothing(unexplained(state_outside_actions(sources(), names_of_rows()), "state_assigned"))


@pytest.mark.parametrize(
    "line",
    [
        "order.status = 'ready'",
        "ticket.order.state, x = 'done', 1",
        "Order.objects.filter(pk=1).update(status='ready')",
        "Order.objects.create(status='ready')",
        "Order(status='ready')",
        "Order.objects.get_or_create(pk=1, defaults={'status': 'ready'})",
        "setattr(order, 'status', 'ready')",
        "Order.objects.bulk_update(rows, ['status'])",
        "bulk_update(rows, Order, fields=['note', 'status'])",
    ],
)
def test_control_state_assigned_elsewhere_is_found(line: str):
    assert state_outside_actions([Source.of("kitchen_screen.views", line)], {"Order"}) == ["kitchen_screen.views"]
    assert state_outside_actions([Source.of("core.orders.actions", line)], {"Order"}) == []


@pytest.mark.parametrize(
    "line", ["Order.objects.filter(status='ready')", "if order.status == 'ready': pass", "Response(status=404)", "Q(status='ready')"]
)
def test_control_reading_state_is_no_breach(line: str):
    assert state_outside_actions([Source.of("kitchen_screen.views", line)], {"Order"}) == []


# --- facts, not row signals -------------------------------------------------------------------------------------


def row_signals(found: Iterable[Source]) -> list[str]:
    """Uses of Django's row signals: bulk writes and `.update()` skip them, so nothing may depend on them."""
    return [
        f"{source.place(node)} {alias.name}"
        for source in found
        for node in source.walk()
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("django.db.models")
        for alias in node.names
        if alias.name in ROW_SIGNALS or (alias.name == "signals" and node.module == "django.db.models")
    ]


def test_nobody_listens_to_row_signals():
    nothing(unexplained(row_signals(sources()), "row_signals"))


@pytest.mark.parametrize("line", ["from django.db.models.signals import post_save", "from django.db.models import signals"])
def test_control_a_row_signal_is_found(line: str):
    assert row_signals([Source.of("core.menu.receivers", line)])
    assert not row_signals([Source.of("core.menu.receivers", "from django.db.models.signals import post_migrate")])


# --- the only clock ---------------------------------------------------------------------------------


CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "date.today",
    "timezone.localdate",
    "timezone.localtime",
    "time.time",
    "Now",
    "functions.Now",
}
OUR_CLOCK = {"clock.now", "clock.today"}
"""`clock.today(at=now)` reads no clock."""


def clocks_read(found: Iterable[Source]) -> list[str]:
    """Reads of the wall clock in the domain; `core.common.clock` is the only one, and actions are told the time."""
    return [
        f"{source.place(node)} {ast.unparse(node.func)}()"
        for source in found
        if source.module != "core.common.clock"
        for node in source.walk()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in CLOCKS | (OUR_CLOCK if is_actions(source) and not node.keywords else set())
    ]


def test_the_domain_has_one_clock_and_actions_are_told_the_time():
    nothing(unexplained(clocks_read(sources("core")), "clocks"))


@pytest.mark.parametrize("line", ["timezone.now()", "datetime.now(tz=UTC)", "date.today()", "Order.objects.update(at=Now())"])
def test_control_another_clock_is_found(line: str):
    assert clocks_read([Source.of("core.orders.rules", line)])


def test_control_an_action_that_looks_at_the_clock_is_found():
    line = "def confirm():\n    return clock.now()"
    assert clocks_read([Source.of("core.orders.actions", line)]) == ["core.orders.actions.confirm clock.now()"]
    assert clocks_read([Source.of("core.orders.tasks", line)]) == []
