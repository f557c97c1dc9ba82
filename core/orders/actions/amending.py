"""Changing the dishes of an order before the kitchen starts: taking one out, or another in its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.history import acting
from core.eaters.models import Purpose
from core.menu.actions import portions
from core.menu.dish_facts import Served
from core.menu.models import MenuItem, TaxClass
from core.nutrition import words
from core.orders import events, judging, lines, policies, rules, signals, stored
from core.orders.actions.answering import close
from core.orders.actions.overrules import keep_verdicts
from core.orders.models import Answer, Concern, EventKind, Gate, Order, OrderLine, OrderStatus
from core.payments import actions as payments

BEFORE_COOKING = (OrderStatus.PLACED, OrderStatus.CONFIRMED)


class CannotAmendOrder(RuleBroken):
    """The kitchen has started, it is the last dish, or the other dish cannot be had."""


@transaction.atomic
def remove_line(*, line: OrderLine, by: User, now: datetime, reason: str = "") -> Order:
    """Take a dish out: its portions are free again and it is not owed. Taking it out twice changes nothing.

    :raises CannotAmendOrder: not this person's order, too late, or nothing would be left.
    """
    order, row = _locked(line, by)
    if not row.quantity:
        return order
    _check_open(order)
    if order.lines.count() == 1:
        raise CannotAmendOrder(
            _("%(dish)s is the only dish of %(number)s. Cancel the order, or choose another dish.")
            % {"dish": row.name, "number": order.number},
            code="last_line",
        )
    _take_out(row, Answer.REMOVED, by, now, reason)
    return _settle(order, by, now, reason, out=row.name_en)


@transaction.atomic
def swap_line(*, line: OrderLine, item: MenuItem, by: User, now: datetime, reason: str = "") -> OrderLine:
    """Another dish of the same meal in place of one, as many portions, for the same eater. The new line is judged; again is safe.

    :raises CannotAmendOrder: not this person's order, too late, another meal, or the dish cannot be had or does not fit.
    """
    order, row = _locked(line, by)
    if not row.quantity:
        there = order.lines.filter(item=item, eater=row.eater_id).order_by("-pk").first()
        if there:
            return there
        raise CannotAmendOrder(_("%(dish)s was taken out already.") % {"dish": row.name}, code="taken_out")
    _check_open(order)
    fresh = _new_line(order, row, item, now)
    _judge(row, fresh, by, now)
    _take_out(row, Answer.SWAPPED, by, now, reason)
    with acting(by=by, why=reason or _("Another dish")):
        fresh.save(force_insert=True)
    keep_verdicts(lines=[fresh], verdicts=[fresh.verdict], gate=Gate.PLACED, by=by, now=now)
    try:
        portions.take(wanted={fresh.item_id: fresh.quantity}, by=by, now=now)
    except portions.CannotTakePortions as short:
        raise CannotAmendOrder(short.items[0], code="sold_out") from short
    _settle(order, by, now, reason, out=row.name_en, into=fresh.name_en)
    return fresh


def _locked(line: OrderLine, by: User) -> tuple[Order, OrderLine]:
    order = Order.objects.select_for_update(of=("self",)).select_related("payer", "slot", "site", "zone").get(pk=line.order_id)
    if order.payer_id != by.pk and not policies.may_answer(by):
        raise CannotAmendOrder(_("Only who ordered or the desk can change this order."), code="not_allowed")
    return order, OrderLine.every.select_for_update(of=("self",)).select_related("order", "dish", "eater").get(pk=line.pk)


def _check_open(order: Order) -> None:
    if order.status not in BEFORE_COOKING:
        raise CannotAmendOrder(
            _("%(number)s is %(state)s: its dishes cannot change any more. Call %(phone)s.")
            % {"number": order.number, "state": order.get_status_display(), "phone": order.site.phone},
            code="too_late",
        )


def _new_line(order: Order, row: OrderLine, item: MenuItem, now: datetime) -> OrderLine:
    item = (
        MenuItem.objects.select_related("dish", "menu_day")
        .with_strikes(now=now)
        .annotate(version_id=F("dish__recipe__published_id"))
        .get(pk=item.pk)
    )
    day = item.menu_day
    if (day.site_id, day.date, day.period) != (order.site_id, order.date, order.period) or item.pk == row.item_id:
        raise CannotAmendOrder(_("%(dish)s is not another dish of this meal.") % {"dish": item.dish.name}, code="other_service")
    code, text = lines.problem(item, seen_price=None)
    if code:
        raise CannotAmendOrder(text, code=code)
    dish = item.dish
    return OrderLine(
        order=order,
        eater=row.eater,
        item=item,
        dish=dish,
        station_id=dish.station_id,
        recipe_version_id=item.version_id,
        name_en=dish.name_en,
        name_rw=dish.name_rw,
        name_fr=dish.name_fr,
        quantity=row.quantity,
        unit_price=item.price,
        amount=item.price * row.quantity,
        note=row.note,
    )


def _judge(row: OrderLine, fresh: OrderLine, by: User, now: datetime) -> None:
    """`fresh` stands where `row` stood: the old dish does not count for the day."""
    plate = judging.Plate(row.eater_id, row.order.date, Served(fresh.dish, fresh.recipe_version_id), fresh.quantity, row.pk)
    (fresh.verdict,) = judging.judge([plate], by=by, purpose=Purpose.ORDER, now=now)
    items = stored.stopping(fresh.verdict, ())
    if items:
        names = words.Names.of(items)
        texts = [words.say(item, dish=fresh.name, eater=row.eater.name, names=names) for item in items]
        raise CannotAmendOrder(" ".join(texts), code="does_not_fit", items=texts)


def _take_out(row: OrderLine, answer: str, by: User, now: datetime, reason: str) -> None:
    portions.give_back(taken={row.item_id: row.quantity}, by=by, now=now)
    row.quantity = row.amount = 0
    with acting(by=by, why=reason or str(Answer(answer).label)):
        row.save(update_fields=["quantity", "amount"])
    close(rows=list(Concern.objects.open().select_for_update().filter(line=row)), answer=answer, by=by, now=now, reason=reason)


def _settle(order: Order, by: User, now: datetime, reason: str, **changed: str) -> Order:
    """The order's amounts follow its lines; what is owed follows them; the kitchen hears of it."""
    left = list(order.lines.select_related("dish").order_by("pk"))
    price = _price(order, left)
    order.subtotal, order.delivery_fee, order.vat, order.total = price.subtotal, price.delivery_fee, price.vat, price.total
    with acting(by=by, why=reason or str(EventKind.AMENDED.label)):
        order.save(update_fields=["subtotal", "delivery_fee", "vat", "total"])
    payments.replace(kind="order", key=order.number, amount=order.total, by=by, now=now, reason=str(EventKind.AMENDED.label))
    events.record(order=order, kind=EventKind.AMENDED, by=by, now=now, reason=reason, total=order.total, **changed)
    signals.order_amended.send(sender=Order, order=order, by=by, now=now)
    return order


def _price(order: Order, left: Sequence[OrderLine]) -> rules.Price:
    """Dishes at the price they were sold for; bringing them never costs more than was agreed."""
    subtotal = sum(line.amount for line in left)
    fee = order.zone.fee_for(subtotal)
    fee = order.delivery_fee if fee is None else min(fee, order.delivery_fee)
    priced = [rules.PricedLine(line.quantity, line.unit_price, is_taxed=line.dish.tax_class == TaxClass.STANDARD) for line in left]
    return rules.price(priced, fee, order.site.vat_percent)
