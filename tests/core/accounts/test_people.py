"""Adding, describing, and the e-mail that is proven or empty."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from core.accounts import actions, ways
from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.models import AuditEvent
from core.eaters.models import EaterCarer
from tests.factories import people

pytestmark = pytest.mark.django_db


def administrator() -> User:
    return people.person(role="administrator")


# --- the desk's customers ----------------------------------------------------------------------------------------


def test_a_caller_becomes_a_customer_who_eats_and_is_in_the_trail(now):
    desk = people.person(role="order_desk")
    person, is_new = actions.find_or_create_customer(name=" Aline Uwase ", phone="0788 123 456", by=desk, now=now, language="rw")
    assert (is_new, person.name, str(person.phone), person.phone_verified, person.has_usable_password()) == (
        True,
        "Aline Uwase",
        "+250788123456",
        False,
        False,
    )
    assert EaterCarer.objects.filter(user=person, relationship="self").count() == 1
    assert AuditEvent.objects.get(verb="person.added_by_desk").by == desk
    assert {row.history_user for row in person.history.all()} == {desk}
    assert person.joined_at == now


@pytest.mark.parametrize(("name", "phone", "field"), [("", "+250788123456", "name"), ("Aline", "12", "phone")])
def test_a_caller_without_name_or_phone_is_not_kept(now, name, phone, field):
    desk = people.person(role="order_desk")
    before = User.objects.count()
    with pytest.raises(RuleBroken) as refused:
        actions.find_or_create_customer(name=name, phone=phone, by=desk, now=now)
    assert (refused.value.field, User.objects.count()) == (field, before)


@pytest.mark.race
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_call_make_one_customer(now):
    desk, found = people.person(role="order_desk"), []
    gate = threading.Barrier(2)

    def call() -> None:
        gate.wait()
        found.append(actions.find_or_create_customer(name="Aline", phone="+250788123456", by=desk, now=now)[0].pk)
        connection.close()

    threads = [threading.Thread(target=call) for _one in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 2
    assert len(set(found)) == 1


# --- e-mail ---------------------------------------------------------------------------------------------------------


def test_whom_the_program_makes_has_a_proven_email():
    person = User.objects.create_user("Aline@Example.ORG", "x", name="Aline")
    assert person.email == "aline@example.org"
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")) == [("aline@example.org", True, True)]


def test_an_email_is_taken_once_whatever_its_case():
    User.objects.create_user("aline@example.org", "x", name="Aline")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ALINE@example.org", "x", name="Another")


def test_the_email_follows_the_main_proven_address(now):
    person = people.person(email="old@example.org")
    EmailAddress.objects.create(user=person, email="waits@example.org")
    actions.follow_email(person=person, by=person, now=now)
    assert person.email == "old@example.org"
    EmailAddress.objects.filter(user=person, email="old@example.org").update(primary=False)
    EmailAddress.objects.create(user=person, email="main@example.org", verified=True, primary=True)
    actions.follow_email(person=person, by=person, now=now)
    assert User.objects.get(pk=person.pk).email == "main@example.org"


def test_an_unproven_email_lets_in_only_where_nothing_is_proven(now):
    nobody_yet, _is_new = actions.find_or_create_customer(name="Aline", phone="+250788123456", by=people.system(), now=now)
    EmailAddress.objects.create(user=nobody_yet, email="aline@example.org")
    assert ways.person_of_email("ALINE@example.org") == nobody_yet
    actions.set_phone(person=nobody_yet, phone="+250788123456", verified=True, by=nobody_yet, now=now)
    assert ways.person_of_email("aline@example.org") is None


def test_an_unproven_phone_lets_in_only_where_nothing_is_proven(now):
    person = people.person(email="aline@example.org", phone="+250788123456")
    assert ways.person_of_phone("0788123456") is None
    caller, _is_new = actions.find_or_create_customer(name="Aline", phone="+250788999000", by=people.system(), now=now)
    assert ways.person_of_phone("0788 999 000") == caller
    actions.set_active(person=caller, active=False, by=people.system(), now=now)
    assert ways.person_of_phone("0788999000") is None
    assert person.phone_verified is False


# --- describing ------------------------------------------------------------------------------------------------------------


def test_a_new_phone_is_unproven_and_the_same_one_stays_proven(now):
    person = people.person(phone="+250788123456")
    actions.set_phone(person=person, phone="+250788123456", verified=True, by=person, now=now)
    actions.describe_person(person=person, fields=["phone"], by=administrator(), now=now)
    assert person.phone_verified is True
    person.phone = "+250788999000"
    actions.describe_person(person=person, fields=["phone"], by=administrator(), now=now)
    assert User.objects.get(pk=person.pk).phone_verified is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "taken@example.org"}, None),
        ({"phone": "+250788111222"}, "phone"),
        ({"email": None, "phone": None}, None),
    ],
)
def test_what_may_not_be_written_of_a_person_is_refused(now, change, field):
    people.person(email="taken@example.org", phone="+250788111222")
    person = people.person(email="aline@example.org", phone="+250788123456")
    before = list(person.history.values_list("history_id", flat=True))
    for name, value in change.items():
        setattr(person, name, value)
    with pytest.raises(RuleBroken) as refused:
        actions.describe_person(person=person, fields=["name", "email", "phone"], by=administrator(), now=now)
    assert refused.value.field == field
    kept = User.objects.get(pk=person.pk)
    assert (kept.email, str(kept.phone)) == ("aline@example.org", "+250788123456")
    assert list(kept.history.values_list("history_id", flat=True)) == before


def test_others_describe_and_add_nobody(now):
    by, person = people.person(role="order_desk"), people.person()
    with pytest.raises(RuleBroken):
        actions.describe_person(person=person, fields=["name"], by=by, now=now)
    with pytest.raises(RuleBroken):
        actions.add_person(name="X", email="x@example.org", by=by, now=now)


def test_a_person_changes_their_own_name_and_language(now):
    person = people.person(name="Aline")
    actions.change_profile(person=person, name=" Aline Uwase ", language="rw", by=person, now=now)
    kept = User.objects.get(pk=person.pk)
    assert (kept.name, kept.language) == ("Aline Uwase", "rw")
    with pytest.raises(RuleBroken):
        actions.change_profile(person=person, name=" ", language="rw", by=person, now=now)


def test_signing_in_and_a_new_password_leave_no_empty_history_row():
    person = people.person()
    before = person.history.count()
    person.set_password("another")
    person.save(update_fields=["password"])
    person.last_login = person.joined_at
    person.save(update_fields=["last_login"])
    assert person.history.count() == before
    person.name = "Another"
    person.save(update_fields=["name"])
    assert person.history.count() == before + 1


# --- roles by command ---------------------------------------------------------------------------------------------------------


def test_roles_are_synced_by_command(capsys):
    call_command("sync_roles")
    assert "administrator" in capsys.readouterr().out
