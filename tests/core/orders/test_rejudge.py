"""A change under open orders: every line is judged again, what is worse is a concern, its payer is told."""

from decimal import Decimal

import pytest
from django_q.models import OrmQ

from core.common import clock
from core.eaters import actions as people
from core.menu.actions import recipes
from core.notifications.models import Message
from core.nutrition.actions import set_allergens
from core.orders import actions, stored, tasks
from core.orders.models import Answer, Concern, Gate, LineVerdict, OrderEvent, Overrule
from tests import factories as f
from tests.core.orders.test_gates import order
from tests.factories import eaters
from tests.factories.judged import food, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother():
    return f.person(name="Aline")


@pytest.fixture
def keza(mother):
    return eaters.known(of=eaters.eater(carer=mother, name="Keza"), allergies={"peanuts": "severe"}, diet_keys=("renal",))


@pytest.fixture
def line(mother, keza):
    item = served(food("rice", potassium_mg=100), name="Rice")
    return order(mother, item, keza).lines.get()


def rejudge(cause="food"):
    return actions.rejudge(by=f.system(), now=clock.now(), cause=cause)


def cook_with(dish, *foods, grams=100):
    lines = [recipes.LineDraft(Decimal(grams), each) for each in foods]
    draft = recipes.write_draft(recipe=dish.recipe, lines=lines, servings=1, yield_grams=None, by=f.system(), now=clock.now())
    return recipes.publish(version=draft, by=f.system(), now=clock.now())


def test_nothing_changed_finds_nothing(line):
    assert vars(rejudge()) == {"judged": 1, "raised": 0, "settled": 0, "repinned": 0}
    assert LineVerdict.objects.count() == 1


def test_a_new_recipe_that_does_not_fit_raises_a_concern_and_tells_the_payer(line, mother):
    version = cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    assert vars(rejudge("recipe")) == {"judged": 1, "raised": 1, "settled": 0, "repinned": 1}
    concern = Concern.objects.get()
    assert (concern.line, concern.cause, concern.level, concern.answer) == (line, "recipe", "blocker", "")
    assert [(item.code, item.subject) for item in stored.opened(concern).items] == [("allergen_contains", "peanuts")]
    line.refresh_from_db()
    assert line.recipe_version == version, "the kitchen cooks by the recipe as it is now"
    assert line.history.first().history_change_reason == "Cooked by the recipe as it is now"
    message = Message.objects.get(kind="order_concern")
    assert (message.to_user, message.about_key) == (mother, line.order.number)
    assert "peanut" not in message.body.lower()
    assert f"/orders/{line.order.number}/" in message.body
    assert OrderEvent.objects.get(kind="concern").data == {"dish": "Rice", "cause": "recipe"}


def test_a_new_recipe_is_cooked_for_everybody_who_waits(mother):
    line = order(mother, served(food("rice"), name="Rice")).lines.get()
    version = cook_with(line.dish, food("brown rice"))
    assert rejudge("recipe").repinned == 1
    line.refresh_from_db()
    assert line.recipe_version == version
    assert not Concern.objects.exists()


def test_the_second_time_finds_nothing_new(line):
    cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    rejudge()
    before = LineVerdict.objects.count()
    assert vars(rejudge()) == {"judged": 1, "raised": 0, "settled": 0, "repinned": 0}
    assert (LineVerdict.objects.count(), Message.objects.filter(kind="order_concern").count()) == (before, 1)


def test_a_warning_of_a_diet_is_a_concern_too(line):
    cook_with(line.dish, food("rice", potassium_mg=800))
    rejudge()
    concern = Concern.objects.get()
    assert (concern.level, stored.opened(concern).items[0].code) == ("warning", "nutrient_max_per_serving")


def test_what_was_warned_of_before_is_nothing_new(mother, keza):
    line = order(mother, served(food("bananas", potassium_mg=800), name="Bananas"), keza).lines.get()
    assert line.verdicts.get().level == "warning"
    cook_with(line.dish, food("bananas and more", potassium_mg=900))
    assert rejudge().raised == 0
    assert line.verdicts.filter(gate=Gate.CHANGED).count() == 1


def test_a_new_allergy_is_found(line, keza, now):
    set_allergens(ingredient=f.ingredient(key="rice"), states={"milk": "contains"}, by=f.system(), now=now)
    rejudge()
    eaters.known(of=keza, allergies={"milk": "mild"})
    assert rejudge("health").raised == 1


