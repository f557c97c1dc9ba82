"""Two people at one record: nobody's work is undone unseen, and a refusal keeps what was typed."""

import pytest
from django.urls import reverse

from core.menu.actions import calendar, portions
from core.menu.models import MenuItem
from tests import factories as f
from tests.pages import fields, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def beata(sign_in_as):
    return sign_in_as("head_chef", name="Beata Mutesi")


@pytest.fixture
def eric(sign_in_as):
    return sign_in_as("operations_manager", name="Eric Niyonzima")


def test_a_form_that_was_open_while_another_saved_is_asked_back_once(beata, eric):
    dish = f.dish(price=2000)
    page = reverse("admin:menu_dish_change", args=[dish.pk])
    sent = fields(beata.get(page), "dish_form") | {"name_fr": "Riz", "_why": "French name"}
    send(eric, page, "dish_form", price="2400")

    answer = beata.post(page, sent)
    assert "Eric Niyonzima changed this at 08:00, while it was open here." in text(answer)
    kept = fields(answer, "dish_form")
    assert (kept["name_fr"], kept["price"], kept["_why"]) == ("Riz", "2000", "French name")
    dish.refresh_from_db()
    assert (dish.price, dish.name_fr) == (2400, "")

    assert beata.post(page, kept | {"price": "2400"}).status_code == 302
    dish.refresh_from_db()
    assert (dish.price, dish.name_fr) == (2400, "Riz")


def test_lines_count_too(beata, eric):
    item = f.menu_item(of=f.dish(name="Rice"), portions=20)
    page = reverse("admin:menu_menuday_change", args=[item.menu_day_id])
    sent = fields(beata.get(page), "menuday_form") | {"note": "Market day"}
    send(eric, page, "menuday_form", **{"lines-0-portions": "35"})
    assert "while it was open here" in text(beata.post(page, sent))
    assert MenuItem.objects.get().portions_planned == 35


def test_what_is_sold_meanwhile_or_a_verb_does_not_count(beata, now):
    item = f.menu_item(of=f.dish(name="Rice"), portions=20)
    page = reverse("admin:menu_menuday_change", args=[item.menu_day_id])
    sent = fields(beata.get(page), "menuday_form") | {"note": "Market day"}
    portions.take(wanted={item.pk: 4}, by=f.system(), now=now)
    calendar.set_published(menu_day=item.menu_day, is_published=False, by=f.system(), now=now)
    assert beata.post(page, sent).status_code == 302
    item.refresh_from_db()
    item.menu_day.refresh_from_db()
    assert (item.portions_sold, item.menu_day.is_published, item.menu_day.note) == (4, False, "Market day")


def test_the_same_form_sent_twice_changes_once(beata):
    dish = f.dish(price=2000)
    page = reverse("admin:menu_dish_change", args=[dish.pk])
    sent = fields(beata.get(page), "dish_form") | {"price": "2100"}
    assert beata.post(page, sent).status_code == 302
    answer = beata.post(page, sent)
    assert "Beata Mutesi changed this" in text(answer)
    assert list(dish.history.order_by("history_id").values_list("price", flat=True))[-2:] == [2000, 2100]
