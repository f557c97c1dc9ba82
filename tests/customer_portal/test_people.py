"""The people a customer cares for, by hand: without script, nothing lost, nothing shown to strangers."""

import re

import pytest
from django.urls import reverse

from core.eaters import actions, health
from core.eaters.health import Allergy, Health
from core.eaters.models import Consent, Eater, EaterCard, EaterCarer, HealthRead, HealthRecord
from tests.factories import eaters, ingredient, person, system
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db
LONG = ("Nyirahabimana Mukandayisenga Uwizeyimana " * 5)[:200]


@pytest.fixture
def kitchen():
    """What a sheet can name."""
    eaters.allergens("peanuts", "milk")
    eaters.diets("renal", "high_protein", "soft")
    ingredient(key="cassava_leaves")


@pytest.fixture
def mother(sign_in_as):
    return sign_in_as("customer", name="Aline Uwase")


def see(client, name, *args):
    return client.get(reverse(f"customer_portal:{name}", args=args))


def fields(client, *args):
    """The sheet's form as a browser would send it untouched."""
    form = see(client, "person" if args else "person-add", *args).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [], ())}


def send(client, *args, **changed):
    to = reverse("customer_portal:person" if args else "customer_portal:person-add", args=args)
    return client.post(to, {**fields(client, *args), **changed})


def known_of(eater):
    from core.common.clock import now

    return health.read([eater.pk], by=system(), purpose="care", now=now())[eater.pk]


def test_somebody_is_added_with_what_they_may_not_eat(mother, kitchen):
    answer = send(mother, name="Keza Uwase", relationship="child", birth_on="2019-03-04", sex="female", **{"allergy-peanuts": "severe"},
                  diets=["renal"], dislikes="Cassava_leaves", sodium="1500", note="Likes porridge", consent="on")  # fmt: skip
    assert answer.url == reverse("customer_portal:people")
    keza = Eater.objects.get(name="Keza Uwase")
    known = known_of(keza)
    assert known.allergies == (Allergy("peanuts", "severe"),)
    assert (known.diets, known.dislikes, known.note) == (("renal",), ("cassava_leaves",), "Likes porridge")
    assert [(one.nutrient, str(one.value)) for one in known.targets] == [("sodium_mg", "1500")]
    assert Consent.objects.get().given_by == mother.user
    text = see(mother, "people").content.decode()
    for words in ("Keza Uwase", "Groundnuts (peanuts), severe", "Renal", "at most 1500 mg a day", "4 March 2019", "Likes porridge"):
        assert words in text


def test_the_same_press_twice_adds_one(mother, kitchen):
    asked = {**fields(mother), "name": "Keza", "relationship": "child"}
    for _ in range(2):
        assert mother.post(reverse("customer_portal:person-add"), asked).status_code == 302
    assert Eater.objects.filter(name="Keza").count() == 1


