"""Eaters at the desk: who opens what is known of health, and how it is changed."""

import re

import pytest
from django.urls import reverse

from core.common.clock import now as present
from core.eaters import actions, health
from core.eaters.health import Allergy, Health, Target
from core.eaters.models import Consent, Eater, EaterCarer, HealthRead, HealthRecord, Purpose
from tests.factories import eaters, ingredient, person, system

pytestmark = pytest.mark.django_db
FACTS = re.compile("Groundnuts|peanuts|Renal|Pen in her bag|Nshima")


@pytest.fixture
def keza():
    keza = eaters.eater(name="Keza Uwase", carer=person(name="Aline Uwase", phone="+250788300300"))
    eaters.allergens("peanuts", "milk")
    eaters.diets("renal", "high_protein", "soft")
    ingredient(key="rice")
    known = Health((Allergy("peanuts", "severe", "Pen in her bag"),), ("renal",), note="Nshima only")
    actions.write_health(eater=keza, health=known, by=system(), now=present(), why="Told by the mother")
    return keza


def at(eater, name="change", query=""):
    return reverse(f"admin:eaters_eater_{name}", args=[eater.pk]) + query


def text(answer):
    return answer.content.decode()


def press(client, eater, move, **answers):
    return client.post(at(eater, move), {"_form_submitted": "True", **answers}, headers={"HX-Request": "true"})


def known_of(eater):
    return health.read([eater.pk], by=system(), purpose="again", now=present())[eater.pk]


# --- looking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["nutritionist", "nurse", "ward_clerk"])
def test_those_who_care_open_the_facts_for_a_purpose_that_is_logged(sign_in_as, keza, role):
    client = sign_in_as(role)
    page = text(client.get(at(keza)))
    assert not FACTS.search(page)
    assert not HealthRead.objects.exists()
    assert at(keza, "health", "?for=question") in page
    opened = text(client.get(at(keza, "health", "?for=question")))
    for words in ("Groundnuts (peanuts), severe – Pen in her bag", "Renal", "Nshima only"):
        assert words in opened
    assert HealthRead.objects.values_list("eater", "by", "purpose").get() == (keza.pk, client.user.pk, "question")
    assert client.user.name in text(client.get(at(keza)))


@pytest.mark.parametrize("asked", ["", "?for=own", "?for=curiosity", "?for="])
def test_without_a_purpose_of_the_desk_nothing_is_opened(sign_in_as, keza, asked):
    answer = sign_in_as("nurse").get(at(keza, "health", asked))
    assert answer.url == at(keza) + "#health"
    assert not HealthRead.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "operations_manager", "order_desk"])
def test_those_who_see_eaters_see_no_health(sign_in_as, keza, role):
    client = sign_in_as(role)
    page = text(client.get(at(keza)))
    assert "Keza Uwase" in page
    assert not FACTS.search(page)
    assert "Who looked" not in page
    assert not FACTS.search(text(client.get(at(keza, "history"))))
    assert client.get(at(keza, "health", "?for=care")).status_code == 403
    assert client.get(at(keza, "health_change")).status_code == 403
    assert press(client, keza, "admit").status_code == 403


@pytest.mark.parametrize("role", ["finance", "head_chef", "kitchen_staff", "dispatcher", "courier", "support", "customer"])
def test_others_do_not_meet_the_eater_at_all(sign_in_as, keza, role):
    client = sign_in_as(role)
    for url in (at(keza), at(keza, "health", "?for=care"), at(keza, "health_change"), reverse("admin:eaters_eater_changelist")):
        answer = client.get(url)
        assert answer.status_code in (302, 403)
        assert not FACTS.search(text(answer))


def test_a_record_nobody_knows_of_says_so(sign_in_as):
    opened = sign_in_as("nurse").get(at(eaters.eater(), "health", "?for=care"))
    assert "Nothing is known of allergies or diets." in text(opened)


def test_who_may_not_look_does_not_learn_who_is_there(sign_in_as):
    client = sign_in_as("order_desk")
    assert client.get(reverse("admin:eaters_eater_health", args=[999_999])).status_code == 403


