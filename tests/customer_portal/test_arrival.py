"""Where a sign-in leads, and that a guest's basket comes along whatever way it is done."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from core.notifications.channels import sms
from core.orders.actions import carts
from core.orders.models import Cart, CartLine
from tests import factories as f
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "isombe-na-ubugali-7"


@pytest.fixture
def item():
    f.slot()
    return f.menu_item()


def guest_with_basket(item):
    client = Client()
    client.post("/basket/set/", {"portions": f"{item.pk}:2:{item.price}"})
    assert CartLine.objects.get().cart.user is None
    return client


def test_a_customer_with_an_empty_basket_goes_to_the_menu(item):
    assert sign_in(f.person()).get("/welcome/")["Location"] == "/"


def test_a_customer_with_a_basket_goes_to_it(item, now):
    client = sign_in(f.person())
    cart = carts.find_or_create(user=client.user, token=None, site=f.site(), now=now)
    carts.set_quantity(cart=cart, item=item, quantity=1, now=now)
    assert client.get("/welcome/")["Location"] == "/basket/"


@pytest.mark.parametrize(("role", "screen"), [("kitchen_staff", "/kitchen/"), ("head_chef", "/admin/"), ("order_desk", "/admin/")])
def test_staff_go_to_their_work(role, screen):
    assert sign_in(f.person(role=role)).get("/welcome/")["Location"] == screen


def test_the_page_they_came_for_wins():
    assert sign_in(f.person()).get("/welcome/?" + urlencode({"next": "/orders/?page=2"}))["Location"] == "/orders/?page=2"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_no_other_host_is_gone_to(elsewhere):
    assert sign_in(f.person()).get("/welcome/?" + urlencode({"next": elsewhere}))["Location"] == "/"


def test_a_stranger_signs_in_first():
    assert Client().get("/welcome/")["Location"] == "/accounts/login/?next=/welcome/"


# --- the basket comes along --------------------------------------------------------------------------------------


def test_it_comes_along_through_the_sign_in_page(item):
    person = f.person(password=PASSWORD)
    client = guest_with_basket(item)
    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert response["Location"] == "/welcome/"
    assert CartLine.objects.get().cart.user == person
    assert client.get("/welcome/")["Location"] == "/basket/"


def test_it_comes_along_through_a_new_account(item):
    sms.memory.clear()
    client = guest_with_basket(item)
    client.post(reverse("account_signup"), {"name": "Aline Uwase", "phone": "0788 412 067", "password1": PASSWORD})
    code = re.search(r"\b\d{6}\b", sms.memory[-1]["text"])[0]
    client.post(reverse("account_verify_phone"), {"code": code})
    assert CartLine.objects.get().cart.user.name == "Aline Uwase"


def test_it_comes_along_through_any_other_way_in(item):
    """A code by mail or phone, a reset password: all of them end in Django's own login."""
    person = f.person()
    client = guest_with_basket(item)
    sign_in(person, client)
    assert CartLine.objects.get().cart.user == person
    assert "basket" not in client.session


def test_it_joins_what_the_person_had(item, now):
    person, other = f.person(), f.menu_item()
    own = carts.find_or_create(user=person, token=None, site=f.site(), now=now)
    carts.set_quantity(cart=own, item=other, quantity=1, now=now)
    client = Client()
    client.post("/basket/set/", {"portions": f"{item.pk}:2:{item.price}"})
    sign_in(person, client)
    assert {line.item_id: line.quantity for line in own.lines.all()} == {item.pk: 2, other.pk: 1}
    assert Cart.objects.count() == 1


def test_after_signing_out_the_basket_stays_with_the_person(item):
    person = f.person()
    client = guest_with_basket(item)
    sign_in(person, client)
    client.post("/accounts/logout/")
    assert "Your basket is empty" in client.get("/basket/").content.decode()
    assert CartLine.objects.get().cart.user == person
