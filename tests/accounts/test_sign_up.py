"""Becoming a customer: by phone where SMS go out, by e-mail where not."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from core.accounts.models import User
from core.common.models import AuditEvent
from core.eaters.models import EaterCarer
from core.notifications.channels import sms
from core.notifications.models import Message
from tests.accounts.conftest import GOOD_PASSWORD, sent_code, shown_errors
from tests.factories import people

# --- with SMS ---------------------------------------------------------------------------------------------


def test_a_person_signs_up_with_a_phone_and_a_code(visitor):
    page = visitor.sign_up(phone="0788 123 456")
    assert page.redirect_chain[-1][0] == reverse("account_verify_phone")
    assert visitor.person is None
    visitor.post("account_verify_phone", {"code": sent_code("+250788123456")})
    person = visitor.person
    assert (person.name, str(person.phone), person.phone_verified, person.email) == ("Aline Uwase", "+250788123456", True, None)
    assert person.check_password(GOOD_PASSWORD)
    assert list(person.groups.values_list("name", flat=True)) == ["customer"]
    assert EaterCarer.objects.get(user=person).relationship == "self"


def test_a_code_is_kept_in_no_message_row(visitor):
    visitor.sign_up(phone="0788123456")
    assert len(sms.memory) == 1
    assert Message.objects.count() == 0


def test_history_names_the_person_and_holds_no_row_in_which_nothing_changed(visitor):
    visitor.sign_up(phone="0788123456")
    visitor.post("account_verify_phone", {"code": sent_code("+250788123456")})
    rows = list(visitor.person.history.order_by("history_id"))
    assert [(row.history_type, row.phone_verified, row.groups.count()) for row in rows] == [
        ("+", False, 0),
        ("~", False, 1),
        ("~", True, 1),
    ]
    assert {row.history_user for row in rows} == {visitor.person}


@pytest.mark.parametrize("spelling", ["0788123456", "+250788123456", "250788123456", "788 123 456"])
def test_the_same_phone_in_any_spelling_makes_no_second_account(visitor, another, clock, spelling):
    visitor.sign_up(phone="0788 123 456")
    visitor.post("account_verify_phone", {"code": sent_code("+250788123456")})
    clock.shift(60)
    page = another().sign_up(phone=spelling, name="Somebody else")
    assert User.objects.filter(phone="+250788123456").count() == 1
    # The page tells nothing; the phone's owner is told.
    assert page.redirect_chain[-1][0] == reverse("account_verify_phone")
    assert "there is an account with this phone already" in sms.memory[-1]["text"]


def test_a_wrong_code_lets_nobody_in_and_three_of_them_end_the_try(visitor):
    visitor.sign_up(phone="0788123456")
    right = sent_code("+250788123456")
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(3):
        visitor.post("account_verify_phone", {"code": wrong})
    visitor.post("account_verify_phone", {"code": right})
    assert visitor.person is None
    assert User.objects.get(phone="+250788123456").phone_verified is False


def test_an_email_given_at_sign_up_counts_only_after_its_own_code(visitor):
    page = visitor.sign_up(phone="0788123456", email="Aline@Example.org")
    page = visitor.post("account_verify_phone", {"code": sent_code("+250788123456")})
    assert page.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    assert visitor.person.email is None
    assert not EmailAddress.objects.exists()
    visitor.post("account_email_verification_sent", {"code": sent_code("aline@example.org")})
    assert visitor.person.email == "aline@example.org"
    assert EmailAddress.objects.get().verified


def test_whoever_leaves_the_email_unproven_is_in_all_the_same(visitor):
    visitor.sign_up(phone="0788123456", email="aline@example.org")
    visitor.post("account_verify_phone", {"code": sent_code("+250788123456")})
    assert visitor.person is not None
    assert visitor.get(reverse("account_email")).status_code == 200


def test_an_email_of_somebody_else_is_not_given_away_and_its_owner_is_told(visitor):
    people.person(email="aline@example.org")
    page = visitor.sign_up(phone="0788123456", email="ALINE@example.org")
    page = visitor.post("account_verify_phone", {"code": sent_code("+250788123456")})
    # The same page as for a free address; the letter holds no code.
    assert page.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    assert [letter.to for letter in mail.outbox] == [["aline@example.org"]]
    assert not any(character.isdigit() for character in mail.outbox[0].body.replace("http://testserver", ""))
    assert visitor.person.email is None


def test_a_failing_sms_is_told_instead_of_a_code_that_is_on_its_way(visitor, settings):
    settings.SMS_BACKEND = "twilio"
    page = visitor.sign_up(phone="0788123456")
    assert [str(message) for message in page.context["messages"]] == [
        "The SMS could not be sent. Look at the number, or try again in some minutes."
    ]


def test_a_second_sign_in_within_the_half_minute_of_a_code_is_told_to_wait(visitor, another):
    visitor.sign_up(phone="0788123456")
    page = another().sign_in("0788123456", status=429)
    assert page.status_code == 429


# --- without SMS --------------------------------------------------------------------------------------------


def test_without_sms_a_person_signs_up_with_an_email_and_a_code(without_sms, visitor):
    page = visitor.sign_up(phone="0788123456", email="Aline@Example.org")
    assert page.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    assert visitor.person is None
    assert User.objects.get().email is None
    visitor.post("account_email_verification_sent", {"code": sent_code("aline@example.org")})
    person = visitor.person
    assert (person.email, str(person.phone), person.phone_verified) == ("aline@example.org", "+250788123456", False)
    assert sms.memory == []


def test_without_sms_the_same_email_in_another_case_makes_no_second_account(without_sms, visitor):
    people.person(email="aline@example.org")
    page = visitor.sign_up(phone="0788123456", email="ALINE@example.org")
    assert page.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    assert User.objects.filter(phone="+250788123456").count() == 0
    assert "account" in mail.outbox[-1].body


def test_without_sms_a_phone_that_is_taken_is_refused_with_a_way_on(without_sms, visitor):
    people.person(phone="+250788123456")
    page = visitor.sign_up(phone="0788123456", email="aline@example.org")
    assert shown_errors(page) == ["Somebody has this phone already. Call us if it is yours: we add your e-mail to that account."]
    assert User.objects.filter(phone="+250788123456").count() == 1
    assert mail.outbox == []


def test_without_sms_an_email_is_needed(without_sms, visitor):
    page = visitor.sign_up(phone="0788123456")
    assert list(page.context["form"].errors) == ["email"]


# --- always ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"phone": "0788123456", "name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"phone": "0788123456", "password1": "short"}, "password1"),
        ({"phone": "0788123456", "password1": "1234567890123"}, "password1"),
        ({"phone": "0788123456", "name": "Alphonsine Mukamana", "password1": "alphonsine mukamana"}, "password1"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(visitor, data, field):
    page = visitor.sign_up(**data)
    assert list(page.context["form"].errors) == [field]
    assert not User.objects.exists()
    assert sms.memory == []


def test_an_event_of_the_audit_trail_holds_no_password_or_code(visitor):
    visitor.sign_up(phone="0788123456")
    code = sent_code("+250788123456")
    visitor.post("account_verify_phone", {"code": code})
    kept = str(list(AuditEvent.objects.values()))
    assert GOOD_PASSWORD not in kept
    assert code not in kept
