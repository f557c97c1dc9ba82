"""Which dishes of a meal fit an eater: marks on the menu, and what can be had instead of one that does not fit. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from core.accounts.models import User
from core.eaters import facts as eater_facts
from core.menu.dish_facts import Served
from core.menu.models import MenuDay, MenuItem
from core.nutrition.verdicts import RANK, EaterFacts, Level, Verdict
from core.orders import judging


def marks(items: Iterable[MenuItem], *, eater_id: int, by: User, purpose: str, now: datetime) -> dict[int, Verdict]:
    """The verdict on each menu item for an eater, by item id. Items come with `dish`, `menu_day` and `version_id`."""
    items = list(items)
    plates = [judging.Plate(eater_id, item.menu_day.date, Served(item.dish, item.version_id)) for item in items]
    verdicts = judging.judge(plates, by=by, purpose=purpose, now=now, together=False)
    return {item.pk: verdict for item, verdict in zip(items, verdicts, strict=True)}


def instead(
    *,
    day: MenuDay,
    eater_id: int,
    quantity: int,
    by: User,
    purpose: str,
    now: datetime,
    of: MenuItem | None = None,
    line_id: int | None = None,
) -> list[tuple[MenuItem, Verdict]]:
    """What can be had at this meal and fits the eater, best first: nothing to say, then warnings; like `of` in category and price.

    `line_id` is an ordered line whose place it would take: it does not count for the day.
    """
    facts = eater_facts.of([eater_id], by=by, purpose=purpose, now=now)
    return choices(day=day, facts=facts[eater_id], eater_id=eater_id, quantity=quantity, now=now, of=of, line_id=line_id)


def choices(
    *, day: MenuDay, facts: EaterFacts, eater_id: int, quantity: int, now: datetime, of: MenuItem | None = None, line_id: int | None = None
) -> list[tuple[MenuItem, Verdict]]:
    """The same where the eater's facts are known already."""
    offered = (
        MenuItem.objects.on_sale(site=day.site_id, date=day.date, period=day.period)
        .select_related("dish", "menu_day")
        .prefetch_related("dish__tags")
        .with_strikes(now=now)
        .annotate(version_id=F("dish__recipe__published_id"))
    )
    can_be_had = [item for item in offered if not item.struck_until and item.portions_left >= quantity and (of is None or item.pk != of.pk)]
    plates = [judging.Plate(eater_id, day.date, Served(item.dish, item.version_id), quantity, line_id) for item in can_be_had]
    judged = zip(can_be_had, judging.judge_for(plates, {eater_id: facts}, together=False), strict=True)
    fitting = [(item, verdict) for item, verdict in judged if verdict.level in (None, Level.WARNING)]
    return sorted(fitting, key=lambda pair: _order(pair[0], pair[1], of))


def _order(item: MenuItem, verdict: Verdict, of: MenuItem | None) -> tuple[int, bool, int, int]:
    far = (item.dish.category_id != of.dish.category_id, abs(item.price - of.price)) if of else (False, 0)
    return RANK.get(verdict.level, 0), *far, item.pk