def test_without_facts_no_consent_is_asked(mother, kitchen):
    assert send(mother, name="Shema", relationship="child").status_code == 302
    assert not HealthRecord.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"name": ""}, "name", "This field is required"),
        ({"name": LONG}, "name", "The name has 200 letters; at most 120 fit."),
        ({"relationship": "boss"}, "relationship", "not one of the available choices"),
        ({"birth_on": "2027-01-01"}, "birth_on", "in the future"),
        ({"birth_on": "1899-01-01"}, "birth_on", "before 1900"),
        ({"birth_on": "soon"}, "birth_on", "Write it like 2019-03-04"),
        ({"allergy-peanuts": "deadly"}, "allergy-peanuts", "not one of the available choices"),
        ({"diets": ["renal", "sugar"]}, "diets", "sugar is not one of the available choices"),
        ({"diets": ["renal", "high_protein"]}, "diets", "Ask the nutritionist"),
        (
            {"diets": ["renal", "high_protein"]},
            "diets",
            "High protein asks for at least 20 g of protein per serving, Renal allows at most 20 g.",
        ),
        ({"dislikes": "Cassava_leavs, glue"}, "dislikes", "Did you mean: Cassava_leaves?"),
        ({"dislikes": "Cassava_leavs, glue"}, "dislikes", "We cook with nothing called “glue”"),
        ({"sodium": "-4"}, "sodium", "greater than or equal to 0"),
        ({"sodium": "much"}, "sodium", "Give a figure, without a unit."),
        ({"note": "x" * 2001}, "note", "The note has 2001 letters"),
        ({"consent": ""}, "consent", "only when you agree"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(mother, kitchen, changed, field, told):
    asked = {"name": "Keza", "relationship": "child", "allergy-milk": "mild", "note": "Likes porridge", "consent": "on", **changed}
    answer = send(mother, **asked)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert told in " ".join(form.errors[field])
    for name, value in asked.items():
        assert form[name].value() in (value, bool(value))
    text = answer.content.decode()
    bound = form[field]
    assert f'href="#{bound.auto_id}"' in text
    assert f'id="{bound.auto_id}_error"' in text
    assert not Eater.objects.exclude(carers__relationship="self").exists()


def test_two_mistakes_are_told_at_once(mother, kitchen):
    form = send(mother, name=LONG, birth_on="2027-01-01", dislikes="glue", consent="on").context["form"]
    assert set(form.errors) == {"name", "birth_on", "dislikes"}


@pytest.fixture
def keza(mother, kitchen, now):
    return actions.keep_sheet(
        eater=None,
        name="Keza",
        relationship="child",
        health=Health((Allergy("peanuts", "severe", "Pen in her bag"),), ("renal",)),
        agrees=True,
        by=mother.user,
        now=now,
    )


def test_facts_are_changed_and_what_the_sheet_does_not_ask_for_stays(mother, keza):
    assert send(mother, keza.pk, name="Keza U.", **{"allergy-milk": "mild"}).status_code == 302
    known = known_of(keza)
    assert known.allergies == (Allergy("milk", "mild"), Allergy("peanuts", "severe", "Pen in her bag"))
    assert (known.diets, known.version, Eater.objects.get(pk=keza.pk).name) == (("renal",), 2, "Keza U.")


def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(mother, keza, now):
    open_form = fields(mother, keza.pk)
    actions.write_health(eater=keza, health=Health(note="Nurse was here"), by=system(), now=now)
    answer = mother.post(reverse("customer_portal:person", args=[keza.pk]), {**open_form, "note": "Mine"})
    assert answer.status_code == 422
    assert "Somebody changed these facts while you had them open" in answer.content.decode()
    assert known_of(keza).note == "Nurse was here"


def test_oneself_has_no_relationship_and_cannot_be_left(mother, kitchen, now):
    own = actions.self_eater(person=mother.user, by=mother.user, now=now)
    assert "relationship" not in see(mother, "person", own.pk).context["form"].fields
    assert send(mother, own.pk, diets=["soft"], consent="on").status_code == 302
    assert known_of(own).diets == ("soft",)
    assert see(mother, "person-stop", own.pk).status_code == 404


PAGES = ["person", "person-card", "person-looks", "person-stop", "person-consent"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_somebody_elses_eater_does_not_exist(sign_in_as, keza, name, verb):
    stranger = sign_in_as("customer")
    answer = getattr(stranger, verb)(reverse(f"customer_portal:{name}", args=[keza.pk]))
    assert answer.status_code == (405 if (name, verb) == ("person-consent", "get") else 404)
    assert keza.carers.count() == 1
    assert not EaterCard.objects.exists()
    assert Consent.objects.get().withdrawn_at is None


def test_a_carer_without_the_right_sees_a_name_and_no_fact(keza, now):
    aunt = person()
    actions.set_carer(eater=keza, carer=aunt, relationship="relative", may_order=True, may_see_health=False, by=system(), now=now)
    client = sign_in(aunt)
    for name in ("people", "person"):
        text = see(client, name, *([keza.pk] if name == "person" else [])).content.decode()
        assert "Keza" in text
        assert not re.search("Groundnuts|Renal|Pen in her bag", text)
    assert not HealthRead.objects.filter(by=aunt, eater=keza).exists()
    for name in ("person-looks", "person-consent"):
        assert client.post(reverse(f"customer_portal:{name}", args=[keza.pk])).status_code == 404
    assert send(client, keza.pk, name="Keza U.", relationship="relative").status_code == 302
    assert known_of(keza).version == 1


def test_the_person_sees_who_looked_for_what_and_how_often(mother, keza, now):
    nurse = person(role="nurse", name="Valentine Mukantwari")
    for _ in range(3):
        health.read([keza.pk], by=nurse, purpose="care", now=now)
    answer = see(mother, "person-looks", keza.pk)
    ((_day, looks),) = answer.context["days"]
    assert [(look.who, look.purpose, look.times) for look in looks] == [("Valentine Mukantwari", "to look after the person", 3)]
    assert "3 times" in answer.content.decode()
    see(mother, "people")
    assert HealthRead.objects.filter(by=mother.user).values_list("purpose", flat=True).get() == "own"


def test_a_card_is_made_shown_and_made_anew(mother, keza):
    assert see(mother, "person-card", keza.pk).context["card"] is None
    for _ in range(2):
        assert mother.post(reverse("customer_portal:person-card", args=[keza.pk])).status_code == 302
    answer = see(mother, "person-card", keza.pk)
    assert EaterCard.objects.get(ended_at__isnull=True) == answer.context["card"]
    text = answer.content.decode()
    assert 'class="card__code"' in text
    assert not re.search("Groundnuts|peanut|Renal|Pen in her bag", text)


def test_the_code_says_the_token_and_nothing_else():
    from customer_portal.cards import qr

    assert qr("abc") == qr("abc") != qr("abd")
    assert re.fullmatch(
        r'<svg [^>]*viewBox="0 0 (\d+) \1"[^>]*><path fill="#fff"[^>]*/><path fill="#000" d="[Mhvz0-9 -]+"/></svg>', qr("abc")
    )


def test_who_stops_caring_is_asked_first(mother, keza):
    assert "Take Keza off your list?" in see(mother, "person-stop", keza.pk).content.decode()
    assert EaterCarer.objects.filter(eater=keza).exists()
    assert mother.post(reverse("customer_portal:person-stop", args=[keza.pk])).status_code == 302
    assert not EaterCarer.objects.filter(eater=keza).exists()
    assert see(mother, "person", keza.pk).status_code == 404


def test_consent_is_taken_back_on_the_page(mother, keza):
    text = see(mother, "person", keza.pk).content.decode()
    assert "Agreed on 25 November 2026" in text
    assert 'name="consent"' not in text
    mother.post(reverse("customer_portal:person-consent", args=[keza.pk]))
    assert known_of(keza) == Health(version=2)
    assert 'name="consent"' in see(mother, "person", keza.pk).content.decode()


def test_of_a_patient_it_is_not_taken_back_at_home(mother, keza, now):
    actions.set_inpatient(eater=keza, is_inpatient=True, by=system(), now=now)
    answer = mother.post(reverse("customer_portal:person-consent", args=[keza.pk]), follow=True)
    assert "is in a ward now" in answer.content.decode()
    assert known_of(keza).version == 1
    assert "In a ward now" in see(mother, "people").content.decode()


def test_a_guest_is_asked_to_sign_in(client):
    assert client.get(reverse("customer_portal:people")).url.startswith(reverse("account_login"))
    assert reverse("customer_portal:people") not in client.get(reverse("customer_portal:menu")).content.decode()


def test_targets_a_nutritionist_wrote_stay(mother, keza, now):
    from decimal import Decimal

    from core.eaters.health import Target

    iron = Target("iron_mg", "nutrient_min_per_day", Decimal(15))
    actions.write_health(eater=keza, health=Health(targets=(iron,)), by=system(), now=now)
    assert "iron: at least 15 mg a day" in see(mother, "person", keza.pk).content.decode()
    send(mother, keza.pk, protein="50")
    assert {(one.nutrient, one.value) for one in known_of(keza).targets} == {("iron_mg", 15), ("protein_g", 50)}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_fit_for_everybody(page, live_server, axe, mother, keza, width, scheme):
    mother.post(reverse("customer_portal:person-card", args=[keza.pk]))
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies([{"name": "sessionid", "value": mother.cookies["sessionid"].value, "url": live_server.url}])
    for name, args in [("people", []), ("person-add", []), *((name, [keza.pk]) for name in PAGES[:-1])]:
        page.goto(live_server.url + reverse(f"customer_portal:{name}", args=args))
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(live_server.url + reverse("customer_portal:person-add"))
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".error-summary").wait_for()
    assert axe(page) == []
