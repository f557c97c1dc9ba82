"""Coming in with a password or a code, getting a new password, and not coming in."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from core.accounts import actions
from core.accounts.models import User
from core.common.models import AuditEvent
from core.notifications.channels import sms
from tests.accounts.conftest import GOOD_PASSWORD, sent_code, shown_errors
from tests.factories import people

NEW_PASSWORD = "isombe-nziza-33"


@pytest.fixture
def aline() -> User:
    """A customer with a proven phone and a proven e-mail."""
    person = people.person(name="Aline Uwase", email="aline@example.org", phone="+250788123456", password=GOOD_PASSWORD)
    person.phone_verified = True
    person.save()
    return person


# --- password ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["aline@example.org", "Aline@Example.ORG", "0788123456", "+250 788 123 456", "250788123456"])
def test_a_person_signs_in_by_email_or_phone_however_it_is_typed(visitor, aline, login):
    visitor.sign_in(login)
    assert visitor.person == aline


@pytest.mark.parametrize("login", ["aline@example.org", "0788123456", "nobody@example.org", "0788999999"])
def test_a_wrong_password_and_an_unknown_person_look_alike(visitor, aline, login):
    page = visitor.sign_in(login, "wrong password")
    assert visitor.person is None
    assert len(shown_errors(page)) == 1
    assert "not correct" in shown_errors(page)[0]


def test_an_added_but_unproven_email_opens_nothing(visitor, aline):
    EmailAddress.objects.create(user=aline, email="other@example.org")
    visitor.post("account_request_login_code", {"login": "other@example.org"})
    assert "code" not in mail.outbox[-1].subject.lower()
    assert not any(character.isdigit() for character in mail.outbox[-1].body)


def test_signing_out_ends_the_session(visitor, aline):
    visitor.sign_in("0788123456")
    visitor.post("account_logout")
    assert visitor.person is None


def test_a_person_whom_sms_can_no_longer_reach_still_signs_in(visitor, settings, without_sms):
    person = people.person(phone="+250788123456", password=GOOD_PASSWORD)
    actions.put_email(person=person, email=None, by=person, now=None)
    actions.follow_email(person=person, by=person, now=None)
    actions.set_phone(person=person, phone="+250788123456", verified=True, by=person, now=None)
    visitor.sign_in("0788123456")
    assert visitor.person == person


# --- code --------------------------------------------------------------------------------------------------


def test_a_person_signs_in_with_a_code_to_the_phone(visitor, aline):
    visitor.post("account_request_login_code", {"login": "0788 123 456"})
    visitor.post("account_confirm_login_code", {"code": sent_code("+250788123456")})
    assert visitor.person == aline
    assert visitor.person.check_password(GOOD_PASSWORD)


def test_a_person_signs_in_with_a_code_to_the_email(visitor, aline):
    visitor.post("account_request_login_code", {"login": "ALINE@example.org"})
    visitor.post("account_confirm_login_code", {"code": sent_code("aline@example.org")})
    assert visitor.person == aline


def test_a_number_nobody_has_gets_a_word_and_no_code(visitor):
    page = visitor.post("account_request_login_code", {"login": "0788999999"})
    assert page.redirect_chain[-1][0] == reverse("account_confirm_login_code")
    assert "no account" in sms.memory[-1]["text"]
    visitor.post("account_confirm_login_code", {"code": "123456"})
    visitor.post("account_confirm_login_code", {"action": "resend"})
    assert visitor.person is None


@pytest.mark.parametrize("typed", ["", "788 12", "nobody"])
def test_a_code_is_asked_for_with_an_email_or_a_phone(visitor, typed):
    page = visitor.post("account_request_login_code", {"login": typed})
    assert list(page.context["form"].errors) == ["login"]
    assert (sms.memory, mail.outbox) == ([], [])


def test_without_sms_a_code_goes_to_an_email_alone(without_sms, visitor, aline):
    page = visitor.post("account_request_login_code", {"login": "0788123456"})
    assert list(page.context["form"].errors) == ["login"]
    visitor.post("account_request_login_code", {"login": "aline@example.org"})
    assert mail.outbox[-1].to == ["aline@example.org"]


def test_a_phone_that_is_only_a_contact_opens_no_account_with_a_proven_email(visitor):
    """Somebody may have typed another's phone beside their own e-mail, or the reverse: it opens nothing."""
    people.person(email="aline@example.org", phone="+250788123456")
    visitor.post("account_request_login_code", {"login": "0788123456"})
    assert "no account" in sms.memory[-1]["text"]


# --- added by the desk ----------------------------------------------------------------------------------------


def test_a_customer_of_the_desk_claims_the_account_with_a_code_and_a_password(visitor, now):
    desk = people.person(role="order_desk")
    person, _is_new = actions.find_or_create_customer(name="Aline Uwase", phone="0788 123 456", by=desk, now=now)
    page = visitor.post("account_reset_password", {"email": "0788123456"})
    assert page.redirect_chain[-1][0].startswith(reverse("account_confirm_login_code"))
    page = visitor.post("account_confirm_login_code", {"code": sent_code("+250788123456")}, then=reverse("account_set_password"))
    assert page.redirect_chain[-1][0] == reverse("account_set_password")
    assert visitor.person == person
    visitor.post("account_set_password", {"password1": GOOD_PASSWORD, "password2": GOOD_PASSWORD})
    person.refresh_from_db()
    assert person.phone_verified
    assert person.check_password(GOOD_PASSWORD)
    assert visitor.person == person


