"""Why an order for a caller is not placed, dish by dish, as far as the person at the desk may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import clock
from core.eaters import health
from core.eaters import policies as eater_policies
from core.eaters.models import Eater, Purpose
from core.orders.actions import LineProblem


def told(problems: Sequence[LineProblem], rows: Sequence[Any], eater: Eater | None, *, user: User) -> list[str]:
    """Write each problem into its row's `error`, and return them all.

    What tells of health is said only to those who may see it; placing was rolled back and its look with it, so it is
    written down here.
    """
    unfit = any(problem.code == "does_not_fit" for problem in problems)
    sees = unfit and eater is not None and eater.pk in eater_policies.whose_health_is_seen(user, [eater.pk])
    if sees:
        health.log([eater.pk], by=user, purpose=Purpose.ORDER, now=clock.now())
    by_item = {row.item.pk: row for row in rows}
    texts = []
    for problem in problems:
        row = by_item.get(problem.item_id)
        text = problem.text
        if problem.code == "does_not_fit" and not sees:
            text = _("%(dish)s does not fit %(eater)s.") % {"dish": row.item.dish.name, "eater": eater.name if eater else _("this person")}
        if problem.alternative is not None:
            text = f"{text} " + _("Nearest: %(dish)s.") % {"dish": problem.alternative.dish.name}
        if row is not None:
            row.error = text
        texts.append(text)
    return texts