# --- changing -----------------------------------------------------------------------------------------------


def fields(client, eater):
    form = client.get(at(eater, "health_change")).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [], (), False)}


def save(client, eater, **changed):
    return client.post(at(eater, "health_change"), {**fields(client, eater), "why_key": "prescribed", **changed})


def test_facts_are_changed_with_a_reason(sign_in_as, keza):
    client = sign_in_as("nutritionist")
    changed = {"allergy-milk": "mild", "note-milk": "Cheese is well", "diets": ["renal", "soft"], "dislikes": "rice",
               "target-0-nutrient": "sodium_mg", "target-0-kind": "nutrient_max_per_day", "target-0-value": "1500"}  # fmt: skip
    answer = save(client, keza, **changed)
    assert answer.url == at(keza, "health", "?for=care")
    known = known_of(keza)
    assert known.allergies == (Allergy("milk", "mild", "Cheese is well"), Allergy("peanuts", "severe", "Pen in her bag"))
    assert (known.diets, known.dislikes, known.note, known.version) == (("renal", "soft"), ("rice",), "Nshima only", 2)
    assert known.targets == (Target("sodium_mg", "nutrient_max_per_day", 1500),)
    assert HealthRecord.history.latest("history_id").history_change_reason == "Prescribed"
    opened = text(client.get(answer.url))
    assert "Allergies, diets, dislikes, targets" in opened
    assert "First written down" in opened


