"""The desk's forms with lines in a real browser: typing, Enter, taking out, and a photo before it is sent."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from core.menu.models import Dish, MenuDay
from tests import factories as f
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(open_window):
    return open_window(f.person(role="head_chef"), size=DESK)


def test_a_day_is_planned_by_keyboard_alone(desk, axe):
    f.dish(key="rice", name="Rice"), f.dish(key="beans", name="Beans"), f.dish(key="tea", name="Tea")
    desk.goto(reverse("admin:menu_menuday_add") + "?date=2026-12-20&period=lunch")
    field = desk.get_by_label("Dish", exact=True).first
    field.fill("rice")
    field.press("Tab")
    desk.keyboard.type("40")
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_lines-1-dish")).to_be_focused()
    desk.keyboard.type("Beans")
    desk.keyboard.press("Tab")
    desk.keyboard.type("25")
    desk.get_by_role("button", name="Dish").click()
    desk.keyboard.type("Tea")
    desk.keyboard.press("Tab")
    desk.keyboard.type("7")
    expect(desk.locator("[data-line-sum=portions]")).to_have_text("72")

    desk.locator("[data-line]").nth(1).get_by_text("Take out").check(force=True)
    expect(desk.locator("[data-line-sum=portions]")).to_have_text("47")
    assert axe(desk) == []
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.get_by_role("heading", name="Lunch, Sun 20 Dec")).to_be_visible()
    day = MenuDay.objects.get()
    assert [(item.dish.key, item.portions_planned) for item in day.items.order_by("pk")] == [("rice", 40), ("tea", 7)]


def test_a_photo_is_seen_before_it_is_sent_and_a_wrong_file_is_refused_in_the_dialog(desk):
    desk.route("**/media/**", lambda route: route.fulfill(content_type="image/svg+xml", body="<svg/>"))  # photos of tests stay in memory
    dish = f.dish(name="Isombe")
    desk.goto(reverse("admin:menu_dish_change", args=[dish.pk]))
    desk.locator("summary", has_text="More").first.click()
    desk.get_by_role("button", name="Set photo").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Photo").set_input_files({"name": "menu.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    dialog.get_by_role("button", name="Set photo").click()
    expect(dialog).to_contain_text("This file is not a photo. Choose a JPEG, PNG or WebP file.")

    picture = BytesIO()
    Image.new("RGB", (640, 480), "#B34D14").save(picture, "JPEG")
    dialog.get_by_label("Photo").set_input_files({"name": "isombe.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    expect(dialog.get_by_alt_text("isombe.jpg")).to_be_visible()
    dialog.get_by_role("button", name="Set photo").click()
    expect(desk.get_by_text("The photo is set.")).to_be_visible()
    assert Dish.objects.get(pk=dish.pk).photo.name.endswith(".webp")
