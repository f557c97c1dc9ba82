"""Placing an order: prices, portions, slot, charge and message in one transaction, once per press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import clock
from core.common.counters import next_unlocked
from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.submissions import claim
from core.common.writing import write
from core.eaters.actions import self_eater
from core.eaters.models import Eater
from core.menu.actions import portions
from core.menu.models import MenuItem
from core.orders import events, fitted, lines, pricing
from core.orders.actions.overrules import keep_verdicts
from core.orders.models import MOST_PORTIONS, Cart, CartLine, EventKind, Gate, Order, OrderLine, OrderStatus
from core.orders.signals import order_placed
from core.orders.wishes import CannotPlaceOrder, Delivery, LineProblem, Wish
from core.payments import actions as payments
from core.slots import actions as slots
from core.slots.models import Slot

NUMBER_SEQUENCE = "orders_number_seq"


def place(
    *,
    payer: User,
    slot: Slot,
    wishes: Sequence[Wish],
    delivery: Delivery,
    method: str,
    channel: str,
    key: str,
    by: User,
    now: datetime,
    language: str = "en",
    cart: Cart | None = None,
    eater: Eater | None = None,
    past_cut_off: bool = False,
    overrule: str = "",
) -> Order:
    """Place an order and return it; the same key with the same content returns the same order, which says so.

    Every dish is judged for its eater. `overrule` is the reason of somebody with the right to it for serving what the rules
    stop. `past_cut_off` lets staff take a late phone order. Lines of `cart` that were ordered leave it.

    :raises KeyReused: the key came before with another content.
    :raises CannotPlaceOrder: a dish is gone, struck off, sold out, has another price, or does not fit its eater; told per line.
    :raises CannotOverruleVerdict: no right to overrule what stops a plate.
    :raises CannotReserveSlot: the window is closed, full or past its cut-off.
    :raises RuleBroken: empty basket, place not served, below the minimum, or a field is missing.
    """
    _check_form(wishes, delivery)
    content = [
        payer.pk,
        slot.pk,
        delivery.zone.pk,
        delivery.sector and delivery.sector.pk,
        delivery.destination,
        delivery.contact_name,
        str(delivery.contact_phone),
        delivery.note,
        method,
        sorted((wish.item_id, wish.eater_id or 0, wish.quantity, wish.note, wish.seen_price) for wish in wishes),
    ]
    try:
        with transaction.atomic(), acting(by=by):
            submission, is_first = claim(scope=f"order:{by.pk}", key=key, content=content, now=now)
            if not is_first:
                earlier = Order.objects.select_related("slot", "site").get(submission=submission)
                earlier.was_placed_before = True
                return earlier
            _check_sector(delivery)
            items = _check_lines(wishes, slot, now)
            price = pricing.price([(items[wish.item_id], wish.quantity) for wish in wishes], zone=delivery.zone, site=slot.site)
            eater = eater or self_eater(person=payer, by=by, now=now)
            eaters = fitted.eaters_of(wishes, eater, payer=payer, by=by)
            verdicts = fitted.judge(wishes, items, eaters, slot=slot, by=by, now=now, overrule=overrule)
            reservation = slots.reservation(slot=slot, by=by, now=now)
            order = Order(
                number=_number(now),
                site=slot.site,
                payer=payer,
                channel=channel,
                submission=submission,
                date=slot.date,
                period=slot.period,
                slot=slot,
                reservation=reservation,
                due_at=slot.ends_at,
                zone=delivery.zone,
                sector=delivery.sector,
                destination=delivery.destination.strip(),
                contact_name=delivery.contact_name.strip(),
                contact_phone=delivery.contact_phone,
                note=delivery.note.strip(),
                language=language,
                status=OrderStatus.PLACED,
                subtotal=price.subtotal,
                delivery_fee=price.delivery_fee,
                vat=price.vat,
                total=price.total,
                placed_at=now,
            )
            placed = [_line(order, wish, items[wish.item_id], of) for wish, of in zip(wishes, eaters, strict=True)]
            event = events.event(order=order, kind=EventKind.PLACED, by=by, now=now, channel=channel)
            owed = payments.charge_rows(
                site=slot.site, kind="order", key=order.number, payer=payer, amount=order.total, method=method, by=by, now=now
            )
            message = events.message_rows(order=order, kind=EventKind.PLACED, by=by, now=now)
            write([reservation, order, *placed, event, *owed, *message])
            keep_verdicts(lines=placed, verdicts=verdicts, gate=Gate.PLACED, by=by, now=now, overrule=overrule)
            if cart:
                CartLine.objects.filter(cart=cart, item_id__in=items).delete()
            # The rows everybody wants come last and are held only to the commit just after; when they refuse, all of the
            # above is rolled back, the reservation's row among it.
            portions.take(wanted=_wanted(wishes), by=by, now=now)
            slots.reserve(slot=slot, by=by, now=now, past_cut_off=past_cut_off, row=reservation)
            order_placed.send(sender=Order, order=order, by=by, now=now)
            return order
    except portions.CannotTakePortions as short:
        # The transaction is rolled back; only now look for what could be eaten instead.
        texts = dict(zip((s.item_id for s in short.short), short.items, strict=True))
        raise CannotPlaceOrder(
            [LineProblem(s.item_id, "sold_out", texts[s.item_id], lines.nearest_alternative(s.item_id, s.wanted, now)) for s in short.short]
        ) from short


def _number(now: datetime) -> str:
    """D-YYMMDD-NNNN: the day in Rwanda and a number of that day, which grows a digit after ten thousand orders."""
    day = clock.today(at=now)
    return f"D-{day:%y%m%d}-{next_unlocked(NUMBER_SEQUENCE, within=day.isoformat()):04d}"


def _check_form(wishes: Sequence[Wish], delivery: Delivery) -> None:
    if not wishes:
        raise RuleBroken(_("The basket is empty. Choose a dish first."), code="empty")
    for wish in wishes:
        if not 1 <= wish.quantity <= MOST_PORTIONS:
            raise RuleBroken(
                _("Choose between 1 and %(most)d portions of a dish.") % {"most": MOST_PORTIONS}, code="quantity", field="quantity"
            )
    if len({(wish.item_id, wish.eater_id) for wish in wishes}) != len(wishes):
        raise RuleBroken(_("A dish stands twice in the basket. Put its portions together."), code="twice")
    for name, value, text in (
        ("destination", delivery.destination, _("Say where the meal goes: ward and bed, room, or house.")),
        ("contact_name", delivery.contact_name, _("Give the name of the person who takes the meal.")),
        ("contact_phone", str(delivery.contact_phone or ""), _("Give a phone the courier can call.")),
    ):
        if not value.strip():
            raise RuleBroken(text, code="missing", field=name)


def _check_sector(delivery: Delivery) -> None:
    if delivery.sector and not delivery.zone.sectors.filter(pk=delivery.sector.pk).exists():
        raise RuleBroken(
            _("%(sector)s does not belong to %(zone)s. Choose the place again.") % {"sector": delivery.sector, "zone": delivery.zone.name},
            code="not_served",
            field="sector",
        )


def _check_lines(wishes: Sequence[Wish], slot: Slot, now: datetime) -> dict[int, MenuItem]:
    """The menu items by id, or every problem of every line at once."""
    rows = (
        MenuItem.objects.filter(pk__in=[wish.item_id for wish in wishes])
        .select_related("dish", "menu_day")
        .with_strikes(now=now)
        .annotate(recipe_version_id=F("dish__recipe__published"))
    )
    items = {item.pk: item for item in rows}
    problems = []
    for wish in wishes:
        item = items.get(wish.item_id)
        code, text = _problem(wish, item, slot, now)
        if code:
            another = code not in ("price_changed", "other_service")
            alternative = lines.nearest_alternative(wish.item_id, wish.quantity, now) if another else None
            problems.append(LineProblem(wish.item_id, code, text, alternative))
    if problems:
        raise CannotPlaceOrder(problems)
    return items


def _problem(wish: Wish, item: MenuItem | None, slot: Slot, now: datetime) -> tuple[str, str]:
    if item is None:
        return "gone", _("A dish is no longer on the menu. Take it out of the basket.")
    name, day = item.dish.name, item.menu_day
    if (day.site_id, day.date, day.period) != (slot.site_id, slot.date, slot.period):
        return "other_service", _("%(dish)s is for another meal than the time you chose. Order it on its own.") % {"dish": name}
    code, text = lines.problem(item, seen_price=wish.seen_price)
    return (code, text) if code else lines.shortage(item, wish.quantity)


def _wanted(wishes: Sequence[Wish]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for wish in wishes:
        wanted[wish.item_id] = wanted.get(wish.item_id, 0) + wish.quantity
    return wanted


def _line(order: Order, wish: Wish, item: MenuItem, eater: Eater) -> OrderLine:
    dish = item.dish
    return OrderLine(
        order=order,
        eater=eater,
        item=item,
        dish=dish,
        station_id=dish.station_id,
        recipe_version_id=item.recipe_version_id,
        name_en=dish.name_en,
        name_rw=dish.name_rw,
        name_fr=dish.name_fr,
        quantity=wish.quantity,
        unit_price=item.price,
        amount=item.price * wish.quantity,
        note=wish.note.strip(),
    )
