"""Verbs as buttons: they ask on GET, run on POST, say a refusal in the dialog, and come back to where they were pressed."""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse
from unfold.enums import ActionVariant

from backoffice.admin.base import DeskAdmin
from backoffice.admin.moves import Ask, Done, each, move, offered
from core.common.errors import RuleBroken
from core.orders import actions as order_actions
from core.orders.models import Order
from tests import factories as f

pytestmark = pytest.mark.django_db


class AskMinutes(Ask):
    minutes = forms.IntegerField(label="Minutes", min_value=1)


class ProofAdmin(DeskAdmin):
    """An admin of orders with one button of each sort; it is asked directly and never registered."""

    actions_detail = ["wait", "take", "throw"]
    ran: list = []

    def has_desk_permission(self, request, row=None):
        return request.user.has_perm("orders.desk_order")

    @move("Wait", permission="desk", asks=AskMinutes, first=True, when=lambda order: order.status == "placed")
    def wait(self, request, order, answers):
        if answers["minutes"] > 90:
            raise RuleBroken("Nobody waits that long.", field="minutes", items=["Lunch ends at 14:00."])
        if answers["minutes"] == 13:
            raise RuleBroken("The order has gone.")
        self.ran.append((order.pk, answers["minutes"]))
        return "It waits."

    @move("Take", permission="desk", first=True)
    def take(self, request, order, answers):
        return Done("Taken.", undo="cancel")

    @move("Throw", permission="desk", grave=True)
    def throw(self, request, order, answers):
        return Done("Thrown.", go="/admin/")


@pytest.fixture(autouse=True)
def nothing_ran_yet():
    ProofAdmin.ran = []


@pytest.fixture
def proof():
    return ProofAdmin(Order, admin.site)


@pytest.fixture
def order():
    return f.placed_order()


@pytest.fixture
def ask(rf: RequestFactory, client, order):
    """Press a button of the proof: `ask("wait", minutes=5)` posts, `ask("wait", get=True)` opens."""
    desk = f.person(role="order_desk")

    def press(name, *, person=desk, get=False, htmx=True, came_from="", **answers):
        headers = {"HX-Request": "true", "HX-Current-URL": came_from} if htmx else {"Referer": came_from}
        path = f"/admin/orders/order/{order.pk}/{name}/"
        request = rf.get(path, headers=headers) if get else rf.post(path, answers, headers=headers)
        request.user, request.session = person, client.session
        request._messages = FallbackStorage(request)
        answer = getattr(ProofAdmin(Order, admin.site), name)(request, object_id=str(order.pk))
        answer.said = [(str(message), message.tags, message.extra_tags) for message in get_messages(request)]
        return answer.render() if hasattr(answer, "render") else answer

    return press


def test_opening_asks_and_does_nothing(ask, order):
    answer = ask("wait", get=True)
    assert b'name="minutes"' in answer.content
    assert b"Wait" in answer.content
    assert ProofAdmin.ran == []


def test_answering_runs_it_once_and_says_so(ask, order):
    answer = ask("wait", minutes=20)
    assert ProofAdmin.ran == [(order.pk, 20)]
    assert answer.said == [("It waits.", "success", "")]
    assert answer["HX-Redirect"] == reverse("admin:orders_order_change", args=[order.pk])


def test_a_mistake_is_shown_beside_its_field(ask):
    answer = ask("wait", minutes=0)
    assert answer.status_code == 200
    assert b"greater than or equal to 1" in answer.content
    assert ProofAdmin.ran == []


def test_an_empty_answer_is_a_mistake_too(ask):
    assert b"This field is required" in ask("wait").content


def test_a_refusal_about_a_field_stands_beside_it_with_every_sentence(ask):
    answer = ask("wait", minutes=120)
    assert b"Nobody waits that long." in answer.content
    assert b"Lunch ends at 14:00." in answer.content
    assert b'value="120"' in answer.content
    assert answer.said == []


