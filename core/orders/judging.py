"""Asking the rule engine about plates: what is wished for, what is ordered, and what else the eater has that day. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.accounts.models import User
from core.eaters import facts as eater_facts
from core.menu import dish_facts
from core.menu.dish_facts import Served
from core.nutrition.intervals import ANYTHING, NOTHING, Interval
from core.nutrition.verdicts import DishFacts, EaterFacts, Verdict, give
from core.orders.models import OrderLine, OrderStatus

NEVER_EATEN = (OrderStatus.CANCELLED, OrderStatus.UNDELIVERABLE)
DAY_RULE = "nutrient_max_per_day"


@dataclass(frozen=True)
class Plate:
    """So many portions of a dish as served, for an eater on a day; `line_id` when they are ordered, None when only wished for."""

    eater_id: int
    day: date
    served: Served
    portions: int = 1
    line_id: int | None = None

    @classmethod
    def of(cls, line: OrderLine, *, version_id: int | None = None) -> Plate:
        """A line as it was ordered, or as another version of the recipe makes it. Asks for its order and dish."""
        served = Served(line.dish, line.recipe_version_id if version_id is None else version_id)
        return cls(line.eater_id, line.order.date, served, line.quantity, line.pk)


def judge(plates: Sequence[Plate], *, by: User, purpose: str, now: datetime, together: bool = True) -> list[Verdict]:
    """A verdict for each plate, in their order; each health record read is logged as read by `by` for `purpose`.

    Plates that are eaten `together` count for each other's day; dishes to choose from do not. Four queries for eaters with nothing to
    watch; about as many more for others, one with the day's other lines.
    """
    eaters = eater_facts.of({plate.eater_id for plate in plates}, by=by, purpose=purpose, now=now)
    return judge_for(plates, eaters, together=together)


def judge_for(plates: Sequence[Plate], eaters: Mapping[int, EaterFacts], *, together: bool = True) -> list[Verdict]:
    """The same where the eaters' facts are known already."""
    watched = [plate for plate in plates if _is_watched(eaters[plate.eater_id])]
    day_lines = _day_lines(watched, eaters)
    dishes = dish_facts.of({plate.served for plate in watched} | {served for _key, _line, served, _portions in day_lines})
    days = _Days(watched if together else (), day_lines, dishes, eaters)
    return [
        give(dishes[plate.served], eaters[plate.eater_id], portions=plate.portions, eaten=days.beside(plate))
        if _is_watched(eaters[plate.eater_id])
        else Verdict((), plate.served.version_id or 0, eater_version=eaters[plate.eater_id].version)
        for plate in plates
    ]


def _is_watched(eater: EaterFacts) -> bool:
    return eater.has_needs or bool(eater.disliked)


_Key = tuple[int, date]
_DayLine = tuple[_Key, int, Served, int]


def _has_day_rules(eater: EaterFacts) -> bool:
    return any(rule.kind == DAY_RULE for rule in eater.rules)


def _day_lines(plates: Iterable[Plate], eaters: Mapping[int, EaterFacts]) -> list[_DayLine]:
    """What else is ordered for these eaters on these days, where a rule asks for it: one query or none."""
    asked = {(plate.eater_id, plate.day) for plate in plates if _has_day_rules(eaters[plate.eater_id])}
    if not asked:
        return []
    here = {plate.line_id for plate in plates if plate.line_id}
    lines = (
        OrderLine.objects.filter(eater__in={eater for eater, _day in asked}, order__date__in={day for _eater, day in asked})
        .exclude(order__status__in=NEVER_EATEN)
        .select_related("dish", "order")
    )
    return [
        ((line.eater_id, line.order.date), line.pk, Served(line.dish, line.recipe_version_id), line.quantity)
        for line in lines
        if line.pk not in here and (line.eater_id, line.order.date) in asked
    ]


class _Days:
    """What each eater has on each day beside one plate, by nutrient, as far as rules of a day ask for it."""

    def __init__(
        self, plates: Iterable[Plate], lines: Iterable[_DayLine], dishes: Mapping[Served, DishFacts], eaters: Mapping[int, EaterFacts]
    ) -> None:
        self._eaters, self._dishes = eaters, dishes
        self._eaten: dict[_Key, list[tuple[object, Served, int]]] = {}
        for key, line_id, served, portions in lines:
            self._eaten.setdefault(key, []).append((line_id, served, portions))
        for plate in plates:
            self._eaten.setdefault((plate.eater_id, plate.day), []).append((id(plate), plate.served, plate.portions))

    def beside(self, plate: Plate) -> dict[str, Interval]:
        nutrients = {rule.subject for rule in self._eaters[plate.eater_id].rules if rule.kind == DAY_RULE}
        if not nutrients:
            return {}
        others = [row for row in self._eaten.get((plate.eater_id, plate.day), ()) if row[0] != id(plate)]
        return {name: self._sum(name, others) for name in nutrients}

    def _sum(self, name: str, rows: Iterable[tuple[object, Served, int]]) -> Interval:
        """What nobody can say how much it has makes the day's figure open at the top."""
        total = NOTHING
        for _mark, served, portions in rows:
            found = self._dishes[served].nutrients.get(name)
            total += ANYTHING if found is None else found.amount.times(portions)
        return total
