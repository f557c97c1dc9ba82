"""The sidebar: only what one may open, at most seven a group, a number only where work waits."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from backoffice import navigation
from tests import factories as f

pytestmark = pytest.mark.django_db


def request_of(person, path="/admin/", **query):
    request = RequestFactory().get(path, query)
    request.user = person
    return request


def shown(request):
    return {str(group["title"]): [str(item["title"]) for item in group["items"]] for group in navigation.groups(request)}


def active(request):
    return [str(item["title"]) for group in navigation.groups(request) for item in group["items"] if item["active"]]


def item(request, title):
    return next(item for group in navigation.groups(request) for item in group["items"] if str(item["title"]) == title)


def test_no_group_has_more_than_seven_pages():
    assert {str(title): len(pages) for title, pages in navigation.GROUPS if len(pages) > 7} == {}


def test_every_page_is_of_a_model_with_an_admin():
    without = [
        page.model for _title, pages in navigation.GROUPS for page in pages if not admin.site.is_registered(apps.get_model(page.model))
    ]
    assert without == []


def test_no_two_pages_share_a_key():
    keys = ["h", *(page.key for _title, pages in navigation.GROUPS for page in pages if page.key)]
    assert len(keys) == len(set(keys))


def test_a_courier_sees_what_to_carry_and_nothing_else():
    assert shown(request_of(f.person(role="courier"))) == {"": ["Home"], "Today": ["Deliveries"]}


def test_finance_sees_orders_and_money_but_no_kitchen_and_no_people():
    pages = shown(request_of(f.person(role="finance")))
    assert "Payments" in pages["Money"]
    assert "Orders" in pages["Today"]
    assert "Kitchen" not in pages["Today"]
    assert "People" not in pages


def test_a_group_without_a_page_to_open_is_left_out():
    assert "System" not in shown(request_of(f.person(role="kitchen_staff")))


def test_the_number_beside_orders_is_what_waits_to_be_confirmed():
    desk = f.person(role="order_desk")
    assert item(request_of(desk), "Orders")["count"]() == 0
    f.placed_order()
    f.placed_order()
    assert item(request_of(desk), "Orders")["count"]() == 2


def test_a_number_is_asked_once_a_request(django_assert_num_queries):
    request = request_of(f.person(role="order_desk"))
    count = item(request, "Orders")["count"]
    count()
    with django_assert_num_queries(0):
        count()
        item(request, "Orders")["count"]()


def test_nought_is_not_drawn(sign_in_as):
    desk = sign_in_as("order_desk")
    page = reverse("admin:orders_order_changelist")
    assert "side-count" not in desk.get(page).content.decode()
    f.placed_order()
    assert '<span class="side-count">1<' in desk.get(page).content.decode()


def test_the_page_one_is_on_is_marked():
    administrator = f.person(role="administrator")
    orders = reverse("admin:orders_order_changelist")
    assert active(request_of(administrator)) == ["Home"]
    assert active(request_of(administrator, orders)) == ["Orders"]
    assert active(request_of(administrator, f"{orders}1/change/")) == ["Orders"]
    assert active(request_of(administrator, reverse("admin:password_change"))) == []


def test_customers_and_staff_are_two_pages_of_one_list():
    administrator = f.person(role="administrator")
    people = reverse("admin:accounts_user_changelist")
    assert active(request_of(administrator, people, is_staff__exact="1")) == ["Staff"]
    assert active(request_of(administrator, people, is_staff__exact="0")) == ["Customers"]


def test_the_group_of_the_page_and_groups_with_a_number_stand_open():
    administrator = f.person(role="administrator")
    groups = {
        str(group["title"]): group["open"] for group in navigation.groups(request_of(administrator, reverse("admin:zones_zone_changelist")))
    }
    assert groups["Places"] is True
    assert groups["Today"] is True
    assert groups["System"] is False
