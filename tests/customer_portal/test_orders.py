"""A customer's own orders: nobody else's, followed as they go, cancelled in time, ordered again."""

import pytest
from django.urls import reverse

from core.menu.actions import calendar
from core.orders import actions
from core.orders.models import CartLine, Order
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(sign_in_as):
    return sign_in_as("customer")


def page(order, name="order"):
    return reverse(f"customer_portal:{name}", args=[order.number])


def test_an_empty_list_says_what_belongs_there(customer):
    assert "No orders yet" in customer.get(reverse("customer_portal:orders")).content.decode()


def test_the_list_takes_few_queries(customer, django_assert_max_num_queries):
    for _ in range(4):
        f.placed_order(payer=customer.user)
    with django_assert_max_num_queries(8):
        text = customer.get(reverse("customer_portal:orders")).content.decode()
    assert text.count("orders__row") == 4


@pytest.mark.parametrize(("name", "method"), [("order", "get"), ("order-live", "get"), ("order-cancel", "post"), ("order-repeat", "post")])
def test_anothers_order_is_not_found(customer, name, method):
    order = f.placed_order()
    assert getattr(customer, method)(page(order, name)).status_code == 404
    assert Order.objects.get().status == "placed"


def test_the_page_follows_the_order(customer, now):
    order = f.placed_order(payer=customer.user)
    text = customer.get(page(order)).content.decode()
    assert "We look at it and confirm it" in text
    seen = str(order.events.get().pk)
    assert customer.get(page(order, "order-live"), {"seen": seen}).status_code == 204
    actions.confirm(order=order, by=f.person(role="order_desk"), now=now)
    answer = customer.get(page(order, "order-live"), {"seen": seen})
    assert answer.status_code == 200
    assert "Confirmed" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_placed_order_can_be_cancelled_once_and_again_without_harm(customer):
    order = f.placed_order(payer=customer.user)
    for _ in range(2):
        assert customer.post(page(order, "order-cancel")).headers["Location"] == page(order)
    order.refresh_from_db()
    assert (order.status, order.cancel_reason, order.events.filter(kind="cancelled").count()) == ("cancelled", "customer", 1)


def test_a_confirmed_order_cannot_be_cancelled_by_the_customer(customer, now):
    order = f.placed_order(payer=customer.user)
    actions.confirm(order=order, by=f.person(role="order_desk"), now=now)
    answer = customer.post(page(order, "order-cancel"))
    assert answer.status_code == 409
    assert "Call the kitchen" in answer.content.decode()
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_cancelling_asks_for_post(customer):
    order = f.placed_order(payer=customer.user)
    assert customer.get(page(order, "order-cancel")).status_code == 405


def test_ordering_again_fills_the_basket_and_says_what_changed(customer, now):
    dear, gone = f.menu_item(of=f.dish(name="Beef pilau", price=3000)), f.menu_item(of=f.dish(name="Isombe"), portions=1)
    order = f.placed_order(payer=customer.user, items=[dear, gone])
    planned = [calendar.Planned(dear.dish, 20, 3500)]
    calendar.plan(site=f.site(), day=dear.menu_day.date, period="lunch", dishes=planned, by=f.system(), now=now)
    answer = customer.post(page(order, "order-repeat"))
    assert answer.headers["Location"] == reverse("customer_portal:basket")
    assert list(CartLine.objects.values_list("item__dish__name_en", "quantity")) == [("Beef pilau", 1)]
    said = [str(message) for message in answer.wsgi_request._messages]
    assert "Isombe: 0 portions left, you had 1." in said
    assert "Beef pilau now costs RWF 3,500 instead of RWF 3,000." in said