def test_the_desk_finds_the_same_customer_in_any_spelling(now):
    desk = people.person(role="order_desk")
    first, was_new = actions.find_or_create_customer(name="Aline", phone="+250788123456", by=desk, now=now)
    second, is_new = actions.find_or_create_customer(name="", phone="0788 123 456", by=desk, now=now)
    assert (first, was_new, is_new) == (second, True, False)


def test_a_password_typed_by_somebody_who_lies_in_wait_falls_away(visitor, another, clock):
    """Somebody signs up with another's phone and never has the code: the owner of the phone gets the account, alone."""
    waiting = another()
    waiting.sign_up(phone="0788123456", name="Not Aline", password1="the other password 1")
    clock.shift(60)
    visitor.post("account_request_login_code", {"login": "0788123456"})
    visitor.post("account_confirm_login_code", {"code": sent_code("+250788123456")})
    assert visitor.person is not None
    waiting.client.cookies.clear()
    waiting.sign_in("0788123456", "the other password 1")
    assert waiting.person is None
    assert AuditEvent.objects.filter(verb="person.password_dropped", data={"why": "first proof"}).count() == 1


def test_without_sms_a_password_typed_by_somebody_who_lies_in_wait_falls_away(without_sms, visitor, another):
    waiting = another()
    waiting.sign_up(phone="0788123456", email="aline@example.org", password1="the other password 1")
    visitor.post("account_reset_password", {"email": "aline@example.org"})
    visitor.post("account_confirm_password_reset_code", {"code": sent_code("aline@example.org")})
    waiting.client.cookies.clear()
    waiting.sign_in("aline@example.org", "the other password 1")
    assert waiting.person is None
    visitor.post("account_complete_password_reset", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert visitor.person.email == "aline@example.org"


# --- a new password ---------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_made_anew_with_a_code_by_email(visitor, another, aline):
    elsewhere = another()
    elsewhere.sign_in("0788123456")
    visitor.post("account_reset_password", {"email": "aline@example.org"})
    visitor.post("account_confirm_password_reset_code", {"code": sent_code("aline@example.org")})
    visitor.post("account_complete_password_reset", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert visitor.person == aline
    assert visitor.person.check_password(NEW_PASSWORD)
    # Every other session ends with the password it began with.
    assert elsewhere.client.get(reverse("account_email")).status_code == 302


def test_a_forgotten_password_is_made_anew_with_a_code_by_sms(visitor, aline):
    visitor.post("account_reset_password", {"email": "0788123456"})
    page = visitor.post("account_confirm_login_code", {"code": sent_code("+250788123456")}, then=reverse("account_set_password"))
    assert page.redirect_chain[-1][0] == reverse("account_set_password")
    visitor.post("account_set_password", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    aline.refresh_from_db()
    assert aline.check_password(NEW_PASSWORD)


def test_asking_for_a_new_password_changes_nothing_before_the_code(visitor, another, aline):
    visitor.post("account_reset_password", {"email": "0788123456"})
    elsewhere = another()
    elsewhere.sign_in("0788123456")
    assert elsewhere.person == aline


def test_an_unknown_email_looks_like_a_known_one(visitor, aline):
    page = visitor.post("account_reset_password", {"email": "nobody@example.org"})
    assert page.redirect_chain[-1][0] == reverse("account_confirm_password_reset_code")
    visitor.post("account_confirm_password_reset_code", {"code": "123456"})
    assert visitor.person is None


# --- shut out ------------------------------------------------------------------------------------------------------


def test_a_person_who_is_shut_out_is_gone_with_the_next_request(visitor, aline, now):
    visitor.sign_in("0788123456")
    assert visitor.client.get(reverse("account_email")).status_code == 200
    actions.set_active(person=aline, active=False, by=people.person(role="administrator"), now=now, reason="Abuse")
    assert visitor.client.get(reverse("account_email")).status_code == 302
    assert visitor.person is None


def test_an_old_session_stays_ended_when_the_person_is_let_in_again(visitor, aline, now):
    visitor.sign_in("0788123456")
    administrator = people.person(role="administrator")
    actions.set_active(person=aline, active=False, by=administrator, now=now)
    actions.set_active(person=aline, active=True, by=administrator, now=now)
    assert visitor.client.get(reverse("account_email")).status_code == 302


def test_a_person_who_is_shut_out_is_told_at_the_door_and_gets_no_code(visitor, aline, now):
    actions.set_active(person=aline, active=False, by=people.person(role="administrator"), now=now)
    page = visitor.sign_in("0788123456")
    assert page.redirect_chain[-1][0] == reverse("account_inactive")
    visitor.post("account_request_login_code", {"login": "0788123456"})
    assert "code is" not in sms.memory[-1]["text"]
