"""The calendar on the desk: the week, one day with its dishes, and what is struck off."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.common import clock
from core.menu.actions import calendar, dishes, portions, strikes
from core.menu.models import DishStrike, MenuDay, MenuItem
from tests import factories as f
from tests.pages import fields, send, text

pytestmark = pytest.mark.django_db
WEEK, LIST = "admin:menu_menuday_week", "admin:menu_menuday_changelist"


@pytest.fixture
def chef(sign_in_as):
    return sign_in_as("head_chef")


def page_of(item):
    return reverse("admin:menu_menuday_change", args=[item.menu_day_id])


def verb(name, day):
    return reverse(f"admin:menu_menuday_{name}", args=[day.pk])


def menu(day):
    return [(item.dish.key, item.portions_planned, item.price_override) for item in day.items.order_by("pk")]


# --- one day --------------------------------------------------------------------------------------------


def test_a_day_is_planned_by_typing_dishes(chef):
    f.dish(key="rice", name="Rice"), f.dish(key="beans", name="Beans", price=900)
    lines = {"lines-0-dish": "rice", "lines-0-portions": "40", "lines-1-dish": "Beans", "lines-1-portions": "25", "lines-1-price": "800"}
    url = reverse("admin:menu_menuday_add") + "?date=2026-11-27&period=dinner"
    answer = send(chef, url, "menuday_form", note="Market day", **lines, **{"lines-TOTAL_FORMS": "2"})
    day = MenuDay.objects.get()
    assert answer["Location"] == reverse("admin:menu_menuday_change", args=[day.pk])
    assert (f"{day.date}", day.period, day.site, day.note, day.is_published) == ("2026-11-27", "dinner", f.site(), "Market day", True)
    assert menu(day) == [("rice", 40, None), ("beans", 25, 800)]
    assert {row.history_user for row in MenuItem.history.all()} == {chef.user}


def test_one_save_changes_portions_takes_off_and_puts_on(chef, now):
    f.dish(key="tea", name="Tea")
    rice, beans = f.menu_item(of=f.dish(key="rice", name="Rice")), f.menu_item(of=f.dish(key="beans", name="Beans"))
    portions.take(wanted={rice.pk: 3}, by=f.system(), now=now)
    sent = fields(chef.get(page_of(rice)), "menuday_form")
    assert [sent[f"lines-{n}-dish"] for n in (0, 1)] == ["Beans", "Rice"]
    changes = {"lines-0-DELETE": "on", "lines-1-portions": "12", "lines-2-dish": "Tea", "lines-2-portions": "50", "_why": "Beans are late"}
    assert send(chef, page_of(rice), "menuday_form", **changes).status_code == 302
    assert menu(rice.menu_day) == [("rice", 12, None), ("tea", 50, None)]
    rice.refresh_from_db()
    assert (rice.portions_sold, rice.portions_left) == (3, 9)
    assert MenuItem.history.filter(id=beans.pk, history_type="-").get().history_change_reason == "Beans are late"


def test_a_dish_that_is_sold_cannot_be_taken_off_and_the_form_says_so(chef, now):
    item = f.menu_item(of=f.dish(name="Rice"))
    portions.take(wanted={item.pk: 3}, by=f.system(), now=now)
    answer = send(chef, page_of(item), "menuday_form", note="New note", **{"lines-0-DELETE": "on"})
    assert "3 portions of Rice are sold. Set its portions to 3 to sell no more." in text(answer)
    assert fields(answer, "menuday_form")["note"] == "New note"
    item.menu_day.refresh_from_db()
    assert item.menu_day.note == ""


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"lines-0-portions": "-1"}, "portions", "greater than or equal to 0"),
        ({"lines-0-portions": ""}, "portions", "This field is required"),
        ({"lines-0-dish": "Lice"}, "dish", "Nothing here is called “Lice”. Near it: Rice."),
        ({"lines-0-dish": "Breakfast tea"}, "dish", "Breakfast tea is not served at this meal"),
        ({"lines-0-dish": "Old stew"}, "dish", "Nothing here is called “Old stew”."),
        ({"lines-0-price": "-100"}, "price", "greater than or equal to 0"),
    ],
)
def test_a_mistake_stands_under_its_line_and_nothing_is_lost(change, field, words, chef, now):
    f.dish(name="Rice")
    tea, stew = f.dish(name="Breakfast tea"), f.dish(name="Old stew")
    tea.at_lunch = False
    tea.save()
    dishes.archive(dish=stew, by=f.system(), now=now)
    lines = {"lines-0-dish": "Rice", "lines-0-portions": "40", "note": "Kept"} | change
    answer = send(chef, reverse("admin:menu_menuday_add") + "?date=2026-11-27&period=lunch", "menuday_form", **lines)
    assert words in answer.context["adminform"].form.lines.forms[0].errors[field][0]
    assert fields(answer, "menuday_form")["note"] == "Kept"
    assert not MenuDay.objects.exists()


def test_a_dish_named_twice_is_found(chef):
    item = f.menu_item(of=f.dish(name="Rice"))
    answer = send(chef, page_of(item), "menuday_form", **{"lines-1-dish": "Rice", "lines-1-portions": "5"})
    assert answer.context["adminform"].form.lines.forms[1].errors["dish"] == ["Rice stands here twice."]


def test_a_service_is_planned_once(chef):
    item = f.menu_item()
    url = reverse("admin:menu_menuday_add") + f"?date={item.menu_day.date}&period=lunch"
    answer = send(chef, url, "menuday_form")
    assert "Lunch of Wed 25 Nov is planned already" in answer.context["adminform"].form.errors["date"][0]


def test_a_dish_archived_since_is_kept_and_may_be_changed(chef, now):
    item = f.menu_item(of=f.dish(key="rice", name="Rice"))
    dishes.archive(dish=item.dish, by=f.system(), now=now)
    assert send(chef, page_of(item), "menuday_form", **{"lines-0-portions": "5"}).status_code == 302
    assert menu(item.menu_day) == [("rice", 5, None)]


def test_a_day_is_hidden_with_a_reason_and_published_again(chef):
    day = f.menu_item().menu_day
    chef.post(verb("hide", day), {"reason": "No gas"})
    day.refresh_from_db()
    assert (day.is_published, day.history.latest().history_change_reason) == (False, "No gas")
    assert "Hidden" in text(chef.get(reverse(LIST)))
    chef.post(verb("publish", day))
    day.refresh_from_db()
    assert day.is_published


def test_a_day_is_copied_to_another(chef):
    item = f.menu_item(of=f.dish(key="rice"), portions=40)
    chef.post(verb("copy", item.menu_day), {"to": "2026-12-02"})
    made = MenuDay.objects.get(date="2026-12-02")
    assert (menu(made), made.is_published) == ([("rice", 40, None)], False)


def test_a_copy_onto_the_same_day_is_refused_in_the_dialog(chef):
    item = f.menu_item()
    answer = chef.post(verb("copy", item.menu_day), {"to": f"{item.menu_day.date}"}, headers={"HX-Request": "true"})
    assert "Choose a day outside the days that are copied." in text(answer)


# --- the week -------------------------------------------------------------------------------------------


def test_the_week_shows_what_is_planned_sold_and_left_and_what_a_plate_costs(chef, now):
    item = f.menu_item(of=f.dish(name="Rice", ingredients=["rice", "beans"]), portions=40)
    portions.take(wanted={item.pk: 3}, by=f.system(), now=now)
    words = text(chef.get(reverse(WEEK)))
    assert "Menu, week 48" in words
    assert "Mon 23 Nov – Sun 29 Nov · CHUB, Huye" in words
    assert "40 portions planned 3 sold RWF\xa08,000".replace("\xa0", " ") in words.replace("\xa0", " ")
    assert "14 meals without dishes" in words
    assert "Rice 40 3 sold, 37 left 40 RWF 200" in words.replace("\xa0", " ")


def test_an_empty_meal_starts_its_day(chef):
    page = chef.get(reverse(WEEK), {"from": "2026-12-02"}).content.decode()
    assert f'href="{reverse("admin:menu_menuday_add")}?date=2026-11-30&amp;period=breakfast"' in page


def test_a_week_is_copied_to_the_next_and_published(chef):
    f.menu_item(of=f.dish(key="rice"), portions=40)
    answer = chef.post(reverse("admin:menu_menuday_copy_week") + "?from=2026-11-23")
    assert answer["Location"].endswith("?from=2026-11-30")
    made = MenuDay.objects.get(date="2026-12-02")
    assert not made.is_published
    chef.post(reverse("admin:menu_menuday_publish_week") + "?from=2026-11-30", {"reason": "Agreed with the dietician"})
    made.refresh_from_db()
    assert (made.is_published, made.history.latest().history_change_reason) == (True, "Agreed with the dietician")


def test_a_week_with_nothing_in_it_is_not_copied(chef):
    answer = chef.post(reverse("admin:menu_menuday_copy_week"), headers={"HX-Request": "true"})
    assert "There is nothing to copy" in text(answer)


def test_the_week_asks_the_same_for_one_dish_and_for_many(chef, django_assert_max_num_queries):
    monday = clock.today() - timedelta(days=2)
    for day in range(7):
        f.menu_item(of=f.dish(), day=monday + timedelta(days=day))
    chef.get(reverse(WEEK))
    with django_assert_max_num_queries(10):
        chef.get(reverse(WEEK))


@pytest.mark.parametrize("asked", ["yesterday", "2026-13-01", ""])
def test_a_week_that_is_none_is_this_week(asked, chef):
    assert "Menu, week 48" in text(chef.get(reverse(WEEK), {"from": asked}))


# --- lists ----------------------------------------------------------------------------------------------


def test_the_list_begins_today_and_counts_each_day_once(chef, now):
    rice = f.menu_item(of=f.dish(name="Rice"), portions=40)
    f.menu_item(of=f.dish(name="Beans"), portions=10)
    f.menu_item(day=clock.today() - timedelta(days=1))
    portions.take(wanted={rice.pk: 30}, by=f.system(), now=now)
    response = chef.get(reverse(LIST), {"q": "Rice"})
    assert [day.date for day in response.context["cl"].result_list] == [clock.today()]
    assert "Lunch, Wed 25 Nov CHUB, Huye Published 2 50 30 20" in text(response)
    assert len(chef.get(reverse(LIST), {"days": "past"}).context["cl"].result_list) == 1


def test_meals_stand_in_the_order_of_the_day(chef):
    for period in ("dinner", "breakfast", "lunch"):
        f.menu_item(period=period)
    rows = chef.get(reverse(LIST)).context["cl"].result_list
    assert [day.period for day in rows] == ["breakfast", "lunch", "dinner"]


def test_what_is_struck_off_is_listed_and_put_back(chef, now):
    dish = f.dish(name="Rice")
    strike = strikes.strike_off(dish=dish, site=f.site(), until=now + timedelta(hours=2), reason="Burnt", by=f.system(), now=now)
    words = text(chef.get(reverse("admin:menu_dishstrike_changelist"), {"now": "1"}))
    assert "Rice CHUB, Huye Struck off" in words
    assert "Burnt" in words
    page = text(chef.get(reverse("admin:menu_dishstrike_change", args=[strike.pk])))
    assert "Rice Struck off until 10:00" in page
    assert f"Why Burnt Site CHUB, Huye Struck off 08:00, {f.system()} Until 10:00 Put back –" in page
    chef.post(reverse("admin:menu_dishstrike_put_back", args=[strike.pk]))
    assert DishStrike.objects.get().lifted_at == now


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [("head_chef", True, True), ("operations_manager", True, True), ("nurse", True, False), ("dispatcher", False, False)],
)
def test_who_sees_and_plans_days(role, sees, changes, sign_in_as):
    item = f.menu_item(portions=20)
    person = sign_in_as(role)
    for url in (reverse(WEEK), reverse(LIST), page_of(item)):
        assert person.get(url).status_code == (200 if sees else 403)
    assert person.post(page_of(item), {}).status_code == (200 if changes else 403)
    for url in (verb("hide", item.menu_day), reverse("admin:menu_menuday_copy_week")):
        assert person.post(url, {}).status_code in ((200, 302) if changes else (403,))
    if sees and not changes:
        page = person.get(page_of(item)).content.decode()
        assert "lines-0-dish" not in page
        assert "Copy to the next week" not in text(person.get(reverse(WEEK)))
        item.menu_day.refresh_from_db()
        assert item.menu_day.is_published


def test_nothing_is_planned_without_the_action(chef):
    """The form calls the calendar's action: what it refuses is not saved past it."""
    dish = f.dish(name="Rice")
    calendar.plan(site=f.site(), day=clock.today(), period="lunch", dishes=[], by=f.system(), now=clock.now())
    day = MenuDay.objects.get()
    lines = {"lines-0-dish": "Rice", "lines-0-portions": "4"}
    sent = fields(chef.get(reverse("admin:menu_menuday_change", args=[day.pk])), "menuday_form") | lines
    dishes.archive(dish=dish, by=f.system(), now=clock.now())
    answer = chef.post(reverse("admin:menu_menuday_change", args=[day.pk]), sent)
    assert "Nothing here is called “Rice”" in text(answer)
    assert not MenuItem.objects.exists()
