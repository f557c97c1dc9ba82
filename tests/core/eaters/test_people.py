"""Who eats, who cares for them, consent, cards and wards."""

import pytest

from core.common.errors import RuleBroken
from core.common.models import AuditEvent
from core.eaters import actions, health, policies
from core.eaters.health import Allergy, Health
from core.eaters.models import Consent, Eater, EaterCard, EaterCarer, HealthRecord, Relationship
from tests.factories import eaters, person, system

pytestmark = pytest.mark.django_db
LONG = "Uwizeyimana Mukandayisenga " * 8


def test_whoever_is_added_is_cared_for_by_who_added_them(now):
    mother = person()
    keza = actions.add_eater(carer=mother, name="  Keza   Uwase ", relationship="child", by=mother, now=now)
    carer = keza.carers.get()
    assert (keza.name, carer.user, carer.relationship, carer.may_order, carer.may_see_health) == ("Keza Uwase", mother, "child", True, True)
    assert policies.may_order_for(mother, keza.pk)
    assert policies.may_see_health(mother, keza.pk)


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"name": " "}, "name", "Give the name."),
        ({"name": LONG[:200]}, "name", "The name has 200 letters; at most 120 fit."),
        ({"relationship": "self"}, "relationship", "Allowed: child, parent, partner, relative, other"),
        ({"relationship": "boss"}, "relationship", "“boss” is no relationship"),
    ],
)
def test_what_cannot_be_added_is_refused_at_its_field(now, fields, field, told):
    mother = person()
    with pytest.raises(RuleBroken, match=told) as refused:
        actions.add_eater(carer=mother, by=mother, now=now, **{"name": "Keza", "relationship": "child", **fields})
    assert refused.value.field == field
    assert not Eater.objects.exists()


def test_a_name_of_120_letters_is_kept(now):
    mother = person()
    assert actions.add_eater(carer=mother, name=LONG[:120], relationship="child", by=mother, now=now).name == LONG[:120].strip()


def test_a_home_of_more_than_thirty_is_refused(now):
    mother = person()
    rows = Eater.objects.bulk_create(Eater(name=f"E {n}", created_at=now) for n in range(30))
    EaterCarer.objects.bulk_create(EaterCarer(eater=row, user=mother, relationship="child") for row in rows)
    with pytest.raises(RuleBroken, match="You care for 30 people already"):
        actions.add_eater(carer=mother, name="Keza", relationship="child", by=mother, now=now)


def test_a_stranger_adds_renames_and_describes_nobody(now):
    mother, stranger, keza = person(), person(), eaters.eater()
    for refused in (
        lambda: actions.add_eater(carer=mother, name="Keza", relationship="child", by=stranger, now=now),
        lambda: actions.set_name(eater=keza, name="Mine", by=stranger, now=now),
        lambda: actions.set_relationship(eater=keza, carer=keza.carers.get().user, relationship="parent", by=stranger, now=now),
        lambda: actions.write_health(eater=keza, health=Health(note="x"), by=stranger, now=now),
        lambda: actions.give_consent(eater=keza, by=stranger, now=now),
        lambda: actions.withdraw_consent(eater=keza, by=stranger, now=now),
        lambda: actions.new_card(eater=keza, by=stranger, now=now),
        lambda: actions.set_inpatient(eater=keza, is_inpatient=True, by=stranger, now=now),
        lambda: actions.set_carer(
            eater=keza, carer=stranger, relationship="other", may_order=True, may_see_health=True, by=stranger, now=now
        ),
        lambda: actions.stop_caring(eater=keza, carer=keza.carers.get().user, by=stranger, now=now),
    ):
        with pytest.raises(RuleBroken) as told:
            refused()
        assert told.value.code == "not_allowed"
    assert (Eater.objects.get().name, Eater.objects.get().is_inpatient) == (keza.name, False)
    assert not (EaterCard.objects.exists())
    assert not (Consent.objects.exists())
    assert not (HealthRecord.objects.exists())


