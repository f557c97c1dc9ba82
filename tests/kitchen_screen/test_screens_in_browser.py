"""How the kitchen's pages stand: readable at two metres, on a tablet and a phone, with script and without."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.kitchen import actions
from core.kitchen.models import Ticket
from core.menu.actions import strikes
from tests import factories as f
from tests.kitchen_screen.conftest import LARGE, SMALL

pytestmark = pytest.mark.django_db(transaction=True)

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
ALL_RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
SMALL_TEXT = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement, style = getComputedStyle(box), size = parseFloat(style.fontSize);
    if (!walker.currentNode.data.trim() || !box.checkVisibility() || box.closest(".visually-hidden, .skip-link")) continue;
    if (size > 0 && size < 24) found.push(`${size}px ${walker.currentNode.data.trim()}`);
  }
  return found;
}"""
PATHS = [
    "/kitchen/",
    "/kitchen/hot/",
    "/kitchen/all/",
    "/kitchen/hot/done/",
    "/kitchen/hot/dishes/",
    "/kitchen/hot/dishes/{dish}/strike-off/",
]
LONG = "Slow-cooked kidney beans in tomato with carrots, leeks, amaranth leaves and cassava ubugali"


def breaches(page: Page) -> list[str]:
    """Every breach of WCAG up to AAA (7:1) and of good practice, one line each."""
    page.evaluate(AXE)
    return [f"{rule['id']}: {node['html'][:200]}" for rule in page.evaluate(ALL_RULES)["violations"] for node in rule["nodes"]]


@pytest.fixture
def service(now):
    """Tickets in every state, late and not, with long names and notes; one dish struck off."""
    cook = f.person(role="kitchen_staff")
    long = f.menu_item(of=f.dish(name=LONG[:80]))
    f.confirmed_order(items=[long, f.menu_item(of=f.dish(station_key="cold"))], destination="Ward 1, bed 1", note=LONG * 2)
    f.ticket(slot=f.slot(starts="07:00", ends="14:00"), destination="Reception of the university library, second floor")
    f.ticket(slot=f.slot(starts="08:04", ends="14:10"))
    f.ticket(taps=["done"])
    for kinds in (["start"], ["done", "recall"]):
        ticket = f.ticket(slot=f.slot(starts="11:00", ends="12:00"))
        for kind in kinds:
            ticket = actions.tap(ticket=ticket, kind=kind, by=cook, now=now - timedelta(minutes=1))
    strikes.strike_off(dish=long.dish, site=f.site(), until=now + timedelta(hours=2), reason="It ran out", by=cook, now=now)
    return long.dish


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["tablet", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_large_clear_and_fits(path, size, tablet, service):
    page = tablet(path.format(dish=service.pk), size=size)
    assert breaches(page) == []
    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["tablet", "phone"])
def test_a_compact_board_too(size, tablet, service):
    page = tablet(size=size)
    page.locator(".more > summary").click()
    page.get_by_role("button", name="Compact").click()
    assert breaches(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Compact")).to_be_hidden()
    assert breaches(page) == []
    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-density", "compact")


def test_an_empty_board_and_one_without_network(tablet):
    page = tablet()
    assert breaches(page) == []
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    assert breaches(page) == []
    page.get_by_role("link", name="Recall").click()
    expect(page.get_by_role("dialog")).to_contain_text("No connection: this list comes when the network is back.")
    assert breaches(page) == []


def test_who_does_not_work_here_gets_a_clear_page(tablet):
    page = tablet(by=f.person(role="order_desk"))
    expect(page.get_by_role("heading", name="This screen is for the kitchen")).to_be_visible()
    assert breaches(page) == []
    page.get_by_role("button", name="Sign in as somebody else").click()
    assert "/kitchen/" not in page.url


def test_thirty_tickets_stand_in_the_order_they_are_due_down_each_column(tablet):
    items = [f.menu_item(portions=100)]
    for place in range(30):
        f.ticket(items=items, slot=f.slot(starts=f"{11 + place // 12}:{place % 12 * 5:02d}", ends="16:00"))
    page = tablet(size={"width": 1920, "height": 1080})
    page.locator(".more > summary").click()
    page.get_by_role("button", name="Compact").click()
    places = page.locator(".spot").evaluate_all(
        "spots => spots.map(spot => [Math.round(spot.getBoundingClientRect().x), spot.getBoundingClientRect().y])"
    )
    assert places == sorted(places)
    on_screen = [x for x, _y in places if x < 1700]
    assert len(on_screen) >= 24


def test_a_dish_is_taken_off_and_put_back_over_the_board(tablet, now):
    dish = f.menu_item(of=f.dish(name="Rice and beans"), portions=12).dish
    page = tablet()
    page.get_by_role("link", name="Off the menu").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("Lunch: 12 portions left")
    panel.get_by_role("link", name="Strike off Rice and beans").click()
    panel.get_by_role("button", name="Strike off").click()
    expect(panel).to_contain_text("Choose for how long.")
    expect(panel.get_by_label("Time", exact=True)).to_be_hidden()
    panel.get_by_label("1 hour").check()
    panel.get_by_label("It ran out").check()
    panel.get_by_role("button", name="Strike off").click()
    expect(panel).to_contain_text("off until 09:0")
    assert dish.strikes.get().reason == "It ran out"
    panel.get_by_role("button", name="Put back Rice and beans").click()
    expect(panel.get_by_role("link", name="Strike off Rice and beans")).to_be_visible()
    assert dish.strikes.get().lifted_at is not None
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert page.url.endswith("/kitchen/hot/")


def test_sound_is_off_until_somebody_asks_for_it(tablet):
    page = tablet()
    page.locator(".more > summary").click()
    sound = page.get_by_role("button", name=re.compile("Sound is"))
    expect(sound).to_have_text("Sound is off")
    sound.click()
    expect(sound).to_have_text("Sound is on")
    page.reload()
    page.locator(".more > summary").click()  # the first touch brings it back
    expect(sound).to_have_text("Sound is on")
    sound.click()
    expect(sound).to_have_text("Sound is off")


def test_the_board_works_without_script(tablet):
    ticket = f.ticket()
    page = tablet(java_script_enabled=False)
    spot = page.locator(f"#ticket-{ticket.pk}")
    for name, status in (("Start", "started"), ("Undo", "queued"), ("Start", "started"), ("Done", "done")):
        spot.get_by_role("button", name=name).click()
        assert Ticket.objects.get().status == status
        assert page.url.endswith(f"/kitchen/hot/#ticket-{ticket.pk}")
    page.get_by_role("link", name="Recall").click()
    page.get_by_role("button", name=f"Recall {ticket.order.number[-4:]}").click()
    assert Ticket.objects.get().status == "recalled"
    page.get_by_role("link", name="Hot").click()
    expect(spot).to_contain_text("Recalled")
