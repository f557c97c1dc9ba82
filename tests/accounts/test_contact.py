"""A person changes how they are reached: each new way is proven by a code, and asks who is asking."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from core.accounts.models import User
from core.common.models import AuditEvent
from core.notifications.channels import sms
from tests.accounts.conftest import GOOD_PASSWORD, Visitor, sent_code, shown_errors
from tests.factories import people


@pytest.fixture
def aline() -> User:
    person = people.person(name="Aline", email="aline@example.org", phone="+250788123456", password=GOOD_PASSWORD)
    person.phone_verified = True
    person.save()
    return person


@pytest.fixture
def inside(visitor, aline) -> Visitor:
    """Aline, signed in a moment ago."""
    visitor.sign_in("aline@example.org")
    return visitor


# --- e-mail ----------------------------------------------------------------------------------------------------


def test_a_new_email_counts_after_its_code_and_becomes_the_main_one_on_request(inside, aline):
    page = inside.post("account_email", {"action_add": "", "email": "New@Example.org"})
    assert page.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    assert not EmailAddress.objects.filter(email="new@example.org").exists()
    inside.post("account_email_verification_sent", {"code": sent_code("new@example.org")})
    aline.refresh_from_db()
    assert aline.email == "aline@example.org"
    inside.post("account_email", {"action_primary": "", "email": "new@example.org"})
    aline.refresh_from_db()
    assert aline.email == "new@example.org"
    assert AuditEvent.objects.filter(verb="person.email_changed", by=aline).exists()
    assert mail.outbox[-1].to == ["aline@example.org"]  # the old address hears of it


def test_a_first_email_is_written_to_once_it_is_proven(visitor):
    person = people.person(email=None, phone="+250788123456", password=GOOD_PASSWORD)
    User.objects.filter(pk=person.pk).update(email=None, phone_verified=True)
    EmailAddress.objects.all().delete()
    visitor.sign_in("0788123456")
    visitor.post("account_email", {"action_add": "", "email": "first@example.org"})
    person.refresh_from_db()
    assert person.email is None
    visitor.post("account_email_verification_sent", {"code": sent_code("first@example.org")})
    person.refresh_from_db()
    assert person.email == "first@example.org"


def test_an_email_of_somebody_else_cannot_be_taken(inside):
    people.person(email="other@example.org")
    inside.post("account_email", {"action_add": "", "email": "other@example.org"})
    page = inside.post("account_email_verification_sent", {"code": sent_code("other@example.org")})
    assert shown_errors(page) == ["Somebody has this e-mail already."]
    assert EmailAddress.objects.filter(email="other@example.org").count() == 1


def test_a_removed_email_is_not_written_to_any_more(inside, aline):
    inside.post("account_email", {"action_remove": "", "email": "aline@example.org"})
    aline.refresh_from_db()
    assert aline.email is None


def test_two_people_may_have_no_email(inside, another):
    other = people.person(email="b@example.org", phone="+250788999999", password=GOOD_PASSWORD)
    User.objects.filter(pk=other.pk).update(phone_verified=True)
    inside.post("account_email", {"action_remove": "", "email": "aline@example.org"})
    elsewhere = another()
    elsewhere.sign_in("b@example.org")
    elsewhere.post("account_email", {"action_remove": "", "email": "b@example.org"})
    assert User.objects.filter(email__isnull=True, is_system=False).count() == 2


def test_the_last_way_to_a_person_stays(inside, aline):
    User.objects.filter(pk=aline.pk).update(phone=None, phone_verified=False)
    inside.post("account_email", {"action_remove": "", "email": "aline@example.org"})
    aline.refresh_from_db()
    assert aline.email == "aline@example.org"


# --- phone ----------------------------------------------------------------------------------------------------------


def test_a_new_phone_counts_after_its_code(inside, aline):
    inside.post("account_change_phone", {"phone": "0788 999 000"})
    aline.refresh_from_db()
    assert str(aline.phone) == "+250788123456"
    inside.post("account_verify_phone", {"code": sent_code("+250788999000")})
    aline.refresh_from_db()
    assert (str(aline.phone), aline.phone_verified) == ("+250788999000", True)
    row = aline.history.order_by("history_id").last()
    assert (str(row.phone), row.history_user) == ("+250788999000", aline)


def test_a_mistyped_number_can_be_corrected_at_once(inside, aline, clock):
    inside.post("account_change_phone", {"phone": "0788 999 001"})
    inside.post("account_change_phone", {"phone": "0788 999 000"})
    inside.post("account_verify_phone", {"code": sent_code("+250788999000")})
    aline.refresh_from_db()
    assert str(aline.phone) == "+250788999000"


def test_a_phone_of_somebody_else_cannot_be_taken(inside, aline):
    people.person(phone="+250788999000")
    inside.post("account_change_phone", {"phone": "0788999000"})
    page = inside.post("account_verify_phone", {"code": sent_code("+250788999000")})
    assert shown_errors(page) == ["Somebody has this phone already."]
    aline.refresh_from_db()
    assert str(aline.phone) == "+250788123456"


def test_without_sms_a_phone_is_saved_as_a_contact(without_sms, inside, aline):
    page = inside.post("account_change_phone", {"phone": "0788999000"})
    assert [str(message) for message in page.context["messages"]][-1] == "Your phone number is saved."
    aline.refresh_from_db()
    assert (str(aline.phone), aline.phone_verified) == ("+250788999000", False)
    assert sms.memory == []


def test_without_sms_a_phone_of_somebody_else_is_refused(without_sms, inside, aline):
    people.person(phone="+250788999000")
    page = inside.post("account_change_phone", {"phone": "0788999000"})
    assert shown_errors(page) == ["Somebody has this phone already. Call us if it is yours."]


# --- who asks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_email", {"action_add": "", "email": "new@example.org"}),
        ("account_email", {"action_remove": "", "email": "aline@example.org"}),
        ("account_change_phone", {"phone": "0788999000"}),
        ("mfa_activate_totp", {"code": "123456"}),
    ],
)
def test_after_five_minutes_the_password_is_asked_for_again(inside, aline, clock, name, data):
    clock.shift(301)
    page = inside.post(name, data)
    assert page.redirect_chain[0][0].startswith(reverse("account_reauthenticate"))
    aline.refresh_from_db()
    assert (aline.email, str(aline.phone)) == ("aline@example.org", "+250788123456")


def test_with_the_password_the_change_goes_on_where_it_stopped(inside, aline, clock):
    clock.shift(301)
    page = inside.post("account_change_phone", {"phone": "0788999000"})
    inside.client.post(page.redirect_chain[0][0], {"password": GOOD_PASSWORD}, follow=True)
    inside.post("account_verify_phone", {"code": sent_code("+250788999000")})
    aline.refresh_from_db()
    assert str(aline.phone) == "+250788999000"


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(inside, another, aline):
    elsewhere = another()
    elsewhere.sign_in("aline@example.org")
    new = "isombe-nziza-33"
    inside.post("account_change_password", {"oldpassword": GOOD_PASSWORD, "password1": new, "password2": new})
    assert inside.client.get(reverse("account_email")).status_code == 200
    assert elsewhere.client.get(reverse("account_email")).status_code == 302
    assert AuditEvent.objects.filter(verb="person.password_changed", by=aline).count() == 1


# --- devices -----------------------------------------------------------------------------------------------------------------


def test_a_person_sees_their_devices_and_signs_the_others_out(inside, another, aline):
    elsewhere = another()
    elsewhere.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/130"
    elsewhere.sign_in("aline@example.org")
    page = inside.get(reverse("usersessions_list"))
    assert len(page.context["sessions"]) == 2
    assert "Chrome, Android" in page.content.decode()
    inside.post("usersessions_list")
    assert inside.client.get(reverse("account_email")).status_code == 200
    assert elsewhere.client.get(reverse("account_email")).status_code == 302


def test_staff_without_a_phone_sign_in_by_email(visitor):
    """The phone is asked for at sign-up; who is invited may have none."""
    person = people.person(role="support", email="support@example.org", password=GOOD_PASSWORD)
    User.objects.filter(pk=person.pk).update(phone=None)
    visitor.sign_in("support@example.org")
    assert visitor.person == person
