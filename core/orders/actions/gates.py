"""The gates an order passes on its way to the eater: the same rules, on the facts of that moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.eaters.models import Purpose
from core.nutrition import words
from core.nutrition.verdicts import Verdict
from core.orders import judging, stored
from core.orders.models import Concern, Gate, LineVerdict, Order, OrderLine, Overrule


class CannotPassGate(RuleBroken):
    """A plate would not follow its eater's prescription; `items` says for each line what and why."""


def check(*, order: Order, gate: str, by: User, now: datetime, lines: Sequence[OrderLine] | None = None) -> None:
    """Judge the lines (all of the order, or those given) as the facts are now, and keep what was said. Inside the caller's transaction.

    :raises CannotPassGate: something stops a plate and nobody who may has overruled it, or a change waits for an answer.
    """
    if lines is None:
        lines = list(order.lines.select_related("dish", "order", "eater").order_by("pk"))
    purpose = Purpose.ORDER if gate == Gate.CONFIRMED else Purpose.PLATE
    verdicts = judging.judge([judging.Plate.of(line) for line in lines], by=by, purpose=purpose, now=now)
    judged = list(zip(lines, verdicts, strict=True))
    LineVerdict.objects.bulk_create(
        stored.of_line(line, verdict, gate=gate, by=by, now=now) for line, verdict in judged if stored.is_kept(verdict)
    )
    _refuse_what_stops(order, judged)
    _refuse_open_concerns(order, judged)


def _refuse_what_stops(order: Order, judged: Sequence[tuple[OrderLine, Verdict]]) -> None:
    if not any(verdict.level in stored.STOPS for _line, verdict in judged):
        return
    by_line: dict[int, list[Overrule]] = {}
    for row in Overrule.objects.filter(line__order=order).standing():
        by_line.setdefault(row.line_id, []).append(row)
    found = [(line, item) for line, verdict in judged for item in stored.stopping(verdict, by_line.get(line.pk, ()))]
    if not found:
        return
    names = words.Names.of(item for _line, item in found)
    texts = [words.say(item, dish=line.name, eater=line.eater.name, names=names) for line, item in found]
    raise CannotPassGate(
        _("%(number)s cannot go on: %(reason)s") % {"number": order.number, "reason": " ".join(texts)},
        code="does_not_fit",
        items=texts,
    )


def _refuse_open_concerns(order: Order, judged: Sequence[tuple[OrderLine, Verdict]]) -> None:
    open_lines = set(Concern.objects.open().filter(line__in=[line.pk for line, _verdict in judged]).values_list("line", flat=True))
    if open_lines:
        names = ", ".join(line.name for line, _verdict in judged if line.pk in open_lines)
        raise CannotPassGate(
            _("%(number)s waits for an answer: something changed for %(dishes)s. Swap it, take it out, or keep it with a reason.")
            % {"number": order.number, "dishes": names},
            code="concern_open",
        )
