"""The desk's pages: the list, one order with its moves, and building an order for a caller."""

import uuid

import pytest
from django.urls import reverse

from core.delivery import actions as delivery
from core.kitchen import actions as kitchen
from core.orders import actions
from core.orders.models import Order
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in_as):
    return sign_in_as("order_desk")


def test_the_list_shows_what_waits_first(desk):
    order = f.placed_order()
    page = desk.get(reverse("admin:orders_order_changelist"))
    assert page.status_code == 200
    assert order.number in page.content.decode()


def test_the_list_takes_at_most_eight_queries(desk, django_assert_max_num_queries):
    for _ in range(5):
        f.placed_order()
    desk.get(reverse("admin:orders_order_changelist"))
    with django_assert_max_num_queries(8):
        desk.get(reverse("admin:orders_order_changelist"))


def test_an_order_is_confirmed_from_its_page(desk):
    order = f.placed_order()
    page = reverse("admin:orders_order_change", args=[order.pk])
    assert desk.get(page).status_code == 200
    answer = desk.post(reverse("admin:orders_order_confirm", args=[order.pk]))
    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.status == "confirmed"
    text = desk.get(page).content.decode()
    assert "Confirmed" in text
    assert "Cancel order" in text


def test_a_get_confirms_nothing(desk):
    order = f.placed_order()
    desk.get(reverse("admin:orders_order_confirm", args=[order.pk]))
    order.refresh_from_db()
    assert order.status == "placed"


def test_an_order_is_built_for_a_new_caller(desk):
    item, slot, zone = f.menu_item(), f.slot(), f.zone()
    page = reverse("admin:orders_order_desk")
    assert desk.get(page).status_code == 200
    typed = {
        "phone": "0788 123 456",
        "name": "Aline Uwase",
        "slot": slot.pk,
        "zone": zone.pk,
        "destination": "Ward 3, bed 12",
        "key": uuid.uuid4().hex,
        f"q-{item.pk}": "2",
    }
    answer = desk.post(page, typed)
    order = Order.objects.get()
    assert answer.headers["Location"] == reverse("admin:orders_order_change", args=[order.pk])
    assert (order.channel, order.total, str(order.payer.phone), order.payer.name) == ("desk", 4000, "+250788123456", "Aline Uwase")
    desk.post(page, typed)
    assert Order.objects.count() == 1


def test_a_form_with_a_mistake_keeps_what_was_typed(desk):
    item, slot, zone = f.menu_item(portions=1), f.slot(), f.zone()
    typed = {"phone": "12", "name": "Aline", "slot": slot.pk, "zone": zone.pk, "destination": "", "key": "k", f"q-{item.pk}": "2"}
    answer = desk.post(reverse("admin:orders_order_desk"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Aline"' in text
    assert f'name="q-{item.pk}" value="2"' in text
    answer = desk.post(reverse("admin:orders_order_desk"), typed | {"phone": "0788123456", "destination": "Ward 1"})
    assert answer.status_code == 409
    assert "only 1 portion left" in answer.content.decode()
    assert Order.objects.count() == 0


def test_the_caller_is_known_by_phone(desk):
    caller = f.person(name="Eric Ndayisaba", phone="+250788555666")
    f.placed_order(payer=caller, destination="Lab, second floor")
    text = desk.get(reverse("admin:orders_order_desk"), {"part": "person", "phone": "0788555666"}).content.decode()
    assert "Eric Ndayisaba" in text
    assert "Lab, second floor" in text


def test_home_shows_the_orders_to_confirm(desk):
    order = f.placed_order()
    text = desk.get(reverse("admin:index")).content.decode()
    assert "Orders to confirm" in text
    assert order.number in text


def test_a_porter_sees_only_their_stops(sign_in_as, now):
    order = actions.confirm(order=f.placed_order(), by=f.person(role="order_desk"), now=now)
    cook, dispatcher = f.person(role="kitchen_staff"), f.person(role="dispatcher")
    for ticket in order.tickets.all():
        kitchen.tap(ticket=ticket, kind="done", by=cook, now=now)
    order.refresh_from_db()
    porter, other = sign_in_as("courier"), sign_in_as("courier")
    delivery.assign(stop=order.stop, courier=porter.user, by=dispatcher, now=now)
    page = reverse("admin:delivery_stop_change", args=[order.stop.pk])
    assert other.get(page).status_code in (302, 404)
    assert order.number not in other.get(reverse("admin:index")).content.decode()
    assert order.number in porter.get(reverse("admin:index")).content.decode()
    porter.post(reverse("admin:delivery_stop_pick_up", args=[order.stop.pk]))
    porter.post(reverse("admin:delivery_stop_hand_over", args=[order.stop.pk]), {"received_by": "Aline"})
    order.refresh_from_db()
    assert order.status == "delivered"
