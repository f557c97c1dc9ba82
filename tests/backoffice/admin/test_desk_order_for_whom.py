"""An order for a caller: for whom it is, how each dish fits them, and what happens when one does not."""

import pytest
from django.urls import reverse

from core.accounts import actions as people
from core.common import clock
from core.eaters.models import HealthRead
from core.orders.models import Order, Overrule
from tests import factories as f
from tests.factories import eaters
from tests.factories.judged import food, served
from tests.pages import text

pytestmark = pytest.mark.django_db
PHONE = "+250788123456"


@pytest.fixture
def desk(sign_in_as):
    return sign_in_as("order_desk")


@pytest.fixture
def mother():
    return f.person(name="Aline", phone=PHONE)


@pytest.fixture
def keza(mother):
    return eaters.known(of=eaters.eater(carer=mother, name="Keza"), allergies={"peanuts": "moderate"})


@pytest.fixture
def stew(keza):
    return served(food("stew", contains=("peanuts",)), name="Stew")


@pytest.fixture
def rice(keza):
    return served(food("rice"), name="Rice")


@pytest.fixture
def typed(stew, rice, keza):
    return {
        "phone": PHONE,
        "name": "Aline",
        "slot": f.slot().pk,
        "zone": f.zone().pk,
        "destination": "Ward 3, bed 12",
        "eater": keza.pk,
        "key": "one-press",
        f"q-{rice.pk}": "1",
    }


def url():
    return reverse("admin:orders_order_desk")


def test_the_people_a_caller_orders_for_are_offered_and_nobody_else(desk, mother, keza):
    eaters.eater(name="Somebody else")
    said = text(desk.get(url(), {"part": "person", "phone": PHONE}))
    assert "Aline Keza (child)" in said
    assert "Somebody else" not in said


def test_each_dish_says_how_it_fits_and_not_why(desk, typed, keza):
    said = text(desk.get(url(), {"part": "dishes", **typed}))
    assert "Rice Fits" in said
    assert "Stew Does not fit" in said
    assert "Groundnuts" not in said
    assert HealthRead.objects.filter(by=desk.user, eater=keza).count() == 1
    assert "Does not fit" not in text(desk.get(url(), {"part": "dishes", **typed, "eater": ""})), "for the caller it fits"


def test_the_order_is_for_the_person_chosen(desk, typed, keza):
    for _again in range(2):
        assert desk.post(url(), typed).status_code == 302
    assert Order.objects.get().lines.get().eater == keza


def test_somebody_elses_child_is_refused_in_place(desk, typed):
    answer = desk.post(url(), typed | {"eater": eaters.eater(name="Not hers").pk})
    assert answer.status_code == 409
    assert "You may not order for one of the people" in text(answer)
    assert not Order.objects.exists()


@pytest.mark.parametrize("typed_eater", ["x", "-1", "99999999999999999999"])
def test_an_eater_that_is_none_is_refused_in_place(desk, typed, typed_eater):
    assert desk.post(url(), typed | {"eater": typed_eater}).status_code in (409, 422)
    assert not Order.objects.exists()


def test_a_dish_that_does_not_fit_names_another_and_loses_nothing(desk, typed, stew, keza):
    answer = desk.post(url(), typed | {f"q-{stew.pk}": "2", "note": "No spoon"})
    said, html = text(answer), answer.content.decode()
    assert answer.status_code == 409
    assert "Stew does not fit Keza. Nearest: Rice." in said
    assert "Groundnuts" not in said
    assert f'name="q-{stew.pk}" value="2"' in html
    assert f'<option value="{keza.pk}" selected>' in html
    assert 'value="No spoon"' in html
    assert 'name="overrule"' not in html, "the desk may not overrule"
    assert not Order.objects.exists()


def test_the_desk_cannot_overrule_by_typing_a_reason(desk, typed, stew):
    answer = desk.post(url(), typed | {f"q-{stew.pk}": "1", "overrule": "I say so"})
    assert answer.status_code == 409
    assert "Your role may not overrule the rules" in text(answer)
    assert not Order.objects.exists()


def test_who_may_overrule_is_asked_why_and_reads_the_reason(desk, typed, stew, keza):
    people.set_roles(person=desk.user, keys=["order_desk", "nurse"], by=f.system(), now=clock.now())
    answer = desk.post(url(), typed | {f"q-{stew.pk}": "1"})
    assert "Keza is allergic to it" in text(answer)
    assert 'name="overrule"' in answer.content.decode()
    assert desk.post(url(), typed | {f"q-{stew.pk}": "1", "overrule": "She eats it at home"}).status_code == 302
    row = Overrule.objects.get()
    assert (row.by, row.reason, row.line.dish) == (desk.user, "She eats it at home", stew.dish)