def test_a_refusal_about_the_whole_stands_on_top(ask):
    answer = ask("wait", minutes=13)
    assert b'role="alert"' in answer.content
    assert b"The order has gone." in answer.content


def test_without_the_dialog_a_refusal_is_said_on_the_page(ask, order):
    answer = ask("wait", htmx=False, minutes=120)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("admin:orders_order_change", args=[order.pk])
    assert answer.said == [("Nobody waits that long.\nLunch ends at 14:00.", "error", "")]


def test_who_may_not_is_refused_on_get_and_on_post(ask):
    cook = f.person(role="kitchen_staff")
    with pytest.raises(PermissionDenied):
        ask("wait", person=cook, get=True)
    with pytest.raises(PermissionDenied):
        ask("wait", person=cook, minutes=5)
    assert ProofAdmin.ran == []


def test_one_comes_back_to_the_page_the_button_was_on(ask):
    assert ask("wait", minutes=5, came_from="http://testserver/admin/?tab=late")["HX-Redirect"] == "/admin/?tab=late"
    assert ask("take", htmx=False, came_from="http://testserver/admin/")["Location"] == "/admin/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/admin/", "//evil.example/", "javascript:alert(1)"])
def test_no_page_of_another_house_is_followed(ask, order, elsewhere):
    answer = ask("wait", minutes=5, came_from=elsewhere)
    assert answer["HX-Redirect"] == reverse("admin:orders_order_change", args=[order.pk])


def test_what_can_be_taken_back_offers_it_in_the_toast(ask, order):
    undo = reverse("admin:orders_order_cancel", args=[order.pk])
    assert ask("take").said == [("Taken.", f"{undo} success", undo)]


def test_a_move_may_lead_elsewhere(ask):
    assert ask("throw")["HX-Redirect"] == "/admin/"


def test_only_moves_that_fit_the_row_are_offered_and_one_of_them_is_green(proof, rf, order):
    request = rf.get("/")
    request.user = f.person(role="order_desk")
    found = offered(proof, request, proof._get_base_actions_detail(), order)
    assert [(action.path, action.variant) for action in found] == [
        ("wait", ActionVariant.PRIMARY),
        ("take", ActionVariant.DEFAULT),
        ("throw", ActionVariant.DANGER),
    ]
    order.status = "delivered"
    found = offered(proof, request, proof._get_base_actions_detail(), order)
    assert [(action.path, action.variant) for action in found] == [("take", ActionVariant.PRIMARY), ("throw", ActionVariant.DANGER)]


def test_nothing_is_offered_to_who_may_nothing(proof, rf, order):
    request = rf.get("/")
    request.user = f.person(role="ward_clerk")
    assert offered(proof, request, proof._get_base_actions_detail(), order) == []


def test_a_hidden_button_that_is_posted_to_is_refused_by_the_domain(sign_in_as, order):
    desk = sign_in_as("order_desk")
    url = reverse("admin:orders_order_confirm", args=[order.pk])
    desk.post(url)
    answer = desk.post(url, headers={"HX-Request": "true"})
    assert "HX-Redirect" not in answer
    assert "cannot become confirmed" in answer.content.decode()
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert order.events.filter(kind="confirmed").count() == 1


def test_many_rows_at_once_each_by_itself(rf, client):
    orders = [f.placed_order(), f.placed_order(), f.placed_order()]
    desk = f.person(role="order_desk")
    order_actions.confirm(order=orders[1], by=desk, now=orders[1].placed_at)
    request = rf.post("/")
    request.user, request.session = desk, client.session
    request._messages = FallbackStorage(request)
    confirm = lambda order: order_actions.confirm(order=order, by=desk, now=order.placed_at)  # noqa: E731
    each(request, orders, confirm, lambda number: f"{number} confirmed.")
    done, refused = [str(message) for message in get_messages(request)]
    assert done == "2 confirmed."
    assert refused.startswith("1 was left as it is:\n")
    assert orders[1].number in refused
