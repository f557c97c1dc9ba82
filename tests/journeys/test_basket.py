"""Filling a basket on a phone: with script, without it, by keyboard, on a bad line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.menu.actions import portions
from core.orders.models import CartLine
from tests import factories as f
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "isombe-na-ubugali-7"


@pytest.fixture
def lunch(db: None):
    """Isombe and pilau for lunch, tea for dinner."""
    f.slot()
    f.slot(period="dinner", starts="18:00", ends="19:00", cut_off="15:00")
    f.menu_item(of=f.dish(name="Tea", price=500), period="dinner")
    return f.menu_item(of=f.dish(key="isombe", name="Isombe", price=1800)), f.menu_item(of=f.dish(name="Pilau", price=3000))


@pytest.fixture
def refused_page(browser, browser_context_args, house) -> Iterator[Page]:
    """A stranger's page whose console may say that a request failed: browsers do so of every 4xx."""
    context = browser.new_context(**{**browser_context_args, "base_url": house})
    yield context.new_page()
    context.close()


def row(page: Page, name: str):
    return page.locator(".dish-row", has_text=name)


def bar(page: Page):
    return page.locator(".basket-bar__link")


def portions_in_baskets() -> dict[str, int]:
    return {line.item.dish.name_en: line.quantity for line in CartLine.objects.select_related("item__dish")}


def test_taps_move_the_number_at_once_and_none_is_lost(open_window, lunch):
    page = open_window()
    page.goto("/")
    add = page.get_by_role("button", name="Add: Isombe")
    for _tap in range(4):
        add.click()
    expect(row(page, "Isombe").locator("output")).to_have_text("4")
    expect(bar(page)).to_contain_text("RWF\u00a07,200")
    page.reload()
    expect(row(page, "Isombe").locator("output")).to_have_text("4")
    assert portions_in_baskets() == {"Isombe": 4}


def test_taking_the_last_one_away_leaves_a_plus_that_has_the_keyboard(open_window, lunch):
    page = open_window()
    page.goto("/")
    page.get_by_role("button", name="Add: Isombe").click()
    expect(bar(page)).to_be_visible()
    take = page.get_by_role("button", name="Take one away: Isombe")
    take.focus()
    page.keyboard.press("Enter")
    expect(take).to_be_hidden()
    expect(bar(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Add: Isombe")).to_be_focused()


def test_a_lost_line_puts_the_number_back_and_says_so(refused_page, lunch):
    page = refused_page
    page.goto("/")
    page.route("**/basket/set/", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="Add: Isombe").click()
    expect(page.get_by_text("No answer from the network.")).to_be_visible()
    expect(row(page, "Isombe").locator("output")).to_be_hidden()
    assert portions_in_baskets() == {}


def test_a_dish_that_ran_out_meanwhile_says_so_in_its_row(refused_page, lunch, now):
    isombe, _pilau = lunch
    page = refused_page
    page.goto("/")
    portions.take(wanted={isombe.pk: 20}, by=f.system(), now=now)
    page.get_by_role("button", name="Add: Isombe").click()
    expect(row(page, "Isombe")).to_contain_text("Isombe is sold out.")
    expect(row(page, "Isombe").get_by_role("button")).to_have_count(0)


def test_in_the_basket_sums_follow_the_taps(open_window, lunch):
    page = open_window()
    page.goto("/")
    page.get_by_role("button", name="Add: Isombe").click()
    page.get_by_role("button", name="Add: Pilau").click()
    expect(bar(page)).to_contain_text("RWF\u00a04,800")
    bar(page).click()
    page.get_by_role("button", name="Add: Isombe").click()
    expect(page.locator(".basket__sum")).to_contain_text("RWF\u00a06,600")
    page.get_by_role("button", name="Take one away: Pilau").click()
    expect(page.locator(".basket-line")).to_have_count(1)
    expect(page.locator(".basket__sum")).to_contain_text("RWF\u00a03,600")
    page.get_by_role("button", name="Take one away: Isombe").click()
    page.get_by_role("button", name="Take one away: Isombe").click()
    expect(page.get_by_text("Your basket is empty")).to_be_visible()


def test_coming_back_to_the_menu_shows_the_basket_as_it_is_now(open_window, lunch):
    page = open_window()
    page.goto("/")
    page.get_by_role("button", name="Add: Isombe").click()
    bar(page).click()
    page.get_by_role("button", name="Add: Isombe").click()
    expect(page.locator(".basket__sum")).to_contain_text("RWF\u00a03,600")
    page.go_back()
    expect(row(page, "Isombe").locator("output")).to_have_text("2")


def test_without_script_a_guest_orders_up_to_the_sign_in_and_the_basket_survives_it(open_window, lunch):
    person = f.person(password=PASSWORD)
    page = open_window(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="Add: Isombe").click()
    expect(page).to_have_url(re.compile(f"#dish-{lunch[0].pk}$"))
    page.get_by_role("button", name="Add: Isombe").click()
    expect(row(page, "Isombe").locator("output")).to_have_text("2")

    page.get_by_role("link", name="Pilau").click()
    page.get_by_label("Portions").fill("3")
    page.locator(".dish-note summary").click()
    page.get_by_label("Note for the kitchen").fill("no onions")
    page.get_by_role("button", name="Put in the basket").click()
    expect(page.get_by_text("Pilau: 3 portions in your basket.")).to_be_visible()

    bar(page).click()
    expect(page.locator(".basket__sum")).to_contain_text("RWF\u00a012,600")
    expect(page.locator(".basket-line", has_text="Pilau")).to_contain_text("no onions")
    page.get_by_role("button", name="Take one away: Pilau").click()
    expect(page.locator(".basket__sum")).to_contain_text("RWF\u00a09,600")

    page.get_by_role("link", name="Check out lunch today").click()
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile(r"/checkout/\?meal=2026-11-25-lunch$"))
    expect(page.locator("main")).to_contain_text("Isombe")
    assert {line.cart.user for line in CartLine.objects.all()} == {person}
    assert portions_in_baskets() == {"Isombe": 2, "Pilau": 2}


def test_a_meal_is_chosen_and_filled_by_keyboard_alone(open_window, lunch):
    page = open_window()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the menu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Lunch", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dinner, Wed 25 Nov")
    page.get_by_role("link", name="Tea").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row(page, "Tea").locator("output")).to_have_text("1")
    expect(page.get_by_role("button", name="Add: Tea")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "rw", "fr"])
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_breaks_a_rule_of_access_or_scrolls_sideways(open_window, lunch, now, axe, size, colours, language):
    isombe, pilau = lunch
    page = open_window(size=size, color_scheme=colours)
    page.goto("/")
    page.locator(f"button[lang={language}]").click()
    page.locator(f"#dish-{isombe.pk} button").last.click()
    page.locator(f"#dish-{pilau.pk} button").last.click()
    expect(page.locator(f"#dish-{pilau.pk} output")).to_have_text("1")
    page.wait_for_load_state("networkidle")
    portions.take(wanted={pilau.pk: 20}, by=f.system(), now=now)
    for address in ("/", "/?meal=2026-11-25-dinner", "/dishes/isombe/", "/basket/"):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
