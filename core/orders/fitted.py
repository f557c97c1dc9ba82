"""The rules' word on an order that is being placed, asked inside its transaction. Reads, and refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.eaters.models import Eater, EaterCarer, Purpose
from core.menu.dish_facts import Served
from core.menu.models import MenuItem
from core.nutrition import words
from core.nutrition.verdicts import Verdict
from core.orders import fitting, judging, policies, stored
from core.orders.wishes import CannotPlaceOrder, LineProblem, Wish
from core.slots.models import Slot


def eaters_of(wishes: Sequence[Wish], eater: Eater, *, payer: User, by: User) -> list[Eater]:
    """For whom each wish is. Only people the payer may order for; one query, none when all is for `eater`.

    :raises RuleBroken: somebody the payer does not care for.
    """
    asked = {wish.eater_id for wish in wishes if wish.eater_id and wish.eater_id != eater.pk}
    if not asked:
        return [eater] * len(wishes)
    allowed = EaterCarer.objects.filter(user=payer, may_order=True, eater__in=asked).select_related("eater")
    known = {row.eater_id: row.eater for row in allowed} | {eater.pk: eater}
    if asked - known.keys():
        raise RuleBroken(
            _("You may not order for one of the people in this basket. Choose again who it is for."), code="not_your_eater", field="eater"
        )
    return [known[wish.eater_id or eater.pk] for wish in wishes]


def judge(
    wishes: Sequence[Wish],
    items: Mapping[int, MenuItem],
    eaters: Sequence[Eater],
    *,
    slot: Slot,
    by: User,
    now: datetime,
    overrule: str = "",
) -> list[Verdict]:
    """A verdict for each wish, with the other wishes and orders of that day in mind.

    :raises CannotPlaceOrder: what stops a plate, line by line, each with a dish that fits.
    :raises CannotOverruleVerdict: `overrule` is given by somebody without the right to it.
    """
    plates = [
        judging.Plate(eater.pk, slot.date, Served(items[wish.item_id].dish, items[wish.item_id].recipe_version_id), wish.quantity)
        for wish, eater in zip(wishes, eaters, strict=True)
    ]
    verdicts = judging.judge(plates, by=by, purpose=Purpose.ORDER, now=now)
    stopped = [row for row in zip(wishes, eaters, verdicts, strict=True) if stored.stopping(row[2], ())]
    if stopped and overrule:
        policies.check_may_overrule(by)
    elif stopped:
        raise CannotPlaceOrder([_problem(wish, items[wish.item_id], eater, verdict, by, now) for wish, eater, verdict in stopped])
    return verdicts


def _problem(wish: Wish, item: MenuItem, eater: Eater, verdict: Verdict, by: User, now: datetime) -> LineProblem:
    items = stored.stopping(verdict, ())
    names = words.Names.of(items)
    text = " ".join(words.say(each, dish=item.dish.name, eater=eater.name, names=names) for each in items)
    others = fitting.instead(day=item.menu_day, eater_id=eater.pk, quantity=wish.quantity, by=by, purpose=Purpose.ORDER, now=now, of=item)
    return LineProblem(wish.item_id, "does_not_fit", text, others[0][0] if others else None, wish.eater_id)
