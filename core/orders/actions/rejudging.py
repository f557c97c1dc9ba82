"""Judging open orders again after a change of recipe, food, diet, dish or a person's needs: many lines in few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.history import acting, bulk_create, bulk_update
from core.common.models import Counter
from core.eaters.models import Purpose
from core.nutrition import composition
from core.nutrition.verdicts import RANK, Item, Verdict, worst
from core.orders import events, judging, signals, stored
from core.orders.models import Answer, Cause, Concern, Gate, LineVerdict, Order, OrderLine, OrderStatus

AT_ONCE = 500
"""Orders locked and judged in one transaction."""
NOT_STARTED = (OrderStatus.PLACED, OrderStatus.CONFIRMED)
"""What the kitchen has not begun is cooked by the recipe as it is now."""
ONLY_TASTE = ("disliked",)
FOOD_SEEN, RULES_SEEN = "orders.rejudged.food", "orders.rejudged.rules"
"""Counters that keep the stamps at which open orders were last judged."""


@dataclass
class Rejudged:
    """How many lines were judged, concerns raised and settled, and lines that will be cooked by a newer recipe."""

    judged: int = 0
    raised: int = 0
    settled: int = 0
    repinned: int = 0


@dataclass
class _Found:
    """What one chunk has to write."""

    verdicts: list[LineVerdict] = field(default_factory=list)
    raised: list[Concern] = field(default_factory=list)
    settled: list[Concern] = field(default_factory=list)
    widened: list[Concern] = field(default_factory=list)


def rejudge(*, by: User, now: datetime, cause: str = Cause.FOOD, say: Callable[[int, int], None] | None = None) -> Rejudged:
    """Judge every line of every open order by the facts of this moment; safe to repeat: the second time finds nothing new.

    A line that fits worse than before gets a Concern, its payer is told; a concern whose reason is gone is settled.
    `say(done, all)` is told how far it is.
    """
    keys = list(Order.objects.open().order_by("pk").values_list("pk", flat=True))
    result = Rejudged()
    for start in range(0, len(keys), AT_ONCE):
        _rejudge_some(keys[start : start + AT_ONCE], result, by=by, now=now, cause=cause)
        if say:
            say(min(start + AT_ONCE, len(keys)), len(keys))
    return result


def rejudge_if_changed(*, by: User, now: datetime) -> Rejudged | None:
    """`rejudge`, when what is known of food, dishes or diets is not what it was at the last time; None when it is."""
    present = {FOOD_SEEN: composition.stamp(), RULES_SEEN: composition.diet_stamp()}
    seen = dict(Counter.objects.filter(name__in=present).values_list("name", "value"))
    if seen == present:
        return None
    cause = Cause.FOOD if seen.get(FOOD_SEEN) != present[FOOD_SEEN] else Cause.DIET
    result = rejudge(by=by, now=now, cause=cause)
    for name, value in present.items():
        Counter.objects.update_or_create(name=name, defaults={"value": value})
    return result


@transaction.atomic
def _rejudge_some(keys: Sequence[int], result: Rejudged, *, by: User, now: datetime, cause: str) -> None:
    orders = {order.pk: order for order in Order.objects.open().select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
    lines = list(
        OrderLine.objects.filter(order__in=orders)
        .select_related("dish__recipe", "order__payer", "order__site", "order__slot")
        .prefetch_related("dish__tags")
        .order_by("pk")
    )
    result.judged += len(lines)
    result.repinned += _repin(lines, by)
    verdicts = _verdicts(lines, by, now)
    before = stored.latest(verdicts)
    open_concerns = {row.line_id: row for row in Concern.objects.open().filter(line__in=verdicts)}
    found = _Found()
    for line in lines:
        if line.pk in verdicts:
            _compare(line, verdicts[line.pk], before.get(line.pk), open_concerns.get(line.pk), found, by=by, now=now, cause=cause)
    _write(found, by, now)
    result.raised += len(found.raised)
    result.settled += len(found.settled)


def _repin(lines: Sequence[OrderLine], by: User) -> int:
    moved = []
    for line in lines:
        published = line.dish.recipe.published_id if hasattr(line.dish, "recipe") else None
        if published and published != line.recipe_version_id and line.order.status in NOT_STARTED:
            line.recipe_version_id = published
            moved.append(line)
    with acting(by=by, why=_("Cooked by the recipe as it is now")):
        return bulk_update(moved, OrderLine, ["recipe_version"])


def _verdicts(lines: Sequence[OrderLine], by: User, now: datetime) -> dict[int, Verdict]:
    """The verdict on each line whose eater is watched, or was when it was last judged."""
    plates = [judging.Plate.of(line) for line in lines]
    verdicts = judging.judge(plates, by=by, purpose=Purpose.AGAIN, now=now)
    had = set(LineVerdict.objects.filter(line__in=lines).values_list("line", flat=True).distinct())
    return {line.pk: verdict for line, verdict in zip(lines, verdicts, strict=True) if stored.is_kept(verdict) or line.pk in had}


def _compare(
    line: OrderLine,
    verdict: Verdict,
    before: LineVerdict | None,
    concern: Concern | None,
    found: _Found,
    *,
    by: User,
    now: datetime,
    cause: str,
) -> None:
    said = stored.opened(before).items if before else ()
    if before is not None and said == verdict.items:
        return
    found.verdicts.append(stored.of_line(line, verdict, gate=Gate.CHANGED, by=by, now=now))
    fresh = tuple(_worse(verdict.items, said))
    if concern is not None:
        still = stored.opened(concern).items
        left = [item for item in verdict.items if stored.identity(item) in stored.identities(still)]
        if not left and not fresh:
            concern.answer, concern.answered_by, concern.answered_at = Answer.SETTLED, by, now
            found.settled.append(concern)
        else:
            _fill(concern, (*left, *fresh), verdict)
            concern.seen_by = concern.seen_at = None
            found.widened.append(concern)
    elif fresh:
        concern = Concern(line=line, cause=cause, raised_at=now)
        _fill(concern, fresh, verdict)
        found.raised.append(concern)


def _worse(items: Sequence[Item], said: Sequence[Item]) -> Iterator[Item]:
    """What was not said before, or less gravely; a matter of taste is no concern."""
    rank = {stored.identity(item): RANK[item.level] for item in said}
    for item in items:
        if item.code not in ONLY_TASTE and RANK[item.level] > rank.get(stored.identity(item), 0):
            yield item


def _fill(concern: Concern, items: tuple[Item, ...], verdict: Verdict) -> None:
    concern.level = worst(items) or ""
    what = Verdict(items, verdict.recipe_version, verdict.stamp, verdict.rules_stamp, verdict.eater_version)
    concern.sealed = stored.sealed(what, of=concern)


def _write(found: _Found, by: User, now: datetime) -> None:
    LineVerdict.objects.bulk_create(found.verdicts)
    with acting(by=by, why=_("Judged again after a change")):
        bulk_create(found.raised, Concern)
        bulk_update(found.settled, Concern, ["answer", "answered_by", "answered_at"])
        bulk_update(found.widened, Concern, ["level", "sealed", "seen_by", "seen_at"])
    if found.raised:
        events.tell_concerns(concerns=found.raised, by=by, now=now)
    if found.raised or found.settled or found.widened:
        signals.concerns_changed.send(sender=Concern, concerns=[*found.raised, *found.settled, *found.widened], by=by, now=now)