def test_a_carer_without_the_right_neither_sees_nor_writes(now):
    keza, aunt = eaters.eater(), person()
    actions.set_carer(eater=keza, carer=aunt, relationship="relative", may_order=True, may_see_health=False, by=system(), now=now)
    assert policies.may_order_for(aunt, keza.pk)
    assert not policies.may_see_health(aunt, keza.pk)
    with pytest.raises(RuleBroken, match="You may not change what is known"):
        actions.write_health(eater=keza, health=Health(note="x"), by=aunt, now=now)


def test_a_carer_without_the_right_to_order_does_not(now):
    keza, aunt = eaters.eater(), person()
    actions.set_carer(eater=keza, carer=aunt, relationship="relative", may_order=False, may_see_health=True, by=system(), now=now)
    assert not policies.may_order_for(aunt, keza.pk)
    assert policies.may_see_health(aunt, keza.pk)


ROLES = {
    "nutritionist": (True, True, True),
    "nurse": (True, True, True),
    "ward_clerk": (True, False, True),
    **dict.fromkeys(
        [
            "administrator",
            "operations_manager",
            "order_desk",
            "finance",
            "head_chef",
            "kitchen_staff",
            "dispatcher",
            "courier",
            "support",
            "customer",
        ],
        (False, False, False),
    ),
}


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_writes_and_admits(role, now):
    somebody, keza = person(role=role), eaters.eater()
    assert (
        policies.may_see_health(somebody, keza.pk),
        policies.may_write_health(somebody, keza.pk),
        policies.may_set_inpatient(somebody),
    ) == ROLES[role]


def test_every_role_is_decided():
    from core.accounts.roles import roles

    assert set(ROLES) == set(roles())


def test_staff_change_what_a_carer_may_with_a_reason(now):
    keza, nurse = eaters.eater(), person(role="nurse")
    mother = keza.carers.get().user
    row = actions.set_carer(
        eater=keza, carer=mother, relationship="parent", may_order=False, may_see_health=True, by=nurse, now=now, why="Court"
    )
    assert (row.may_order, row.relationship) == (False, "parent")
    assert EaterCarer.history.first().history_change_reason == "Court"
    assert AuditEvent.objects.get(verb="eater.carer_set").data == {"carer": mother.pk}
    again = actions.set_carer(eater=keza, carer=mother, relationship="parent", may_order=False, may_see_health=True, by=nurse, now=now)
    assert again == row
    assert EaterCarer.history.count() == 2


def test_nobody_takes_a_persons_rights_over_themselves(now):
    mother, nurse = person(), person(role="nurse")
    own = actions.self_eater(person=mother, by=mother, now=now)
    with pytest.raises(RuleBroken, match="their own rights stay"):
        actions.set_carer(eater=own, carer=mother, relationship="other", may_order=False, may_see_health=False, by=nurse, now=now)
    with pytest.raises(RuleBroken, match="cannot stop caring for yourself"):
        actions.stop_caring(eater=own, carer=mother, by=mother, now=now)
    assert actions.set_relationship(eater=own, carer=mother, relationship="child", by=mother, now=now).relationship == Relationship.SELF


def test_who_stops_caring_is_off_the_list_and_the_eater_stays(now):
    keza = eaters.eater()
    mother = keza.carers.get().user
    actions.stop_caring(eater=keza, carer=mother, by=mother, now=now)
    assert not policies.may_order_for(mother, keza.pk)
    assert Eater.objects.get() == keza
    with pytest.raises(RuleBroken, match="does not care for this person"):
        actions.stop_caring(eater=keza, carer=mother, by=mother, now=now)


# --- consent ------------------------------------------------------------------------------------------


def test_a_carer_writes_health_only_with_consent(now):
    eaters.allergens("peanuts")
    keza = eaters.eater()
    mother, what = keza.carers.get().user, Health(allergies=(Allergy("peanuts", "severe"),))
    with pytest.raises(RuleBroken, match="only when you agree") as refused:
        actions.write_health(eater=keza, health=what, by=mother, now=now)
    assert refused.value.field == "consent"
    consent = actions.give_consent(eater=keza, by=mother, now=now)
    assert actions.give_consent(eater=keza, by=mother, now=now) == consent
    assert actions.write_health(eater=keza, health=what, by=mother, now=now).version == 1
    assert (consent.given_by, consent.given_at, consent.purpose) == (mother, now, "health")


