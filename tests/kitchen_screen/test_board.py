"""What a board shows."""

import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.kitchen import actions
from core.kitchen.models import Ticket
from core.menu.models import Dish
from tests import factories as f

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def cook(sign_in_as):
    f.station()
    return sign_in_as("kitchen_staff")


def shown(client, station="hot"):
    """The page's text, white space evened out."""
    return re.sub(r"\s+", " ", client.get(f"/kitchen/{station}/").text)


def order_of(text):
    return re.findall(r'data-number="(\d+)"', text)


def words(text):
    """What is read, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_ticket_says_what_for_whom_until_when(cook):
    rice = f.dish(name="Rice and beans with greens")
    Dish.objects.filter(pk=rice.pk).update(kitchen_name_en="Rice, beans")
    order = f.confirmed_order(items=[f.menu_item(of=rice)], quantity=3, destination="Ward 3, bed 12", note="ring twice")
    order.lines.update(note="cut small")
    text = words(shown(cook))
    assert f"−270 min due Wed 25 Nov 12:30 {order.number[-4:]} Ward 3, bed 12" in text.replace("−4 h 30", "−270 min")
    assert "Queued 12:30 3 Rice, beans cut small ring twice Start" in text
    assert "Rice and beans with greens" not in text


def test_notes_are_quoted(cook):
    order = f.confirmed_order(note="ring twice")
    order.lines.update(note="cut small")
    text = shown(cook)
    assert '<q class="ticket-line__note">cut small</q>' in text
    assert '<q class="ticket__note">ring twice</q>' in text


def test_what_people_write_is_text_and_nothing_else(cook):
    order = f.confirmed_order(destination="<b>Ward</b>", note="<script>x</script>")
    order.lines.update(note='"><img src=x>')
    text = shown(cook)
    assert "&lt;b&gt;Ward&lt;/b&gt;" in text
    assert "<script>x" not in text
    assert "<img" not in text


@pytest.mark.parametrize(
    ("language", "filled", "name"),
    [
        ("rw", {"kitchen_name_rw": "Umuceri", "kitchen_name_en": "Rice"}, "Umuceri"),
        ("rw", {"kitchen_name_en": "Rice"}, "Rice"),
        ("fr", {"kitchen_name_fr": "", "kitchen_name_en": ""}, "Riz aux haricots"),
        ("en", {}, "Rice and beans"),
    ],
)
def test_a_dish_goes_by_its_kitchen_name_in_the_readers_language(language, filled, name, cook):
    dish = f.dish(name="Rice and beans")
    Dish.objects.filter(pk=dish.pk).update(name_fr="Riz aux haricots", **filled)
    dish.refresh_from_db()
    f.confirmed_order(items=[f.menu_item(of=dish)])
    cook.cookies["django_language"] = language
    assert f'<span class="ticket-line__dish">{name}</span>' in shown(cook)
    translation.activate("en")


def test_tickets_stand_by_due_time(cook):
    numbers = {
        starts: f.confirmed_order(slot=f.slot(starts=starts, ends="14:00"), stations=["hot"]).number[-4:]
        for starts in ("13:00", "12:00", "12:30")
    }
    assert order_of(shown(cook)) == [numbers["12:00"], numbers["12:30"], numbers["13:00"]]


def test_a_board_shows_its_station_and_how_far_the_others_are(cook, now):
    order = f.confirmed_order(stations=["hot", "cold", "drinks"])
    actions.tap(ticket=order.tickets.get(station__key="cold"), kind="done", by=cook.user, now=now + SECOND)
    text = shown(cook)
    assert len(order_of(text)) == 1
    parts = words(re.search(r'<ul class="ticket__parts".*?</ul>', text).group())
    assert parts.split() == ["Cold", "Done", "Drinks", "Queued"]
    assert len(order_of(shown(cook, "drinks"))) == 1


def test_all_stations_stand_on_one_board_each_with_its_name(cook):
    f.confirmed_order(stations=["hot", "cold"])
    text = shown(cook, "all")
    assert len(order_of(text)) == 2
    assert "Queued Hot 12:30" in words(text)
    assert "Queued Cold 12:30" in words(text)


def test_tomorrows_orders_wait_for_tomorrow(cook, now):
    tomorrow = (now + timedelta(days=1)).date()
    f.confirmed_order(items=[f.menu_item(day=tomorrow)], slot=f.slot(day=tomorrow))
    assert order_of(shown(cook)) == []


def test_an_empty_board_says_what_will_happen(cook):
    text = shown(cook)
    assert "Nothing to cook. New orders appear here by themselves." in text
    assert '<p class="board-empty">' in text
    f.ticket()
    assert '<p class="board-empty" hidden>' in shown(cook)


def test_the_head_counts_what_is_open_and_late(cook, clock):
    for starts in ("12:00", "12:30"):
        f.ticket(slot=f.slot(starts=starts, ends="14:00"))
    clock.shift(timedelta(hours=4, minutes=10))  # 12:10
    text = shown(cook)
    assert '<b id="open">2</b>' in text
    assert re.search(r'id="late">.*?<b>1</b>', text)
    assert 'class="clock clock--late"' in text


def test_the_foot_adds_up_what_is_still_to_make(cook):
    rice, tea = f.dish(name="Rice"), f.dish(name="Stew")
    items = [f.menu_item(of=rice), f.menu_item(of=tea)]
    f.confirmed_order(items=items, quantity=2)
    f.confirmed_order(items=items[:1], quantity=1)
    f.ticket(taps=["done"])
    all_day = re.search(r'id="all-day".*?</section>', shown(cook)).group()
    assert words(all_day).split()[-4:] == ["3", "Rice", "2", "Stew"]


# --- taking back -------------------------------------------------------------------------------------------------


def test_a_ticket_just_done_keeps_its_place_with_the_way_back_in_it(cook, now, clock):
    numbers = [f.confirmed_order(slot=f.slot(starts=starts, ends="14:00")).number[-4:] for starts in ("12:00", "12:30", "13:00")]
    middle = actions.tap(ticket=ticket_of(numbers[1]), kind="done", by=cook.user, now=now)
    text = shown(cook)
    assert order_of(text) == numbers
    assert f'data-status="done" data-due="{int(middle.due_at.timestamp() * 1000)}"' in text
    assert text.count('class="taken-away"') == 2  # the ticket's and the script's spare one
    assert f'value="undo" formaction="/kitchen/hot/tickets/{middle.pk}/tap/?seen=' in text
    clock.shift(timedelta(seconds=11))
    assert order_of(shown(cook)) == [numbers[0], numbers[2]]


def ticket_of(number):
    return Ticket.objects.get(order__number__endswith=number)


def test_a_started_ticket_offers_undo_beside_done_for_a_few_seconds(cook, now, clock):
    ticket = f.ticket(taps=["start"])
    assert f'value="undo" formaction="/kitchen/hot/tickets/{ticket.pk}/tap/' in shown(cook)
    clock.shift(timedelta(seconds=11))
    assert f'value="undo" formaction="/kitchen/hot/tickets/{ticket.pk}/tap/' not in shown(cook)


def test_what_was_taken_back_offers_no_second_undo(cook, now):
    ticket = f.ticket(taps=["start"])
    actions.tap(ticket=ticket, kind="undo", by=cook.user, now=now + SECOND)
    assert f'value="undo" formaction="/kitchen/hot/tickets/{ticket.pk}/tap/' not in shown(cook)


def test_a_ticket_done_elsewhere_leaves_no_way_back_on_this_board(cook, now):
    order = f.confirmed_order(stations=["hot", "cold"])
    actions.tap(ticket=order.tickets.get(station__key="cold"), kind="done", by=cook.user, now=now)
    assert len(order_of(shown(cook))) == 1


# --- size of tickets -------------------------------------------------------------------------------------------------


def test_the_size_of_tickets_is_remembered(cook):
    assert 'data-density="large"' in shown(cook)
    answer = cook.post("/kitchen/hot/density/", {"density": "compact"})
    assert (answer.status_code, answer["Location"]) == (302, "/kitchen/hot/")
    assert answer.cookies["kitchen_density"]["path"] == "/kitchen/"
    assert 'data-density="compact"' in shown(cook)
    assert cook.post("/kitchen/hot/density/", {"density": "tiny"}).status_code == 400


def test_a_broken_cookie_is_no_reason_to_fail(cook):
    cook.cookies["kitchen_density"] = '"><script>'
    assert 'data-density="large"' in shown(cook)


# --- cost ---------------------------------------------------------------------------------------------------------------

DISHES = [("Rice and beans", "hot"), ("Isombe", "hot"), ("Ubugali with beef", "hot"), ("Chicken, rice", "hot"), ("Salad", "cold")]
PLACES = ["Ward 3, bed 12", "Paediatrics, bed 21", "Surgery, bed 9", "Staff, office 4", "Maternity, room 2", "Butare, run 3"]


def orders_for_the_hot_station(number):
    """Each with one to three lines there, every other one with a part at the cold station, every third with a note."""
    items = [f.menu_item(of=f.dish(name=name, station_key=key), portions=500) for name, key in DISHES]
    payer = f.person()
    for place in range(number):
        wanted = items[:4][place % 3 : 1 + 2 * (place % 3)] + items[4:] * (place % 2)
        starts = f"{11 + place // 12}:{place % 12 * 5:02d}"
        order = f.confirmed_order(
            items=wanted,
            payer=payer,
            quantity=1 + place % 2,
            slot=f.slot(starts=starts, ends="16:30"),
            destination=PLACES[place % 6],
        )
        if place % 3 == 0:
            order.lines.update(note=f"sauce apart, {place} grams of salt at most")


def data_queries(captured):
    return [query["sql"] for query in captured if re.search(r'FROM "?(kitchen|orders)_', query["sql"])]


def test_forty_tickets_cost_two_queries_and_few_bytes(cook):
    orders_for_the_hot_station(40)
    with CaptureQueriesContext(connection) as captured:
        answer = cook.get("/kitchen/hot/tickets/", headers={"Accept-Encoding": "gzip"})
    assert len(data_queries(captured)) == 2
    assert len(order_of(gzip.decompress(answer.content).decode())) == 40
    assert len(answer.content) <= 12 * 1024, f"{len(answer.content)} bytes"


def test_a_very_full_board_shows_sixty_and_counts_the_rest(cook):
    orders_for_the_hot_station(63)
    text = shown(cook)
    assert len(order_of(text)) == 60
    assert "3 more behind these" in text
    assert '<b id="open">63</b>' in text
