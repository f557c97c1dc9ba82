"""What is known of somebody's health: sealed in the database, opened with a log row, changed whole."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.models import AuditEvent
from core.common.sealing import SealBroken
from core.eaters import actions, health
from core.eaters.health import Allergy, Health, Target
from core.eaters.models import HealthRead, HealthRecord
from core.eaters.signals import health_changed
from tests.factories import eaters, ingredient, person, system

pytestmark = pytest.mark.django_db

WHOLE = Health(
    allergies=(Allergy("peanuts", "severe", "swollen lips in 2024"), Allergy("milk", "mild")),
    diets=("renal", "soft"),
    dislikes=("okra",),
    targets=(Target("sodium_mg", "nutrient_max_per_day", Decimal("1500.5")),),
    birth_on=date(2019, 3, 4),
    sex="female",
    note="Ntakunda imboga rwatsi",
)


@pytest.fixture
def keza():
    eaters.allergens("peanuts", "milk")
    eaters.diets("renal", "soft")
    ingredient(key="okra")
    return eaters.eater(name="Keza")


@pytest.fixture
def announced():
    heard = []

    def hear(sender, **facts):
        heard.append({name: facts[name] for name in ("eater", "before", "by", "now")})

    health_changed.connect(hear)
    yield heard
    health_changed.disconnect(hear)


def write(eater, what, now, **more):
    return actions.write_health(eater=eater, health=what, now=now, **{"by": system(), **more})


def test_what_is_written_is_read_again(keza, now):
    written = write(keza, WHOLE, now)
    found = health.read([keza.pk], by=system(), purpose="care", now=now)[keza.pk]
    assert found == written
    assert found.version == 1
    assert found == Health(**{**{name: getattr(WHOLE, name) for name in HealthRecord.SEALED}, "version": 1}).sorted_out()


def test_nothing_of_it_can_be_read_in_the_database(keza, now):
    write(keza, WHOLE, now)
    with connection.cursor() as cursor:
        for table in ("eaters_healthrecord", "eaters_historicalhealthrecord"):
            cursor.execute(f"SELECT * FROM {table}")
            kept = repr(cursor.fetchall())
            for word in ("peanut", "severe", "swollen", "renal", "okra", "1500", "2019", "female", "imboga"):
                assert word not in kept
    assert all(getattr(HealthRecord.objects.get(), name).startswith("test:") for name in HealthRecord.SEALED)


def test_another_persons_field_put_in_place_does_not_open(keza, now):
    other = eaters.eater(name="Shema")
    write(keza, WHOLE, now)
    write(other, Health(note="well"), now)
    HealthRecord.objects.filter(pk=other.pk).update(allergies=HealthRecord.objects.get(pk=keza.pk).allergies)
    with pytest.raises(SealBroken, match=f"allergies of row {other.pk}"):
        health.read([other.pk], by=system(), purpose="care", now=now)


def test_every_read_of_a_record_is_logged_with_person_purpose_and_request(keza, now):
    write(keza, WHOLE, now)
    nurse, unknown = person(role="nurse"), eaters.eater()
    with acting(by=nurse, request_id="r-1"):
        found = health.read([keza.pk, unknown.pk], by=nurse, purpose="care", now=now)
    assert found[unknown.pk] == Health()
    assert list(HealthRead.objects.values_list("eater", "by", "purpose", "at", "request_id")) == [(keza.pk, nurse.pk, "care", now, "r-1")]


def test_many_are_read_in_two_statements(now, django_assert_num_queries):
    many = [eaters.known(of=eaters.eater(carer=None)) for _ in range(5)]
    by = system()
    with django_assert_num_queries(2):
        assert len(health.read([each.pk for each in many], by=by, purpose="menu", now=now)) == 5
    assert HealthRead.objects.count() == 5


def test_a_purpose_nobody_declared_is_no_purpose(keza, now):
    with pytest.raises(ValueError):
        health.read([keza.pk], by=system(), purpose="curiosity", now=now)


def test_a_look_is_never_changed(keza, now):
    write(keza, WHOLE, now)
    health.read([keza.pk], by=system(), purpose="care", now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        HealthRead.objects.update(purpose="own")
    assert HealthRead.objects.get().purpose == "care"


@pytest.mark.postgres
def test_a_look_never_goes(keza, now):
    write(keza, WHOLE, now)
    health.read([keza.pk], by=system(), purpose="care", now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        HealthRead.objects.all().delete()
    assert HealthRead.objects.count() == 1


def test_the_same_facts_again_change_nothing(keza, now, announced):
    write(keza, WHOLE, now)
    write(keza, Health(**{name: getattr(WHOLE, name) for name in HealthRecord.SEALED}), now)
    turned = Health(allergies=WHOLE.allergies[::-1], diets=("soft", "renal"), dislikes=("okra",) * 2, targets=WHOLE.targets,
                    birth_on=WHOLE.birth_on, sex="female", note=f" {WHOLE.note} ")  # fmt: skip
    write(keza, turned, now)
    assert HealthRecord.objects.get().version == 1
    assert (HealthRecord.history.count(), len(announced)) == (1, 1)


def test_a_change_counts_up_is_announced_and_leaves_what_stayed_as_it_was_sealed(keza, now, announced):
    by = system()
    write(keza, WHOLE, now)
    write(keza, Health(allergies=WHOLE.allergies, diets=("renal",)), now, why="Told by the mother")
    first, second = HealthRecord.history.order_by("history_id")
    assert [name for name in HealthRecord.SEALED if getattr(first, name) == getattr(second, name)] == ["allergies"]
    assert second.history_change_reason == "Told by the mother"
    assert announced == [{"eater": keza, "before": 0, "by": by, "now": now}, {"eater": keza, "before": 1, "by": by, "now": now}]
    told = AuditEvent.objects.filter(verb="eater.health_written").order_by("pk")
    assert [(event.data, event.subject_name) for event in told] == [({"version": 1}, "Keza"), ({"version": 2}, "Keza")]


def test_somebody_elses_change_is_not_overwritten(keza, now):
    write(keza, WHOLE, now)
    with pytest.raises(RuleBroken, match="Somebody changed these facts") as refused:
        write(keza, Health(note="mine"), now, expected=0)
    assert refused.value.code == "changed_meanwhile"
    assert HealthRecord.objects.get().version == 1
    assert write(keza, Health(note="mine"), now, expected=1).version == 2


@pytest.mark.parametrize(
    ("what", "field", "told"),
    [
        (Health(allergies=tuple(Allergy(f"a{n}", "mild") for n in range(41))), "allergies", "41 allergies are too many: at most 40"),
        (Health(allergies=(Allergy("peanuts", "mild"), Allergy("peanuts", "severe"))), "allergies", "named 2 times"),
        (Health(allergies=(Allergy("peanuts", "deadly"),)), "allergies", "Allowed: mild, moderate, severe"),
        (Health(allergies=(Allergy("peanuts", "mild", "x" * 201),)), "allergies", "at most 200 letters"),
        (Health(allergies=(Allergy("dust", "mild"),)), "allergies", "“dust” is not known here. Allowed: milk, peanuts."),
        (Health(diets=("rena",)), "diets", "“rena” is not known here. Allowed: renal, soft."),
        (Health(dislikes=("okraa",)), "dislikes", "“okraa” is not known here. Allowed: okra."),
        (Health(dislikes=tuple(f"d{n}" for n in range(101))), "dislikes", "101 dislikes are too many"),
        (Health(birth_on=date(2026, 11, 26)), "birth_on", "in the future"),
        (Health(birth_on=date(1899, 12, 31)), "birth_on", "before 1900"),
        (Health(sex="robot"), "sex", "Allowed: female, male"),
        (Health(note="x" * 2001), "note", "2001 letters"),
        (Health(targets=(Target("salt", "nutrient_max_per_day", Decimal(1)),)), "targets", "“salt” is no nutrient"),
        (Health(targets=(Target("sodium_mg", "at_most", Decimal(1)),)), "targets", "no sort of target"),
        (Health(targets=(Target("sodium_mg", "nutrient_max_per_day", Decimal(-1)),)), "targets", "from 0 to"),
        (Health(targets=(Target("sodium_mg", "nutrient_max_per_day", Decimal("NaN")),)), "targets", "from 0 to"),
        (
            Health(
                targets=(Target("sodium_mg", "nutrient_max_per_day", Decimal(1)), Target("sodium_mg", "nutrient_max_per_day", Decimal(2)))
            ),
            "targets",
            "Two figures",
        ),
        (
            Health(
                targets=(Target("protein_g", "nutrient_min_per_day", Decimal(90)), Target("protein_g", "nutrient_max_per_day", Decimal(60)))
            ),
            "targets",
            "The least of protein_g, 90 g, is more than the most, 60 g.",
        ),
        (Health(targets=tuple(Target("sodium_mg", "nutrient_max_per_day", Decimal(n)) for n in range(41))), "targets", "At most 40"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_is_written(keza, now, what, field, told):
    with pytest.raises(RuleBroken) as refused:
        write(keza, what, now)
    assert told in refused.value.text
    assert refused.value.field == field
    assert not HealthRecord.objects.exists()


def test_forty_allergies_are_kept(keza, now):
    from core.nutrition.models import Allergen

    Allergen.objects.bulk_create(Allergen(key=f"a{n}", name_en=f"Allergen {n}") for n in range(40))
    kept = write(keza, Health(allergies=tuple(Allergy(f"a{n}", "severe") for n in range(40))), now)
    assert len(health.read([keza.pk], by=system(), purpose="care", now=now)[keza.pk].allergies) == len(kept.allergies) == 40


def test_born_today_and_in_1900_are_kept(keza, now):
    assert write(keza, Health(birth_on=date(2026, 11, 25)), now).version == 1
    assert write(keza, Health(birth_on=date(1900, 1, 1)), now).version == 2


# --- diets that cannot be kept together ---------------------------------------------------------------


def contradicting():
    eaters.diets("high_protein", "renal")
    return Health(diets=("high_protein", "renal"))


def test_staff_are_told_of_diets_no_plate_can_keep_and_may_confirm(keza, now):
    nutritionist = person(role="nutritionist")
    with pytest.raises(RuleBroken, match="or confirm that you mean it") as refused:
        write(keza, contradicting(), now, by=nutritionist)
    assert (refused.value.code, refused.value.field) == ("diets_contradict", "diets")
    assert refused.value.items == ["High protein asks for at least 20 g of protein per serving, Renal allows at most 20 g."]
    assert write(keza, contradicting(), now, by=nutritionist, accept_contradictions=True).diets == ("high_protein", "renal")
    assert write(keza, Health(diets=("high_protein", "renal"), note="more"), now, by=nutritionist).version == 2


def test_a_carer_is_sent_to_the_nutritionist_whatever_they_confirm(keza, now):
    mother = keza.carers.get().user
    actions.give_consent(eater=keza, by=mother, now=now)
    with pytest.raises(RuleBroken, match="Ask the nutritionist"):
        write(keza, contradicting(), now, by=mother, accept_contradictions=True)
    assert not HealthRecord.objects.exists()


def test_an_own_target_can_contradict_a_diet(keza, now):
    wish = Health(diets=("renal",), targets=(Target("protein_g", "nutrient_min_per_serving", Decimal(25)),))
    with pytest.raises(RuleBroken) as refused:
        write(keza, wish, now)
    assert refused.value.items == ["The own target asks for at least 25 g of protein per serving, Renal allows at most 20 g."]
