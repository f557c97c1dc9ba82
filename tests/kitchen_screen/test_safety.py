"""What a cook must know of the person a dish is for, on the ticket in words."""

import re

import pytest

from core.common import clock
from core.kitchen.models import SafetyNote
from core.orders import actions
from core.orders.models import Concern
from tests import factories as f
from tests.core.orders.test_gates import order
from tests.core.orders.test_rejudge import cook_with
from tests.factories import eaters
from tests.factories.judged import food, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother():
    return f.person(name="Aline")


@pytest.fixture
def keza(mother):
    return eaters.known(of=eaters.eater(carer=mother, name="Keza"), allergies={"peanuts": "severe", "milk": "mild"}, diet_keys=("renal",))


@pytest.fixture
def confirmed(mother, keza, now):
    placed = order(mother, served(food("rice"), name="Rice"), keza)
    return actions.confirm(order=placed, by=f.system(), now=now)


@pytest.fixture
def cook(sign_in_as):
    return sign_in_as("kitchen_staff")


def words(client, address="/kitchen/hot/tickets/"):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).content.decode()))


def change(line):
    cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    actions.rejudge(by=f.system(), now=clock.now(), cause="recipe")


def test_the_ticket_says_allergies_and_diets(confirmed, cook):
    text = words(cook)
    assert "NO Groundnuts (peanuts), severe" in text
    assert "NO Milk" in text
    assert "Renal" in text
    assert "Stop" not in text


def test_the_note_lies_sealed_and_nobody_without_needs_has_one(confirmed, mother, now):
    actions.confirm(order=order(mother, served(food("beans"))), by=f.system(), now=now)
    (note,) = SafetyNote.objects.all()
    assert "peanut" not in note.sealed


def test_a_change_turns_the_ticket_red_until_somebody_says_by_name_that_it_was_seen(confirmed, cook):
    change(confirmed.lines.get())
    text = words(cook)
    assert "Stop: something changed" in text
    assert "Contains Groundnuts (peanuts): Rice and nuts" in text
    ticket = confirmed.tickets.get()
    for _twice in range(2):
        assert cook.post(f"/kitchen/hot/tickets/{ticket.pk}/seen/").status_code == 302
    concern = Concern.objects.get()
    assert concern.seen_by.groups.get().name == "kitchen_staff"
    text = words(cook)
    assert "Stop: something changed" not in text
    assert "Groundnuts (peanuts): Rice and nuts" in text, "it is still so"


def test_seen_is_not_answered_the_plate_stays_stopped(confirmed, cook):
    change(confirmed.lines.get())
    ticket = confirmed.tickets.get()
    cook.post(f"/kitchen/hot/tickets/{ticket.pk}/seen/")
    cook.post(f"/kitchen/hot/tickets/{ticket.pk}/tap/", {"kind": "start"})
    ticket.refresh_from_db()
    assert ticket.status == "queued"


def test_only_a_post_by_somebody_of_the_kitchen_counts(confirmed, cook, sign_in_as):
    change(confirmed.lines.get())
    address = f"/kitchen/hot/tickets/{confirmed.tickets.get().pk}/seen/"
    assert cook.get(address).status_code == 405
    assert sign_in_as("customer").post(address).status_code in (302, 403, 404)
    assert Concern.objects.get().seen_at is None


def test_a_new_allergy_reaches_the_ticket(confirmed, keza, cook):
    eaters.known(of=keza, allergies={"gluten": "mild"})
    text = words(cook)
    assert "NO Cereals containing gluten" in text
    assert "peanuts" not in text


def test_an_overruled_plate_says_who_and_why(mother, keza, cook, now):
    nutritionist, chef = f.person(role="nutritionist", name="Clarisse"), f.person(role="head_chef", name="Callixte")
    item = served(food("nuts", contains=("peanuts",)), name="Nuts")
    placed = order(mother, item, keza, by=nutritionist, overrule="Tolerated since spring")
    actions.second(overrule=placed.lines.get().overrules.get(), by=chef, now=now)
    actions.confirm(order=placed, by=f.system(), now=now)
    assert "Overruled by Clarisse and Callixte: Tolerated since spring" in words(cook)


def test_the_board_is_in_the_cooks_language(confirmed, cook):
    cook.cookies["django_language"] = "fr"
    assert "Arachides" in words(cook)
