"""What the rules say of an order's plates, as a page of the desk shows it: to everybody the level, to those who may see
a person's health the words, and then the look is written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import clock
from core.common.errors import RuleBroken
from core.eaters import health
from core.eaters import policies as eater_policies
from core.eaters.models import Purpose
from core.nutrition import words
from core.nutrition.verdicts import Item, Level
from core.orders import actions, policies, stored
from core.orders.actions.amending import BEFORE_COOKING
from core.orders.models import OPEN, Concern, LineVerdict, Order, OrderLine, Overrule


@dataclass
class Plate:
    """A line of an order with the last word of the rules on it. `reasons` and `news` are None for who may not read them."""

    line: OrderLine
    verdict: LineVerdict | None
    overrules: list[Overrule]
    concern: Concern | None
    reasons: list[str] | None = None
    news: list[str] | None = None
    moves: list[dict[str, Any]] = field(default_factory=list)

    @property
    def waiting(self) -> Overrule | None:
        """What was overruled and waits for a second person."""
        return next((row for row in self.overrules if row.needs_second and not row.second_by_id), None)

    @property
    def state(self) -> str:
        """A key of the state chips."""
        level = self.verdict.level if self.verdict else ""
        if level not in stored.STOPS:
            return level or "fits"
        standing = [row for row in self.overrules if not row.needs_second or row.second_by_id]
        if not stored.stopping(stored.opened(self.verdict), standing):
            return "overruled"
        return "second" if self.waiting else level

    @property
    def is_stopped(self) -> bool:
        return self.state in (*stored.STOPS, "second")


def of(order: Order) -> list[Plate]:
    """The plates of an order, read once a page: three queries, four where something is stopped."""
    if "_plates" not in order.__dict__:
        order.__dict__["_plates"] = _read(order)
    return order.__dict__["_plates"]


def _read(order: Order) -> list[Plate]:
    lines = list(order.lines.select_related("eater", "station", "recipe_version").order_by("pk"))
    verdicts = stored.latest(line.pk for line in lines)
    stopped = [pk for pk, row in verdicts.items() if row.level in stored.STOPS]
    overrules: dict[int, list[Overrule]] = {}
    if stopped:
        for row in Overrule.objects.filter(line__in=stopped).select_related("by", "second_by").order_by("at", "pk"):
            overrules.setdefault(row.line_id, []).append(row)
    concerns = {row.line_id: row for row in Concern.objects.open().filter(line__in=lines)} if order.status in OPEN else {}
    return [Plate(line, verdicts.get(line.pk), overrules.get(line.pk, []), concerns.get(line.pk)) for line in lines]


def can_go_on(order: Order) -> bool:
    """Nothing stops a plate and no change waits for an answer, as far as is written; the gate asks the rules again."""
    return not any(plate.is_stopped or plate.concern for plate in of(order))


def shown(order: Order, *, user: User) -> list[Plate]:
    """The plates with the words and the moves of this person; each look into somebody's health leaves a row."""
    plates = of(order)
    _tell(plates, user)
    for plate in plates:
        plate.moves = list(_moves(plate, order, user, is_only=len(plates) == 1))
    return plates


def _tell(plates: Sequence[Plate], user: User) -> None:
    telling = [plate for plate in plates if (plate.verdict and plate.verdict.level) or plate.concern]
    seen = eater_policies.whose_health_is_seen(user, {plate.line.eater_id for plate in telling})
    told = [
        (plate, stored.opened(plate.verdict).items if plate.verdict else (), stored.opened(plate.concern).items if plate.concern else ())
        for plate in telling
        if plate.line.eater_id in seen
    ]
    if not told:
        return
    names = words.Names.of(item for _plate, said, new in told for item in (*said, *new))
    for plate, said, new in told:
        plate.reasons, plate.news = _say(said, plate.line, names), _say(new, plate.line, names)
    health.log({plate.line.eater_id for plate, _said, _new in told}, by=user, purpose=Purpose.ORDER, now=clock.now())


def _say(items: Iterable[Item], line: OrderLine, names: words.Names) -> list[str]:
    return [words.say(item, dish=line.name, eater=line.eater.name, names=names) for item in items]


def in_words(line: OrderLine, row: LineVerdict | Overrule | Concern, *, user: User) -> str:
    """What a stored row says, for who may read it, and the look is written down; nothing for others."""
    if line.eater_id not in eater_policies.whose_health_is_seen(user, [line.eater_id]):
        return ""
    items = stored.opened(row).items
    health.log([line.eater_id], by=user, purpose=Purpose.ORDER, now=clock.now())
    return " ".join(_say(items, line, words.Names.of(items)))


def refusal(broken: RuleBroken, order: Order, *, user: User) -> RuleBroken:
    """A refusal of the rules as this person may read it: without the right to see health, only that a plate does not fit.

    Its transaction is rolled back and the look with it, so the look is written down here.
    """
    if broken.code != "does_not_fit":
        return broken
    eaters = set(order.lines.values_list("eater", flat=True))
    if eater_policies.whose_health_is_seen(user, eaters) == eaters:
        health.log(eaters, by=user, purpose=Purpose.ORDER, now=clock.now())
        return broken
    return RuleBroken(
        _("%(number)s cannot go on: a dish does not fit who eats it. Choose another dish, or ask the nutritionist or the head chef.")
        % {"number": order.number},
        code=broken.code,
    )


def _moves(plate: Plate, order: Order, user: User, *, is_only: bool) -> Iterable[dict[str, Any]]:
    may_answer, may_overrule = policies.may_answer(user), policies.may_overrule(user)
    is_in_doubt = plate.concern is not None or plate.is_stopped
    if is_in_doubt and may_answer and order.status in BEFORE_COOKING:
        yield _button(plate, "swap", _("Another dish"), "repeat")
        if not is_only:
            yield _button(plate, "take_out", _("Take out"), "minus")
    if plate.concern is not None and (may_overrule or (may_answer and plate.concern.level == Level.WARNING)):
        yield _button(plate, "keep", _("Keep it"), "check")
    elif plate.state in stored.STOPS and may_overrule and order.status in OPEN:
        yield _button(plate, "overrule", _("Overrule"), "shield")
    if plate.waiting and plate.state == "second" and may_overrule and plate.waiting.by_id != user.pk and order.status in OPEN:
        yield _button(plate, "agree", _("Agree"), "people")
    if plate.concern is not None and may_answer and actions.can_cancel(order):
        url = reverse("admin:orders_order_cancel", args=[order.pk])
        yield {"url": url, "title": _("Cancel the order"), "icon": "close", "grave": True}


def _button(plate: Plate, name: str, title: str, icon: str) -> dict[str, Any]:
    return {"url": reverse(f"admin:orders_orderline_{name}", args=[plate.line.pk]), "title": title, "icon": icon, "grave": False}
