"""What the rules say of an order's plates at the desk: levels for all, words for those who may, and the moves."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.accounts import actions as people
from core.common import clock
from core.eaters.models import HealthRead, Purpose
from core.menu.actions import recipes
from core.orders import actions
from core.orders.models import Answer, Concern, OrderLine, Overrule
from tests import factories as f
from tests.core.orders.test_gates import order as place
from tests.factories import eaters
from tests.factories.judged import food, served
from tests.pages import text

pytestmark = pytest.mark.django_db
WORDS = "Groundnuts"


@pytest.fixture
def mother():
    return f.person(name="Aline")


@pytest.fixture
def keza(mother):
    return eaters.known(of=eaters.eater(carer=mother, name="Keza"), allergies={"peanuts": "severe"}, diet_keys=("renal",))


@pytest.fixture
def line(mother, keza):
    return place(mother, served(food("rice", potassium_mg=100), name="Rice"), keza).lines.get()


@pytest.fixture
def beans(line):
    return served(food("beans"), name="Beans")


@pytest.fixture
def desk(sign_in_as):
    return sign_in_as("order_desk")


def cook_with(line, *foods):
    lines = [recipes.LineDraft(Decimal(100), each) for each in foods]
    draft = recipes.write_draft(recipe=line.dish.recipe, lines=lines, servings=1, yield_grams=None, by=f.system(), now=clock.now())
    recipes.publish(version=draft, by=f.system(), now=clock.now())
    actions.rejudge(by=f.system(), now=clock.now(), cause="recipe")


@pytest.fixture
def nuts(line):
    """The recipe of the ordered dish has nuts now."""
    cook_with(line, food("rice and nuts", contains=("peanuts",)))


@pytest.fixture
def warned(line):
    cook_with(line, food("rice", potassium_mg=800))


def page(line):
    return reverse("admin:orders_order_change", args=[line.order_id])


def press(client, line, name, **answers):
    return client.post(reverse(f"admin:orders_orderline_{name}", args=[line.pk]), answers)


def look_ups(by):
    return HealthRead.objects.filter(by=by, purpose=Purpose.ORDER).count()


# --- the page -----------------------------------------------------------------------------------------


def test_a_line_says_for_whom_it_is_and_that_it_fits(desk, line):
    said = text(desk.get(page(line)))
    assert "Keza" in said
    assert "Fits" in said


def test_the_desk_sees_that_a_plate_does_not_fit_and_not_why(desk, line, nuts):
    said = text(desk.get(page(line)))
    assert "Rice no longer fits Keza" in said
    assert "Does not fit The recipe has changed, since 08:00" in said
    assert WORDS not in said
    assert "renal" not in said.lower()
    assert look_ups(desk.user) == 0
    assert "Confirm order" not in said, "the next move is another dish"


def test_who_may_see_health_reads_the_words_and_the_look_is_written_down_once(sign_in_as, line, nuts):
    clerk = sign_in_as("order_desk")
    people.set_roles(person=clerk.user, keys=["order_desk", "ward_clerk"], by=f.system(), now=clock.now())
    said = text(clerk.get(page(line)))
    assert "Rice contains Groundnuts (peanuts), from Rice and nuts. Keza is allergic to it." in said
    assert look_ups(clerk.user) == 1


def test_the_page_of_a_stopped_order_has_a_ceiling(desk, line, nuts, django_assert_max_num_queries):
    desk.get(page(line))
    with django_assert_max_num_queries(20):
        desk.get(page(line))


def test_every_move_asks_first_and_a_get_changes_nothing(desk, line, nuts, beans):
    for name in ("swap", "take_out", "keep"):
        assert desk.get(reverse(f"admin:orders_orderline_{name}", args=[line.pk])).status_code == 200
    assert Concern.objects.get().answer == ""
    assert OrderLine.objects.get() == line


# --- the answers --------------------------------------------------------------------------------------


def test_another_dish_is_chosen_among_those_that_fit(desk, line, nuts, beans):
    stew = served(food("stew", contains=("peanuts",)), name="Stew")
    asked = text(desk.get(reverse("admin:orders_orderline_swap", args=[line.pk])))
    assert "Beans" in asked
    assert "Stew" not in asked
    press(desk, line, "swap", item=stew.pk)
    assert OrderLine.objects.get() == line, "a dish that does not fit is no choice"
    for _again in range(2):
        assert press(desk, line, "swap", item=beans.pk).status_code == 302
    assert OrderLine.objects.get().name_en == "Beans"
    assert Concern.objects.get().answer == Answer.SWAPPED


@pytest.mark.parametrize("typed", ["", "999999", "x"])
def test_a_dish_that_is_none_is_refused_in_the_dialog(desk, line, nuts, typed):
    answer = press(desk, line, "swap", item=typed)
    assert answer.status_code == 200
    assert OrderLine.objects.get() == line


def test_the_only_dish_is_not_taken_out_and_the_dialog_says_so(desk, line, nuts):
    url = reverse("admin:orders_orderline_take_out", args=[line.pk])
    answer = desk.post(url, headers={"HX-Request": "true"})
    assert "is the only dish of" in text(answer)
    assert f'href="{reverse("admin:orders_orderline_change", args=[line.pk])}"' in answer.content.decode()
    assert Concern.objects.get().answer == ""


def test_a_warning_is_kept_by_the_desk_and_twice_is_once(desk, line, warned):
    assert Concern.objects.get().level == "warning"
    for _again in range(2):
        assert press(desk, line, "keep").status_code == 302
    assert Concern.objects.get().answer == Answer.KEPT


def test_what_stops_a_plate_is_not_kept_by_the_desk(desk, line, nuts):
    answer = press(desk, line, "keep", reason="they asked")
    assert answer.status_code == 302
    assert Concern.objects.get().answer == ""
    assert not Overrule.objects.exists()


def test_to_keep_what_stops_a_plate_needs_a_reason(sign_in_as, line, nuts):
    nurse = sign_in_as("nurse")
    assert press(nurse, line, "keep").status_code == 200
    assert Concern.objects.get().answer == ""
    press(nurse, line, "keep", reason="Only a trace, the doctor agrees")
    assert Concern.objects.get().answer == Answer.KEPT
    assert Overrule.objects.get().needs_second


# --- overruling ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["swap", "take_out", "keep", "overrule", "agree"])
def test_who_has_no_right_to_it_presses_nothing(sign_in_as, line, nuts, name):
    support = sign_in_as("support")
    assert press(support, line, name, reason="x").status_code == 403
    assert reverse(f"admin:orders_orderline_{name}", args=[line.pk]) not in support.get(page(line)).content.decode()


def test_the_desk_may_not_overrule(desk, line, nuts):
    assert press(desk, line, "overrule", reason="x").status_code == 403


def test_a_severe_allergy_is_overruled_by_two(sign_in_as, line, nuts):
    chef, nurse = sign_in_as("head_chef"), sign_in_as("nurse")
    for _again in range(2):
        press(chef, line, "overrule", reason="He eats it at home")
    asked = Overrule.objects.get()
    assert asked.needs_second
    assert "Waits for a second person" in text(chef.get(page(line)))
    press(chef, line, "agree")
    asked.refresh_from_db()
    assert asked.second_by is None, "nobody is their own second person"
    said = text(nurse.get(reverse("admin:orders_orderline_agree", args=[line.pk])))
    assert "He eats it at home" in said
    assert WORDS in said
    for _again in range(2):
        assert press(nurse, line, "agree").status_code == 302
    asked.refresh_from_db()
    assert asked.second_by == nurse.user
    said = text(chef.get(page(line)))
    assert "Overruled" in said
    assert f"{nurse.user.name} agreed" in said
    assert WORDS not in said, "the chef sees no health record"


# --- home ---------------------------------------------------------------------------------------------


def test_home_names_what_no_longer_fits(desk, line, nuts):
    said = text(desk.get(reverse("admin:index")))
    assert "Plates that no longer fit 1" in said
    assert f"1 × Rice for Keza {line.order.number} · the recipe has changed · since 08:00" in said
    assert WORDS not in said


def test_home_of_a_nurse_names_only_what_has_to_be_overruled(sign_in_as, line, warned):
    nurse = sign_in_as("nurse")
    assert "no longer fit" not in text(nurse.get(reverse("admin:index")))
    cook_with(line, food("rice and nuts", contains=("peanuts",)))
    answer = nurse.get(reverse("admin:index"))
    assert "Plates that no longer fit" in text(answer)
    assert nurse.get(reverse("admin:eaters_eater_change", args=[line.eater_id])).status_code == 200
    assert reverse("admin:eaters_eater_change", args=[line.eater_id]) in answer.content.decode()


def test_home_asks_a_second_person_and_never_the_first(sign_in_as, line, nuts):
    first, second = sign_in_as("nutritionist"), sign_in_as("head_chef")
    press(first, line, "overrule", reason="Trace only")
    assert "Waits for a second person" not in text(first.get(reverse("admin:index")))
    said = text(second.get(reverse("admin:index")))
    assert "Waits for a second person 1" in said
    assert f"asked by {first.user.name}" in said


@pytest.mark.parametrize("role", ["support", "finance", "courier"])
def test_home_of_others_has_neither(sign_in_as, line, nuts, role):
    said = text(sign_in_as(role).get(reverse("admin:index")))
    assert "no longer fit" not in said


def test_the_list_finds_them(desk, line, nuts):
    other = f.placed_order()
    said = text(desk.get(reverse("admin:orders_order_changelist"), {"plates": "changed"}))
    assert line.order.number in said
    assert other.number not in said


# --- the gate -----------------------------------------------------------------------------------------


def test_confirming_from_the_list_tells_what_stops_it_with_a_link(desk, line, nuts):
    asked = {"action": "confirm_many", "_selected_action": [line.order_id]}
    answer = desk.post(reverse("admin:orders_order_changelist"), asked, follow=True)
    assert "a dish does not fit who eats it" in text(answer)
    assert WORDS not in text(answer)
    assert f'<a class="link" href="{page(line)}">' in answer.content.decode()


def test_the_dialog_on_home_links_to_the_order(desk, line, warned):
    url = reverse("admin:orders_order_confirm", args=[line.order_id])
    answer = desk.post(url, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/admin/"})
    assert "waits for an answer: something changed for Rice" in text(answer)
    assert f'href="{page(line)}"' in answer.content.decode()
    line.order.refresh_from_db()
    assert line.order.status == "placed"