def test_a_concern_whose_reason_is_gone_is_settled(line):
    cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    rejudge()
    cook_with(line.dish, food("plain rice"))
    assert rejudge().settled == 1
    concern = Concern.objects.get()
    assert (concern.answer, concern.answered_by) == (Answer.SETTLED, f.system())


def test_one_more_reason_widens_an_open_concern_and_it_must_be_seen_again(line, keza):
    nuts = food("rice and nuts", contains=("peanuts",))
    cook_with(line.dish, nuts)
    rejudge()
    actions.see(order=line.order, by=f.person(role="kitchen_staff"), now=clock.now())
    assert Concern.objects.get().seen_at
    cook_with(line.dish, nuts, food("banana", potassium_mg=900))
    rejudge()
    concern = Concern.objects.get()
    assert concern.seen_at is None
    assert {item.subject for item in stored.opened(concern).items} == {"peanuts", "potassium_mg"}


def test_confirming_waits_for_the_answer(line, now):
    cook_with(line.dish, food("rice", potassium_mg=800))
    rejudge()
    with pytest.raises(actions.CannotPassGate) as refused:
        actions.confirm(order=line.order, by=f.system(), now=now)
    assert refused.value.code == "concern_open"


def test_the_mother_keeps_a_warning(line, mother, now):
    cook_with(line.dish, food("rice", potassium_mg=800))
    rejudge()
    for _twice in range(2):
        assert actions.keep(concern=Concern.objects.get(), by=mother, now=now).answer == Answer.KEPT
    assert actions.confirm(order=line.order, by=f.system(), now=now).status == "confirmed"


def test_a_stranger_answers_nothing(line, now):
    cook_with(line.dish, food("rice", potassium_mg=800))
    rejudge()
    with pytest.raises(actions.CannotAnswerConcern):
        actions.keep(concern=Concern.objects.get(), by=f.person(), now=now)
    assert Concern.objects.get().answer == ""


def test_the_mother_may_not_keep_what_stops_the_plate_but_the_nutritionist_may_with_a_reason(line, mother, now):
    cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    rejudge()
    concern = Concern.objects.get()
    with pytest.raises(actions.CannotAnswerConcern) as refused:
        actions.keep(concern=concern, by=mother, now=now)
    assert "does not fit Keza" in refused.value.text
    actions.keep(concern=concern, by=f.person(role="nutritionist"), now=now, reason="Tolerated since spring")
    assert (Concern.objects.get().answer, Overrule.objects.get().reason) == (Answer.KEPT, "Tolerated since spring")


def test_a_cancelled_order_waits_for_nothing(line, mother, now):
    cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    rejudge()
    actions.cancel(order=line.order, reason="customer", by=mother, now=now)
    assert Concern.objects.get().answer == Answer.CANCELLED


def test_the_kitchens_board_hears_of_it(line, now):
    actions.confirm(order=line.order, by=f.system(), now=now)
    ticket = line.order.tickets.get()
    cook_with(line.dish, food("rice and nuts", contains=("peanuts",)))
    later = now.replace(hour=7)
    actions.rejudge(by=f.system(), now=later)
    ticket.refresh_from_db()
    assert ticket.changed_at == later


def test_publishing_a_recipe_asks_the_worker_while_orders_are_open(line):
    before = OrmQ.objects.count()
    cook_with(line.dish, food("brown rice"))
    assert OrmQ.objects.count() == before + 1
    assert tasks.rejudge("recipe")["repinned"] == 1


def test_a_change_nobody_announced_is_found_by_the_minute(line, now):
    assert tasks.rejudge_what_changed() is not None
    assert tasks.rejudge_what_changed() is None
    f.ingredient(key="rice").allergens.filter(allergen__key="peanuts").update(state="contains")
    assert tasks.rejudge_what_changed()["raised"] == 1
    assert tasks.rejudge_what_changed() is None


def test_an_admission_makes_the_same_plate_a_concern(mother, keza, now):
    line = order(mother, served(food("bananas", potassium_mg=800), name="Bananas"), keza).lines.get()
    people.set_inpatient(eater=keza, is_inpatient=True, by=f.person(role="nurse"), now=now)
    assert rejudge("health").raised == 1
    assert Concern.objects.get(line=line).level == "blocker"
