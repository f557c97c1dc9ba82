"""Taking a dish out of an order, or another in its place, before the kitchen starts."""

import pytest

from core.kitchen import actions as kitchen
from core.kitchen.models import Ticket
from core.menu.models import MenuItem
from core.orders import actions
from core.orders.models import Concern, OrderEvent, OrderLine
from core.payments.models import Attempt, Charge
from tests import factories as f
from tests.core.orders.test_gates import order as order_for
from tests.core.orders.test_rejudge import cook_with, rejudge
from tests.factories import eaters
from tests.factories.judged import food, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def items():
    return [
        f.menu_item(of=f.dish(name=name, price=price, station_key=station))
        for name, price, station in [("Rice", 2000, "hot"), ("Juice", 500, "drinks"), ("Beans", 1500, "hot")]
    ]


@pytest.fixture
def order(items):
    return f.placed_order(items=items[:2], quantity=2)


def sold(item):
    return MenuItem.objects.get(pk=item.pk).portions_sold


def test_a_dish_taken_out_is_not_owed_and_its_portions_are_free(order, items, now):
    rice, juice = order.lines.order_by("pk")
    actions.remove_line(line=juice, by=order.payer, now=now, reason="Not thirsty")
    order.refresh_from_db()
    assert (order.subtotal, order.total, list(order.lines.all())) == (4000, 4000, [rice])
    assert (sold(items[0]), sold(items[1])) == (2, 0)
    assert [(charge.amount, charge.status) for charge in Charge.objects.order_by("pk")] == [(5000, "void"), (4000, "due")]
    assert [(attempt.amount, attempt.method, attempt.status) for attempt in Attempt.objects.order_by("pk")] == [
        (5000, "cash", "cancelled"),
        (4000, "cash", "pending"),
    ]
    event = OrderEvent.objects.get(kind="amended")
    assert (event.by, event.reason, event.data) == (order.payer, "Not thirsty", {"out": "Juice", "total": 4000})
    gone = OrderLine.every.get(pk=juice.pk)
    assert (gone.quantity, gone.history.first().history_change_reason) == (0, "Not thirsty")


def test_taking_it_out_twice_changes_nothing(order, now):
    juice = order.lines.get(name_en="Juice")
    for _twice in range(2):
        actions.remove_line(line=juice, by=order.payer, now=now)
    assert (OrderEvent.objects.filter(kind="amended").count(), Charge.objects.count()) == (1, 2)


def test_the_last_dish_is_not_taken_out(items, now):
    order = f.placed_order(items=items[:1])
    with pytest.raises(actions.CannotAmendOrder) as refused:
        actions.remove_line(line=order.lines.get(), by=order.payer, now=now)
    assert refused.value.code == "last_line"
    assert order.lines.get().quantity == 1


def test_another_dish_comes_in_its_place(order, items, now):
    rice = order.lines.get(name_en="Rice")
    fresh = actions.swap_line(line=rice, item=items[2], by=order.payer, now=now)
    order.refresh_from_db()
    assert (fresh.name_en, fresh.quantity, fresh.amount, fresh.eater) == ("Beans", 2, 3000, rice.eater)
    assert order.total == 4000
    assert [sold(item) for item in items] == [0, 2, 2]
    assert actions.swap_line(line=rice, item=items[2], by=order.payer, now=now) == fresh, "a second press"
    assert Charge.objects.of(kind="order", key=order.number).first().amount == 4000


def test_a_dish_that_is_sold_out_does_not_come_in_and_nothing_changes(order, items, now):
    MenuItem.objects.filter(pk=items[2].pk).update(portions_planned=1)
    with pytest.raises(actions.CannotAmendOrder) as refused:
        actions.swap_line(line=order.lines.get(name_en="Rice"), item=items[2], by=order.payer, now=now)
    assert refused.value.code == "sold_out"
    order.refresh_from_db()
    assert (order.total, order.lines.count(), [sold(item) for item in items]) == (5000, 2, [2, 2, 0])


def test_a_dish_of_another_meal_does_not_come_in(order, now):
    dinner = f.menu_item(period="dinner")
    with pytest.raises(actions.CannotAmendOrder) as refused:
        actions.swap_line(line=order.lines.get(name_en="Rice"), item=dinner, by=order.payer, now=now)
    assert refused.value.code == "other_service"


def test_once_the_kitchen_has_started_nothing_changes(order, items, now):
    actions.confirm(order=order, by=f.system(), now=now)
    kitchen.tap(ticket=order.tickets.order_by("pk").first(), kind="start", by=f.person(role="kitchen_staff"), now=now)
    with pytest.raises(actions.CannotAmendOrder) as refused:
        actions.remove_line(line=order.lines.get(name_en="Juice"), by=order.payer, now=now)
    assert refused.value.code == "too_late"


def test_a_stranger_changes_nothing_and_the_desk_may(order, now):
    juice = order.lines.get(name_en="Juice")
    with pytest.raises(actions.CannotAmendOrder):
        actions.remove_line(line=juice, by=f.person(), now=now)
    assert actions.remove_line(line=juice, by=f.person(role="order_desk"), now=now).total == 4000


def test_tickets_follow_the_dishes(order, items, now):
    actions.confirm(order=order, by=f.system(), now=now)
    actions.swap_line(line=order.lines.get(name_en="Juice"), item=items[2], by=order.payer, now=now)
    assert dict(Ticket.objects.values_list("station__key", "status")) == {"hot": "queued", "drinks": "cancelled"}
    actions.swap_line(line=order.lines.get(name_en="Beans"), item=items[1], by=order.payer, now=now)
    assert dict(Ticket.objects.values_list("station__key", "status")) == {"hot": "queued", "drinks": "queued"}


def test_the_answer_to_a_concern_is_another_dish_that_fits(now):
    mother = f.person()
    keza = eaters.known(of=eaters.eater(carer=mother, name="Keza"), allergies={"peanuts": "severe"})
    rice, nuts, beans = (
        served(food("rice"), name="Rice"),
        served(food("nuts", contains=("peanuts",)), name="Nuts"),
        served(food("beans"), name="Beans"),
    )
    placed = order_for(mother, rice, keza)
    line = placed.lines.get()
    cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    rejudge()
    with pytest.raises(actions.CannotAmendOrder) as refused:
        actions.swap_line(line=line, item=nuts, by=mother, now=now)
    assert (refused.value.code, Concern.objects.get().answer) == ("does_not_fit", "")
    fresh = actions.swap_line(line=line, item=beans, by=mother, now=now)
    assert Concern.objects.get().answer == "swapped"
    assert fresh.verdicts.get().level == ""
    assert actions.confirm(order=placed, by=f.system(), now=now).status == "confirmed"