def test_a_target_without_a_figure_is_taken_out(sign_in_as, keza):
    client = sign_in_as("nurse")
    save(client, keza, **{"target-0-nutrient": "iron_mg", "target-0-kind": "nutrient_min_per_day", "target-0-value": "15"})
    assert fields(client, keza)["target-0-value"] == "15"
    save(client, keza, **{"target-0-value": ""})
    assert known_of(keza).targets == ()


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"why_key": ""}, "why_key", "This field is required"),
        ({"birth_on": "2027-01-01"}, "birth_on", "in the future"),
        ({"dislikes": "ryce"}, "dislikes", "Did you mean: Rice?"),
        ({"note": "x" * 2001}, "note", "2001 letters"),
        ({"note-peanuts": "x" * 201}, "allergy-peanuts", "at most 200 letters"),
        (
            {"target-0-nutrient": "protein_g", "target-0-kind": "nutrient_min_per_day", "target-0-value": "90",
             "target-1-nutrient": "protein_g", "target-1-kind": "nutrient_max_per_day", "target-1-value": "60"},
            "target-0-value",
            "is more than the most",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(sign_in_as, keza, changed, field, told):
    answer = save(sign_in_as("nurse"), keza, **{"diets": ["renal", "soft"], **changed})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert told in " ".join(form.errors[field])
    assert form["diets"].value() == ["renal", "soft"]
    for name, value in changed.items():
        assert form[name].value() == value
    assert known_of(keza).version == 1


def test_diets_that_contradict_each_other_are_confirmed_or_not_kept(sign_in_as, keza):
    client = sign_in_as("nutritionist")
    assert 'name="mean_it"' not in text(client.get(at(keza, "health_change")))
    asked = save(client, keza, diets=["renal", "high_protein"])
    assert asked.status_code == 422
    assert "High protein asks for at least 20 g of protein per serving, Renal allows at most 20 g." in text(asked)
    assert 'name="mean_it"' in text(asked)
    assert known_of(keza).diets == ("renal",)
    assert save(client, keza, diets=["renal", "high_protein"], mean_it="on").status_code == 302
    assert known_of(keza).diets == ("high_protein", "renal")
    assert "High protein asks for at least 20 g" in text(client.get(at(keza, "health", "?for=care")))


def test_somebody_elses_change_meanwhile_is_not_overwritten(sign_in_as, keza, now):
    client = sign_in_as("nurse")
    typed = {**fields(client, keza), "why_key": "told", "note": "Mine"}
    actions.write_health(eater=keza, health=Health(note="Theirs"), by=system(), now=now)
    answer = client.post(at(keza, "health_change"), typed)
    assert answer.status_code == 422
    assert "Somebody changed these facts" in text(answer)
    assert known_of(keza).note == "Theirs"


def test_a_clerk_looks_and_does_not_write(sign_in_as, keza):
    client = sign_in_as("ward_clerk")
    assert at(keza, "health_change") not in text(client.get(at(keza, "health", "?for=care")))
    assert client.get(at(keza, "health_change")).status_code == 403
    assert client.post(at(keza, "health_change"), {}).status_code == 403


# --- the person -----------------------------------------------------------------------------------------------


def test_somebody_is_added_with_the_account_that_cares(sign_in_as, keza):
    client = sign_in_as("nurse")
    add = reverse("admin:eaters_eater_add")
    answer = client.post(add, {"name": "Ganza", "carer": "0788 300 300", "relationship": "child"})
    ganza = Eater.objects.get(name="Ganza")
    assert answer.url == at(ganza)
    assert ganza.carers.get().user.name == "Aline Uwase"
    client.post(add, {"name": "Mukecuru", "carer": "", "relationship": "child"})
    assert not Eater.objects.get(name="Mukecuru").carers.exists()
    refused = client.post(add, {"name": "x" * 200, "carer": "0788 999 999", "relationship": "child"})
    assert "Nobody has an account with this phone" in text(refused)
    assert "120" in text(refused)
    assert Eater.objects.count() == 3


def test_carers_are_set_and_taken_off_with_a_reason(sign_in_as, keza):
    client, aunt = sign_in_as("nurse"), person(name="Aunt", phone="+250788400400")
    press(client, keza, "set_carer", carer="0788400400", relationship="relative", may_order="on", reason="She asked")
    tie = EaterCarer.objects.get(eater=keza, user=aunt)
    assert (tie.may_order, tie.may_see_health) == (True, False)
    assert EaterCarer.history.filter(user=aunt).latest("history_id").history_change_reason == "She asked"
    press(client, keza, "take_off_carer", carer=aunt.pk, reason="She moved")
    assert not EaterCarer.objects.filter(user=aunt).exists()
    assert "Nobody has an account" in text(press(client, keza, "set_carer", carer="0788999999", relationship="relative", reason="x"))


def test_admitting_and_going_home(sign_in_as, keza):
    client = sign_in_as("ward_clerk")
    press(client, keza, "admit")
    assert Eater.objects.get(pk=keza.pk).is_inpatient
    assert "In-patient" in text(client.get(reverse("admin:eaters_eater_changelist")))
    press(client, keza, "discharge")
    assert not Eater.objects.get(pk=keza.pk).is_inpatient


def test_consent_is_written_down_and_taken_back(sign_in_as, keza):
    client = sign_in_as("nurse")
    press(client, keza, "agree", told_by="Her mother, on paper")
    assert "Her mother, on paper" in text(client.get(at(keza)))
    press(client, keza, "take_consent_back", reason="She asked")
    assert Consent.objects.get().withdrawn_by == client.user
    assert known_of(keza).is_empty


def test_a_name_is_changed_with_a_reason(sign_in_as, keza):
    client = sign_in_as("nurse")
    press(client, keza, "rename", name="Keza Uwase Marie", reason="Full name on the file")
    assert Eater.objects.get(pk=keza.pk).name == "Keza Uwase Marie"
    assert "The name has 200 letters" in text(press(client, keza, "rename", name="x" * 200, reason="x"))


def test_the_purposes_offered_are_words_of_the_log():
    from backoffice.admin.eaters.health_page import REASONS_TO_LOOK

    assert {purpose for purpose, _words in REASONS_TO_LOOK} <= set(Purpose.values)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_fit_for_everybody(page, live_server, axe, sign_in_as, keza, width):
    client = sign_in_as("nutritionist")
    page.set_viewport_size({"width": width, "height": 860})
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    for url in (at(keza), at(keza, "health", "?for=care"), at(keza, "health_change"), reverse("admin:eaters_eater_add")):
        page.goto(live_server.url + url)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
