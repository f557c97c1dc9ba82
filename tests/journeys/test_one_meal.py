"""One meal all the way: a stranger signs up and orders, the desk confirms, the cook bumps, the porter hands over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.common.models import Site
from core.notifications.channels import sms
from core.orders.models import Order
from tests import factories as f
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "0788 412 067"


@pytest.fixture
def kitchen_of_today(db: None) -> Site:
    """Two dishes for lunch at two stations, one window at noon, the wards."""
    f.menu_item(of=f.dish(key="umuceri", name="Rice and beans", price=1500))
    f.menu_item(of=f.dish(key="ikivuguto", name="Fermented milk", price=700, station_key="cold"))
    f.slot(starts="12:00", ends="12:30")
    f.zone(key="wards", kind="ward")
    return f.site()


def test_one_meal_goes_from_the_menu_to_the_bed(open_window, kitchen_of_today) -> None:
    # People with roles first: the accounts of the house.
    desk_person, cook_person, porter_person = f.person(role="order_desk"), f.person(role="kitchen_staff"), f.person(role="courier")

    customer = open_window()
    fill_the_basket(customer)
    sign_up(customer)
    order = place(customer)
    expect(customer.get_by_text("We look at it and confirm it")).to_be_visible()

    desk = open_window(desk_person, size=DESK)
    desk.goto("/admin/")
    desk.locator("[data-row]", has_text=order.number).get_by_role("button", name="Confirm").click()
    desk.get_by_role("dialog").get_by_role("button", name="Confirm order").click()
    expect(desk.get_by_text(f"{order.number} is confirmed")).to_be_visible()
    expect(step(customer, "Confirmed")).to_have_attribute("aria-current", "step", timeout=15_000)

    cook = open_window(cook_person, size=DESK)
    cook.goto("/kitchen/all/")
    for dish in ("Rice and beans", "Fermented milk"):
        ticket = cook.locator("[data-ticket]", has_text=dish)
        ticket.locator("button[value=start]").click()
        ticket.locator("button[value=done]").click()
    expect(customer.get_by_text("Cooked, waiting for the porter")).to_be_visible(timeout=15_000)

    desk.goto("/admin/")
    desk.locator("[data-row]", has_text=order.number).get_by_role("button", name="Give out").click()
    desk.get_by_role("dialog").get_by_label("Porter or courier").select_option(label=porter_person.name)
    desk.get_by_role("dialog").get_by_role("button", name="Give to a porter").click()
    expect(desk.get_by_text(f"goes with {porter_person.name}")).to_be_visible()

    porter = open_window(porter_person)
    porter.goto("/admin/")
    porter.locator("[data-row]", has_text=order.number).get_by_role("button", name="Picked up").click()
    porter.get_by_role("dialog").get_by_role("button", name="Picked up").click()
    expect(porter.get_by_text("is on its way")).to_be_visible()
    porter.locator("[data-row]", has_text=order.number).get_by_role("button", name="Handed over").click()
    porter.get_by_role("dialog").get_by_label("Who took the meal").fill("Nurse Drocella")
    porter.get_by_role("dialog").get_by_role("button", name="Handed over").click()
    expect(porter.get_by_text("was taken by Nurse Drocella")).to_be_visible()

    expect(customer.get_by_text("To Nurse Drocella")).to_be_visible(timeout=15_000)
    tell_the_history(desk, order, [desk_person.name, cook_person.name, porter_person.name, "Aline Uwase"])


def fill_the_basket(page: Page) -> None:
    """A guest takes two dishes from the menu."""
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lunch")
    page.get_by_role("button", name="Add: Rice and beans").click()
    expect(page.locator(".basket-bar__count")).to_have_text("1")
    page.get_by_role("button", name="Add: Fermented milk").click()
    expect(page.locator(".basket-bar__count")).to_have_text("2")


def sign_up(page: Page) -> None:
    """Checkout asks for an account; the code comes by SMS, the basket is still there after it."""
    page.locator(".basket-bar a").click()
    page.get_by_role("link", name=re.compile("Check out")).click()
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label("Your name").fill("Aline Uwase")
    page.get_by_label("Phone").fill(PHONE)
    page.get_by_label("Password", exact=True).fill("umuceri-n-ibishyimbo")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirm your phone number")
    code = re.search(r"\b(\d{6})\b", sms.memory[-1]["text"])
    page.locator("input[name=code]").fill(code[1])
    page.get_by_role("button", name="Go on").click()


def place(page: Page) -> Order:
    """Checkout in one page; pressing twice makes one order."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Check out")
    page.get_by_label("Bed, room or house").fill("Ward 3, bed 12")
    expect(page.locator("#total")).to_contain_text("2,200")
    page.get_by_role("button", name="Place order").dblclick()
    expect(page.get_by_text("is with us")).to_be_visible()
    assert Order.objects.count() == 1
    order = Order.objects.get()
    assert (order.total, order.destination, str(order.payer.phone)) == (2200, "Ward 3, bed 12", "+250788412067")
    return order


def step(page: Page, title: str):
    return page.locator(".steps__step", has_text=title)


def tell_the_history(desk: Page, order: Order, people: list[str]) -> None:
    """The timeline and the history name each step with who did it."""
    desk.goto(f"/admin/orders/order/{order.pk}/change/")
    for words in ("Placed", "Confirmed", "Kitchen has started", "Ready", "On the way", "Handed over to Nurse Drocella"):
        expect(desk.locator(".timeline", has_text=words)).to_be_visible()
    desk.goto(f"/admin/orders/order/{order.pk}/history/")
    for name in people:
        expect(desk.get_by_text(name).first).to_be_visible()
