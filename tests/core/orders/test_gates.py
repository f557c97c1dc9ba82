"""The same rules at each gate, on the facts of that moment."""

import pytest

from core.common import clock
from core.common.errors import RuleBroken
from core.eaters import actions as people
from core.eaters.models import HealthRead
from core.kitchen import actions as kitchen
from core.nutrition.actions import set_allergens
from core.nutrition.verdicts import Level
from core.orders import actions, stored
from core.orders.models import Gate, LineVerdict, Order, Overrule
from tests import factories as f
from tests.factories import eaters
from tests.factories.judged import food, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother():
    return f.person(name="Aline")


@pytest.fixture
def keza(mother):
    return eaters.known(of=eaters.eater(carer=mother, name="Keza"), allergies={"peanuts": "severe"})


@pytest.fixture
def groundnut():
    return food("groundnut", contains=("peanuts",))


@pytest.fixture
def stew(groundnut):
    return served(food("beans"), groundnut, name="Stew")


@pytest.fixture
def rice():
    return served(food("rice"), name="Rice")


def order(payer, item, eater=None, **more):
    wishes = [actions.Wish(item.pk, 1, seen_price=item.price, eater_id=eater and eater.pk)]
    delivery = actions.Delivery(f.zone(), "Ward 3, bed 12", payer.name, str(payer.phone))
    asked = {"by": payer, "key": f"k{Order.objects.count()}", "channel": "portal"} | more
    return actions.place(payer=payer, slot=f.slot(), wishes=wishes, delivery=delivery, method="cash", now=clock.now(), **asked)


def learn(key, now, **states):
    set_allergens(ingredient=f.ingredient(key=key), states=states, by=f.system(), now=now)


def test_what_stops_a_plate_is_not_ordered_and_what_fits_is_named(mother, keza, stew, rice):
    with pytest.raises(actions.CannotPlaceOrder) as refused:
        order(mother, stew, keza)
    (problem,) = refused.value.problems
    assert (problem.code, problem.alternative, problem.eater_id) == ("does_not_fit", rice, keza.pk)
    assert problem.text == "Stew contains Groundnuts (peanuts), from Groundnut. Keza is allergic to it. The allergy is severe."
    assert not Order.objects.exists()
    assert not LineVerdict.objects.exists()


def test_the_same_dish_goes_to_somebody_who_may_eat_it(mother, stew):
    line = order(mother, stew).lines.get()
    assert line.eater.name == "Aline"
    assert not LineVerdict.objects.exists(), "nobody is watched"


def test_a_verdict_is_kept_sealed_and_names_the_facts_it_stands_on(mother, keza, rice):
    line = order(mother, rice, keza).lines.get()
    row = LineVerdict.objects.get(line=line)
    assert (row.gate, row.level, row.eater_version) == (Gate.PLACED, "", 1)
    assert row.recipe_version == line.recipe_version_id
    assert row.stamp
    assert "peanut" not in row.sealed
    assert stored.opened(row).items == ()


def test_nobody_orders_for_somebody_elses_child(keza, rice):
    stranger = f.person()
    with pytest.raises(RuleBroken) as refused:
        order(stranger, rice, keza)
    assert (refused.value.code, Order.objects.count()) == ("not_your_eater", 0)


def test_who_may_overrules_with_a_reason_and_it_waits_for_a_second_person(mother, keza, stew, now):
    nutritionist, chef = f.person(role="nutritionist"), f.person(role="head_chef")
    placed = order(mother, stew, keza, by=nutritionist, overrule="Tested today, no reaction")
    row = Overrule.objects.get()
    assert (row.reason, row.by, row.needs_second, row.second_by) == ("Tested today, no reaction", nutritionist, True, None)
    with pytest.raises(actions.CannotPassGate) as refused:
        actions.confirm(order=placed, by=f.system(), now=now)
    assert "from Groundnut" in refused.value.text
    with pytest.raises(actions.CannotOverruleVerdict) as same:
        actions.second(overrule=row, by=nutritionist, now=now)
    assert same.value.code == "same_person"
    actions.second(overrule=row, by=chef, now=now)
    assert actions.confirm(order=placed, by=f.system(), now=now).status == "confirmed"


