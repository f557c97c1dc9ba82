"""Placing: what an order that is taken leaves behind, to the franc and to the row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django_q.models import OrmQ

from core.common.history import acting
from core.common.models import Counter, Submission
from core.common.submissions import KeyReused
from core.eaters.actions import self_eater
from core.eaters.models import Eater
from core.menu.models import Dish
from core.notifications.models import Message
from core.orders import actions
from core.orders.actions import carts
from core.orders.models import Order, OrderLine
from core.orders.signals import order_placed
from core.payments.models import Attempt, Charge
from core.slots.models import Reservation
from core.zones.models import Sector
from tests import factories as f
from tests.core.orders.asking import place
from tests.snapshots import nothing_changed, tables

pytestmark = pytest.mark.django_db


def test_an_order_says_what_was_asked_and_what_it_costs(now):
    payer, slot, zone = f.person(), f.slot(), f.zone(key="campus", fee=500)
    beans, tea = f.menu_item(of=f.dish(price=1500)), f.menu_item(of=f.dish(price=700), price_override=600)
    Dish.objects.filter(pk=tea.dish_id).update(tax_class="exempt")
    order = place(
        payer=payer,
        slot=slot,
        wishes=[f.wish(beans, 2, note=" no salt "), f.wish(tea, 3)],
        delivery={"zone": zone, "destination": " Ward 3, bed 12 ", "contact_name": " Aline ", "note": " ring twice "},
        channel="desk",
        language="fr",
    )
    order.refresh_from_db()
    assert (order.status, order.channel, order.language) == ("placed", "desk", "fr")
    assert (order.payer, order.site, order.slot, order.zone, order.sector) == (payer, slot.site, slot, zone, None)
    assert (order.date, order.period, order.due_at, order.placed_at) == (slot.date, "lunch", slot.ends_at, now)
    assert (order.destination, order.contact_name, str(order.contact_phone), order.note) == (
        "Ward 3, bed 12",
        "Aline",
        "+250788123456",
        "ring twice",
    )
    # VAT is within the beans (3,000) and the delivery (500), not within the exempt tea: 3,500 × 18 / 118.
    assert (order.subtotal, order.delivery_fee, order.vat, order.total) == (4800, 500, 534, 5300)
    assert (order.confirmed_at, order.ready_at, order.closed_at, order.cancel_reason) == (None, None, None, "")


def test_a_line_keeps_names_price_station_and_recipe_as_they_were_sold():
    dish = f.dish(name="Beans", price=1500, station_key="cold")
    Dish.objects.filter(pk=dish.pk).update(name_rw="Ibishyimbo", name_fr="Haricots")
    item = f.menu_item(of=dish)
    payer = f.person()
    order = place(payer=payer, wishes=[f.wish(item, 2, note=" soft ")])
    version = dish.recipe.published
    Dish.objects.filter(pk=dish.pk).update(name_en="Peas", price=9000)
    (line,) = order.lines.all()
    assert (line.item, line.dish, line.station.key, line.recipe_version) == (item, dish, "cold", version)
    assert (line.name_en, line.name_rw, line.name_fr) == ("Beans", "Ibishyimbo", "Haricots")
    assert (line.quantity, line.unit_price, line.amount, line.note) == (2, 1500, 3000, "soft")
    assert line.eater == self_eater(person=payer, by=payer, now=order.placed_at)


def test_portions_and_the_place_in_the_slot_are_taken():
    item, other, slot = f.menu_item(portions=20), f.menu_item(portions=20), f.slot(capacity=9)
    order = place(wishes=[f.wish(item, 3)], slot=slot)
    item.refresh_from_db()
    other.refresh_from_db()
    slot.refresh_from_db()
    assert (item.portions_sold, item.portions_left, other.portions_sold) == (3, 17, 0)
    assert (slot.reserved, slot.left) == (1, 8)
    assert (order.reservation.status, order.reservation.slot, Reservation.objects.count()) == ("held", slot, 1)


def test_what_is_owed_and_how_it_will_be_paid_is_written_down(now):
    payer = f.person()
    order = place(payer=payer, items=[f.menu_item(of=f.dish(price=1500))])
    charge, attempt = Charge.objects.get(), Attempt.objects.get()
    assert (charge.payable_kind, charge.payable_key, charge.payer, charge.site) == ("order", order.number, payer, order.site)
    assert (charge.amount, charge.currency, charge.status, charge.made_at, charge.settled_at) == (1500, "RWF", "due", now, None)
    assert (attempt.charge, attempt.method, attempt.amount, attempt.status) == (charge, "cash", 1500, "pending")


def test_the_payer_is_told_once_after_commit(now):
    payer = f.person()
    order = place(payer=payer, items=[f.menu_item(of=f.dish(price=1500))])
    message = Message.objects.get()
    assert (message.to_user, message.channel, message.address, message.language) == (payer, "email", payer.email, "en")
    assert (message.kind, message.status, message.dedupe_key) == ("order_placed", "queued", f"order:{order.number}:placed")
    assert (message.about_kind, message.about_key) == ("order", order.number)
    assert message.subject == f"Order {order.number} is with us"
    assert message.body == (
        "We have your order for 12:30–13:00 to Ward 3, bed 12. To pay: RWF 1,500.\n\n"
        f"Questions: call +250788000100 and say the number {order.number}.\n"
    )
    assert OrmQ.objects.count() == 1


def test_the_timeline_begins(now):
    desk = f.person(role="order_desk")
    order = place(by=desk, channel="desk")
    (event,) = order.events.all()
    assert (event.kind, event.by, event.at, event.reason, event.data) == ("placed", desk, now, "", {"channel": "desk"})


def test_others_are_told_inside_the_transaction():
    heard = []

    def hear(sender: type, *, order: Order, by: Any, now: Any, **more: Any) -> None:
        heard.append((order.number, by, Order.objects.filter(pk=order.pk).exists()))

    order_placed.connect(hear)
    try:
        order = place()
    finally:
        order_placed.disconnect(hear)
    assert heard == [(order.number, order.payer, True)]


def test_a_receiver_that_fails_takes_the_order_back_with_it():
    def break_down(sender: type, **more: Any) -> None:
        raise ObjectDoesNotExist

    payer, item, slot, zone = f.person(), f.menu_item(), f.slot(), f.zone()
    order_placed.connect(break_down)
    try:
        with nothing_changed(), pytest.raises(ObjectDoesNotExist):
            place(payer=payer, items=[item], slot=slot, delivery={"zone": zone})
    finally:
        order_placed.disconnect(break_down)


def test_the_basket_loses_what_was_ordered_and_keeps_the_rest(now):
    payer = f.person()
    lunch, dinner = f.menu_item(), f.menu_item(period="dinner")
    f.slot(period="dinner", starts="18:30", ends="19:00", cut_off="15:00")
    f.slot()
    cart = carts.find_or_create(user=payer, token=None, site=f.site(), now=now)
    for item in (lunch, dinner):
        carts.set_quantity(cart=cart, item=item, quantity=1, now=now)
    place(payer=payer, items=[lunch], cart=cart)
    assert list(cart.lines.values_list("item", flat=True)) == [dinner.pk]


def test_the_first_order_of_a_person_makes_their_eater_and_the_second_does_not():
    payer = f.person(role="stranger")
    assert Eater.objects.count() == 0
    place(payer=payer, key="1")
    place(payer=payer, key="2")
    assert (Eater.objects.count(), OrderLine.objects.values("eater").distinct().count()) == (1, 1)


def test_a_line_may_be_for_somebody_the_payer_cares_for(now):
    child = Eater.objects.create(name="Keza", created_at=now)
    order = place(eater=child)
    assert [line.eater for line in order.lines.all()] == [child]


def test_a_town_order_keeps_its_sector():
    town = f.zone(key="town", kind="town", fee=1000)
    ngoma = Sector.objects.create(province="South", district="Huye", name="Ngoma", code="2409")
    town.sectors.add(ngoma)
    assert place(delivery={"zone": town, "sector": ngoma}).sector == ngoma


def test_numbers_of_a_day_run_on_and_are_never_given_twice(clock):
    numbers = [place(key=str(n)).number for n in range(3)]
    assert numbers == ["D-261125-0001", "D-261125-0002", "D-261125-0003"]
    clock.shift(timedelta(days=1))
    slot, item = f.slot(), f.menu_item()
    assert place(key="tomorrow", slot=slot, items=[item]).number == "D-261126-0001"


def test_the_ten_thousandth_order_of_a_day_gets_a_number_of_its_own():
    place(key="first")
    # As if nine thousand nine hundred and ninety-eight had come since.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('orders_number_seq', value + 9999) FROM common_counter")
    else:
        Counter.objects.update(value=9999)
    assert [place(key=str(n)).number for n in range(2)] == ["D-261125-10000", "D-261125-10001"]


def test_the_day_in_a_number_is_the_day_in_rwanda(clock):
    clock.move_to("2026-11-24T22:30:00+00:00")  # half past midnight on the 25th in Huye
    assert place(slot=f.slot(), items=[f.menu_item()]).number.startswith("D-261125-")


# --- one press, one order ---------------------------------------------------------------------------


def test_the_same_press_gives_the_same_order_and_writes_nothing(clock):
    payer, item = f.person(), f.menu_item()
    first = place(payer=payer, items=[item])
    clock.shift(timedelta(minutes=3))
    with nothing_changed():
        again = place(payer=payer, items=[item])
    assert (again.pk, first.was_placed_before, again.was_placed_before) == (first.pk, False, True)
    assert Submission.objects.count() == 1


def test_the_same_press_gives_the_same_order_even_when_the_dish_has_gone_since(clock):
    payer, item = f.person(), f.menu_item(portions=1)
    first = place(payer=payer, items=[item])
    Dish.objects.update(status="archived")
    clock.shift(timedelta(hours=5))
    assert place(payer=payer, items=[item]).pk == first.pk


@pytest.mark.parametrize(
    "change",
    [
        {"method": "momo"},
        {"delivery": {"destination": "Ward 4"}},
        {"delivery": {"contact_name": "Keza"}},
        {"delivery": {"contact_phone": "+250788999999"}},
        {"delivery": {"note": "late"}},
    ],
)
def test_a_used_key_with_another_content_is_refused(change: dict):
    payer, item = f.person(), f.menu_item()
    place(payer=payer, items=[item])
    with nothing_changed(), pytest.raises(KeyReused) as refused:
        place(payer=payer, items=[item], **change)
    assert refused.value.code == "key_reused"


def test_a_used_key_with_another_basket_slot_or_place_is_refused():
    payer, item, other = f.person(), f.menu_item(), f.menu_item()
    later, campus = f.slot(starts="13:00", ends="13:30"), f.zone(key="campus")
    place(payer=payer, items=[item])
    for change in (
        {"wishes": [f.wish(item, 2)]},
        {"wishes": [f.wish(item, note="soft")]},
        {"wishes": [f.wish(other)]},
        {"wishes": [f.wish(item), f.wish(other)]},
        {"wishes": [f.wish(item)], "slot": later},
        {"wishes": [f.wish(item)], "delivery": {"zone": campus}},
    ):
        with nothing_changed(), pytest.raises(KeyReused):
            place(payer=payer, **change)


def test_a_refused_press_can_be_repeated_once_it_is_possible():
    payer, item = f.person(), f.menu_item(portions=0)
    with pytest.raises(actions.CannotPlaceOrder):
        place(payer=payer, items=[item])
    type(item).objects.update(portions_planned=5)
    assert place(payer=payer, items=[item]).was_placed_before is False


def test_a_key_is_ones_own():
    item = f.menu_item()
    assert place(items=[item]).pk != place(items=[item]).pk


# --- history -------------------------------------------------------------------------------------------


UNTRACKED_BY_DESIGN = {
    "common_submission",
    "common_counter",
    "slots_reservation",
    "notifications_message",
    "orders_orderevent",
    "django_q_ormq",
    # Counters on the row, moved by conditional updates; what moved them is the order itself.
    "menu_menuitem",
    "slots_slot",
}


def test_placing_writes_exactly_one_history_row_for_each_row_it_writes_with_actor_reason_and_request(now):
    payer, items, slot, zone = f.person(), [f.menu_item(), f.menu_item()], f.slot(), f.zone()
    self_eater(person=payer, by=payer, now=now)
    before = tables()
    with acting(by=payer, why="Sent from the portal", request_id="request-1"):
        order = place(payer=payer, items=items, slot=slot, delivery={"zone": zone})
    after = tables()
    new = {name: after[name][0] - before[name][0] for name in after if after[name] != before[name]}
    rows = {name: count for name, count in new.items() if "_historical" not in name and name not in UNTRACKED_BY_DESIGN}
    kept = {name.replace("_historical", "_"): count for name, count in new.items() if "_historical" in name}
    assert rows == {"orders_order": 1, "orders_orderline": 2, "payments_charge": 1, "payments_attempt": 1}
    assert kept == rows
    charge = Charge.objects.get()
    told = [
        *order.history.all(),
        *OrderLine.history.all(),
        *charge.history.all(),
        *charge.attempts.get().history.all(),
    ]
    assert len(told) == 5
    for row in told:
        assert (row.history_type, row.history_user, row.history_change_reason, row.history_request_id) == (
            "+",
            payer,
            "Sent from the portal",
            "request-1",
        )
