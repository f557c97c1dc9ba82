"""Every refusal in one shape: `code` for the program, `text` for the person, and what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.common.errors import RuleBroken
from core.common.submissions import KeyReused
from core.menu.models import MenuItem
from core.orders.actions import CannotPlaceOrder, LineProblem


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception; None (a 500, logged) for what nobody expected."""
    if isinstance(error, RuleBroken):
        return Response(
            refusal(
                error.code, error.text, field=error.field, items=error.items, problems=[_problem(each) for each in _problems_of(error)]
            ),
            status=status.HTTP_422_UNPROCESSABLE_ENTITY if isinstance(error, KeyReused) else status.HTTP_409_CONFLICT,
        )
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        fields = dict(_flat(error.detail))
        items = [sentence for sentences in fields.values() for sentence in sentences]
        text = items[0] if len(items) == 1 else _("Some fields need a look.")
        response.data = refusal("invalid", text, field=next(iter(fields)) if len(fields) == 1 else None, items=items, by_field=fields)
    elif isinstance(error, APIException):
        response.data = refusal(str(error.get_codes()), str(error.detail))
    else:
        # Django's own 404 and 403.
        detail = response.data["detail"]
        response.data = refusal(detail.code, str(detail))
    return response


def refusal(
    code: str,
    text: str,
    *,
    field: str | None = None,
    items: list[str] | None = None,
    problems: list[dict[str, Any]] | None = None,
    by_field: dict[str, list[str]] | None = None,
) -> dict[str, Any]:
    return {"code": code, "text": text, "field": field, "items": items or [], "problems": problems or [], "by_field": by_field or {}}


def _problems_of(error: RuleBroken) -> list[LineProblem]:
    return error.problems if isinstance(error, CannotPlaceOrder) else []


def _problem(problem: LineProblem) -> dict[str, Any]:
    return {
        "item": problem.item_id,
        "code": problem.code,
        "text": problem.text,
        "alternative": _alternative(problem.alternative) if problem.alternative else None,
    }


def _alternative(item: MenuItem) -> dict[str, Any]:
    return {"item": item.pk, "name": item.dish.name, "price": item.price, "portions_left": item.portions_left}


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Field path ("lines.0.quantity") and its sentences; what is about the whole has the empty path."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(part for part in (path, own) if part))
    elif isinstance(detail, list) and any(isinstance(inner, dict) for inner in detail):
        for number, inner in enumerate(detail):
            yield from _flat(inner, ".".join(part for part in (path, str(number)) if part))
    else:
        yield path, [str(sentence) for sentence in (detail if isinstance(detail, list) else [detail])]