def test_consent_taken_back_empties_what_was_kept_and_is_itself_kept(now):
    keza = eaters.known()
    mother = keza.carers.get().user
    actions.give_consent(eater=keza, by=mother, now=now)
    actions.withdraw_consent(eater=keza, by=mother, now=now)
    assert health.read([keza.pk], by=mother, purpose="own", now=now)[keza.pk] == Health(version=2)
    consent = Consent.objects.get()
    assert (consent.withdrawn_at, consent.withdrawn_by) == (now, mother)
    actions.withdraw_consent(eater=keza, by=mother, now=now)
    assert actions.give_consent(eater=keza, by=mother, now=now) != consent


def test_a_patients_consent_is_not_taken_back_at_home(now):
    keza = eaters.known()
    mother = keza.carers.get().user
    actions.give_consent(eater=keza, by=mother, now=now)
    actions.set_inpatient(eater=keza, is_inpatient=True, by=system(), now=now)
    with pytest.raises(RuleBroken, match="is in a ward now"):
        actions.withdraw_consent(eater=keza, by=mother, now=now)
    assert health.read([keza.pk], by=mother, purpose="own", now=now)[keza.pk].version == 1


def test_staff_say_who_agreed(now):
    keza, nurse = eaters.eater(), person(role="nurse")
    with pytest.raises(RuleBroken, match="Say who agreed"):
        actions.give_consent(eater=keza, by=nurse, now=now)
    assert actions.give_consent(eater=keza, by=nurse, now=now, told_by=" Her  mother ").told_by == "Her mother"


# --- cards, wards, sheets --------------------------------------------------------------------------------


def test_a_new_card_ends_the_one_before(now):
    keza = eaters.eater(name="Keza")
    mother = keza.carers.get().user
    first = actions.new_card(eater=keza, by=mother, now=now)
    second = actions.new_card(eater=keza, by=mother, now=now)
    assert EaterCard.objects.get(ended_at__isnull=True) == second
    assert EaterCard.objects.get(pk=first.pk).ended_at == now
    assert first.token != second.token
    assert len(second.token) == 24


def test_a_ward_admits_and_discharges(now):
    keza, clerk = eaters.eater(), person(role="ward_clerk")
    assert actions.set_inpatient(eater=keza, is_inpatient=True, by=clerk, now=now).is_inpatient
    actions.set_inpatient(eater=keza, is_inpatient=True, by=clerk, now=now)
    assert not actions.set_inpatient(eater=keza, is_inpatient=False, by=clerk, now=now).is_inpatient
    verbs = AuditEvent.objects.filter(subject_kind="eaters.eater", verb__contains="charged") | AuditEvent.objects.filter(
        verb="eater.admitted"
    )
    assert sorted(verbs.values_list("verb", flat=True)) == ["eater.admitted", "eater.discharged"]


def test_a_sheet_is_kept_whole_or_not_at_all(now):
    mother = person()
    sheet = {"name": "Keza", "relationship": "child", "by": mother, "now": now}
    with pytest.raises(RuleBroken, match="is not known here"):
        actions.keep_sheet(eater=None, health=Health(diets=("renal",)), agrees=True, **sheet)
    assert not (Eater.objects.exists())
    assert not (Consent.objects.exists())
    keza = actions.keep_sheet(eater=None, health=Health(note="Likes porridge"), agrees=True, **sheet)
    again = actions.keep_sheet(eater=keza, health=Health(note="Likes tea"), agrees=False, expected=1, **{**sheet, "name": "Keza U."})
    assert (again.name, HealthRecord.objects.get().version) == ("Keza U.", 2)
    actions.keep_sheet(eater=keza, health=None, agrees=False, **{**sheet, "relationship": "relative"})
    assert (keza.carers.get().relationship, HealthRecord.objects.get().version) == ("relative", 2)