def test_the_desk_may_not_overrule(mother, keza, stew):
    with pytest.raises(actions.CannotOverruleVerdict):
        order(mother, stew, keza, by=f.person(role="order_desk"), overrule="She insists")
    assert not Order.objects.exists()
    assert not Overrule.objects.exists()


def test_an_overrule_does_not_cover_what_is_learnt_later(mother, keza, groundnut, now):
    eaters.known(of=keza, allergies={"peanuts": "mild", "milk": "mild"})
    item = served(groundnut, name="Nuts")
    placed = order(mother, item, keza, by=f.person(role="nutritionist"), overrule="Agreed with the mother")
    learn("groundnut", now, milk="contains")
    with pytest.raises(actions.CannotPassGate) as refused:
        actions.confirm(order=placed, by=f.system(), now=now)
    assert refused.value.items == ["Nuts contains Milk, from Groundnut. Keza is allergic to it."]


def test_confirming_asks_again(mother, keza, rice, now):
    placed = order(mother, rice, keza)
    learn("rice", now, peanuts="contains")
    with pytest.raises(actions.CannotPassGate) as refused:
        actions.confirm(order=placed, by=f.system(), now=now)
    assert refused.value.code == "does_not_fit"
    placed.refresh_from_db()
    assert placed.status == "placed"


def test_the_kitchen_does_not_start_what_does_not_fit_any_more(mother, keza, rice, now):
    actions.confirm(order=order(mother, rice, keza), by=f.system(), now=now)
    ticket = Order.objects.get().tickets.get()
    learn("rice", now, peanuts="contains")
    cook = f.person(role="kitchen_staff")
    with pytest.raises(kitchen.CannotTapTicket) as refused:
        kitchen.tap(ticket=ticket, kind="start", by=cook, now=now)
    assert refused.value.code == "does_not_fit"
    ticket.refresh_from_db()
    assert ticket.status == "queued"


def test_a_plate_that_does_not_fit_is_not_carried_out(mother, keza, rice, now):
    placed = actions.confirm(order=order(mother, rice, keza), by=f.system(), now=now)
    cook = f.person(role="kitchen_staff")
    ticket = placed.tickets.get()
    for kind in ("start", "done"):
        kitchen.tap(ticket=ticket, kind=kind, by=cook, now=now)
    eaters.known(of=keza, allergies={"gluten": "mild"})
    learn("rice", now, gluten="contains")
    with pytest.raises(actions.CannotPassGate):
        actions.send_out(order=placed, by=f.system(), now=now)
    placed.refresh_from_db()
    assert placed.status == "ready"


def test_an_admitted_patient_gets_nothing_that_is_not_known(mother, keza, rice, now):
    learn("rice", now, peanuts="unknown")
    assert order(mother, rice, keza).lines.get().verdicts.get().level == Level.WARNING
    people.set_inpatient(eater=keza, is_inpatient=True, by=f.person(role="nurse"), now=now)
    with pytest.raises(actions.CannotPlaceOrder):
        order(mother, rice, keza)


def test_the_rest_of_the_day_counts(mother, now):
    eater = eaters.known(of=eaters.eater(carer=mother), allergies={}, diet_keys=("renal",))
    beans = food("beans", potassium_mg=650, sodium_mg=1, phosphorus_mg=1)
    items = [served(beans, name=f"Beans {n}") for n in range(4)]
    for item in items[:3]:
        order(mother, item, eater)
    last = order(mother, items[3], eater).lines.get()
    (said,) = stored.opened(last.verdicts.get()).items
    assert (said.code, said.subject, said.low, said.bound) == ("nutrient_max_per_day", "potassium_mg", 2600, 2500)


def test_every_look_is_logged_for_the_person_to_see(mother, keza, rice, now):
    before = HealthRead.objects.filter(eater=keza).count()
    order(mother, rice, keza)
    assert [(row.by, row.purpose) for row in HealthRead.objects.filter(eater=keza).order_by("pk")[before:]] == [(mother, "order")]
