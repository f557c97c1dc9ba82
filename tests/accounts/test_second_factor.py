"""Every staff session shows a second factor, whatever way it came in."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as project
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from core.accounts import actions, second_factor
from core.accounts.models import User
from core.common.models import AuditEvent
from tests.accounts.conftest import GOOD_PASSWORD, Visitor, app_shows, fresh_totp, sent_code, shown_errors
from tests.factories import people
from tests.sessions import sign_in

ADMIN = "/admin/"


@pytest.fixture
def chef() -> User:
    """A head chef who has not set up a second factor."""
    return people.person(role="head_chef", email="chef@example.org", phone="+250788123456", password=GOOD_PASSWORD)


def enrol(visitor: Visitor) -> str:
    """Set up the second factor; the secret in the app."""
    page = visitor.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    page = visitor.post("mfa_activate_totp", {"code": app_shows(secret)})
    assert page.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    return secret


# --- the first time -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_staff_set_up_the_second_factor_at_the_first_sign_in_and_go_on(visitor, chef):
    visitor.sign_in("chef@example.org")
    page = visitor.get(ADMIN)
    # Straight to the square: the password was typed a moment ago and is not asked for again.
    assert page.redirect_chain[-1][0] == f"{reverse('mfa_activate_totp')}?next=%2Fadmin%2F"
    enrol(visitor)
    # No second code is asked for: the one that turned it on was proof.
    assert visitor.get(ADMIN).redirect_chain == []
    assert AuditEvent.objects.filter(verb="person.second_factor_on", by=chef).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_code_that_turned_it_on_does_not_work_again(visitor, another, chef):
    visitor.sign_in("chef@example.org")
    secret = enrol(visitor)
    elsewhere = another()
    elsewhere.sign_in("chef@example.org")
    page = elsewhere.post("mfa_authenticate", {"code": app_shows(secret)})
    assert shown_errors(page) == ["This code is not right, or was used. Wait for the next one in the app."]
    assert elsewhere.person is None


@pytest.mark.django_db(transaction=True)
def test_a_code_works_once_in_all_browsers(visitor, another, chef, clock):
    visitor.sign_in("chef@example.org")
    secret = enrol(visitor)
    clock.shift(30)
    first, second = another(), another()
    for each in (first, second):
        each.sign_in("chef@example.org")
        each.post("mfa_authenticate", {"code": app_shows(secret)})
    assert (first.person, second.person) == (chef, None)


@pytest.mark.django_db(transaction=True)
def test_secrets_lie_sealed_in_the_database(visitor, chef):
    visitor.sign_in("chef@example.org")
    secret = enrol(visitor)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert [
        row.data[name].startswith("v1:") for row, name in zip(Authenticator.objects.order_by("pk"), ("secret", "seed"), strict=True)
    ] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_opens_once(visitor, another, chef):
    visitor.sign_in("chef@example.org")
    enrol(visitor)
    code = Authenticator.objects.get(user=chef, type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = another(), another()
    for each in (first, second):
        each.sign_in("chef@example.org")
        each.post("mfa_authenticate", {"code": code})
    assert (first.person, second.person) == (chef, None)


# --- whatever way in -------------------------------------------------------------------------------------------


@pytest.fixture
def enrolled(chef) -> User:
    """The same chef with an authenticator."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(chef, generate_totp_secret())
    return chef


def force_login(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=project.AUTHENTICATION_BACKENDS[0])
    return client


PAGES = ["/admin/", "/admin/accounts/user/", "/kitchen/", "/", "/accounts/email/", "/accounts/2fa/", "/accounts/2fa/recovery-codes/"]


@pytest.mark.parametrize("url", PAGES)
def test_a_session_that_came_in_another_way_is_asked_for_the_second_factor(enrolled, url):
    answer = force_login(enrolled).get(url)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("mfa_reauthenticate"))


@pytest.mark.parametrize("url", PAGES)
def test_a_session_without_a_second_factor_sets_one_up_first(chef, url):
    answer = force_login(chef).get(url)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("mfa_activate_totp"))


@pytest.mark.parametrize(
    "name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes"]
)
def test_the_password_alone_changes_nothing_about_the_second_factor(enrolled, name):
    client = force_login(enrolled)
    client.post(reverse("account_reauthenticate"), {"password": GOOD_PASSWORD})
    assert client.post(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate"))


def test_the_code_brings_a_person_back_to_where_they_were_going(enrolled):
    visitor = Visitor(force_login(enrolled))
    page = visitor.get("/admin/accounts/user/")
    page = visitor.client.post(page.redirect_chain[-1][0], {"code": fresh_totp(enrolled)})
    assert page["Location"] == "/admin/accounts/user/"


def test_a_sign_in_with_a_code_by_sms_asks_for_the_second_factor_too(visitor, enrolled):
    actions.set_phone(person=enrolled, phone="+250788123456", verified=True, by=enrolled, now=None)
    visitor.post("account_request_login_code", {"login": "0788123456"})
    page = visitor.post("account_confirm_login_code", {"code": sent_code("+250788123456")})
    assert page.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert visitor.person is None
    visitor.post("mfa_authenticate", {"code": fresh_totp(enrolled)})
    assert visitor.person == enrolled


def test_a_new_password_does_not_replace_the_second_factor(visitor, enrolled):
    visitor.post("account_reset_password", {"email": "chef@example.org"})
    visitor.post("account_confirm_password_reset_code", {"code": sent_code("chef@example.org")})
    page = visitor.post("account_complete_password_reset", {"password1": "isombe-nziza-33", "password2": "isombe-nziza-33"})
    assert page.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert visitor.person is None


def test_a_person_who_becomes_staff_is_asked_at_once(now):
    person = people.person(role="customer")
    client = sign_in(person)
    assert client.get("/").status_code == 200
    actions.set_roles(person=person, keys=["support"], by=people.system(), now=now)
    assert client.get("/")["Location"].startswith(reverse("mfa_activate_totp"))


def test_customers_are_not_asked():
    client = sign_in(people.person(role="customer"))
    assert client.get(reverse("account_email")).status_code == 200


def test_after_a_working_day_it_is_asked_for_again(enrolled, clock):
    client = sign_in(enrolled)
    for _minute in range(0, int(second_factor.LASTS.total_seconds()) - 60, 20 * 60):
        assert client.get(reverse("account_email")).status_code == 200
        clock.shift(20 * 60)
    assert client.get(reverse("account_email"))["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_pages_script_is_sent_along_and_a_program_is_told(enrolled):
    client = force_login(enrolled)
    answer = client.get("/admin/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/admin/orders/order/"})
    assert answer["HX-Redirect"] == f"{reverse('mfa_reauthenticate')}?next=http%3A%2F%2Ftestserver%2Fadmin%2Forders%2Forder%2F"
    answer = client.get("/admin/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor")


# --- the one door ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, "customer"])
def test_the_admins_own_sign_in_only_sends_to_the_door(role):
    client = sign_in(people.person(role=role)) if role else Client()
    other = people.person(role="head_chef", email="chef@example.org", password=GOOD_PASSWORD)
    answer = client.post("/admin/login/", {"username": other.email, "password": GOOD_PASSWORD})
    assert answer.status_code == (403 if role else 302)
    assert client.session.get("_auth_user_id") in (None, str(client.user.pk) if role else None)


def test_a_signed_in_cook_cannot_become_the_administrator_with_a_stolen_password():
    cook = people.person(role="kitchen_staff")
    people.person(role="administrator", email="root@example.org", password=GOOD_PASSWORD)
    client = sign_in(cook)
    client.post("/admin/login/", {"username": "root@example.org", "password": GOOD_PASSWORD})
    assert client.session["_auth_user_id"] == str(cook.pk)


# --- losing and keeping it -------------------------------------------------------------------------------------------


def test_staff_cannot_turn_it_off(enrolled):
    visitor = Visitor(sign_in(enrolled))
    visitor.client.post(reverse("mfa_reauthenticate"), {"code": fresh_totp(enrolled)})
    page = visitor.post("mfa_deactivate_totp")
    assert shown_errors(page) == ["Staff keep the second factor. When the phone is lost, an administrator resets it."]
    assert Authenticator.objects.filter(user=enrolled, type="totp").exists()


def test_an_administrator_resets_it_for_somebody_who_lost_the_phone(visitor, enrolled, now):
    visitor.sign_in("chef@example.org")
    visitor.post("mfa_authenticate", {"code": fresh_totp(enrolled)})
    assert visitor.get(ADMIN).redirect_chain == []
    actions.reset_second_factor(person=enrolled, by=people.person(role="administrator"), now=now, reason="Phone stolen")
    assert not Authenticator.objects.filter(user=enrolled).exists()
    assert AuditEvent.objects.get(verb="person.second_factor_reset").reason == "Phone stolen"
    assert visitor.client.get(ADMIN).status_code == 302


def test_codes_are_limited_too(visitor, enrolled):
    visitor.sign_in("chef@example.org")
    for _try in range(5):
        visitor.post("mfa_authenticate", {"code": "000000"})
    page = visitor.post("mfa_authenticate", {"code": fresh_totp(enrolled)})
    assert shown_errors(page) == ["Too many tries. Wait a few minutes."]


# --- idle ------------------------------------------------------------------------------------------------------------------


def test_an_idle_staff_session_ends_after_half_an_hour(enrolled, clock):
    client = sign_in(enrolled)
    assert client.get(reverse("account_email")).status_code == 200
    clock.shift(30 * 60 + 1)
    answer = client.get(reverse("account_email"))
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Faccounts%2Femail%2F"
    assert "_auth_user_id" not in client.session


def test_a_used_staff_session_goes_on(enrolled, clock):
    client = sign_in(enrolled)
    for _time in range(4):
        assert client.get(reverse("account_email")).status_code == 200
        clock.shift(29 * 60)


def test_a_customers_session_stays_for_days(clock):
    client = sign_in(people.person(role="customer"))
    assert client.get(reverse("account_email")).status_code == 200
    clock.shift(60 * 60 * 24 * 3)
    assert client.get(reverse("account_email")).status_code == 200


def test_a_staff_session_writes_its_last_use_once_a_minute_at_most(enrolled, django_assert_num_queries):
    client = sign_in(enrolled)
    client.get(reverse("account_email"))
    before = client.session["staff_seen_at"]
    client.get(reverse("account_email"))
    assert client.session["staff_seen_at"] == before


# --- off -----------------------------------------------------------------------------------------------------------------


def test_it_is_off_only_where_the_settings_say_so(chef, settings):
    settings.STAFF_SECOND_FACTOR = False
    assert force_login(chef).get(ADMIN).status_code == 200


def test_off_outside_development_is_an_error_at_the_start(settings):
    settings.STAFF_SECOND_FACTOR = False
    assert "accounts.E001" in [found.id for found in run_checks()]


def test_production_cannot_turn_it_off():
    lines = (project.BASE_DIR / "backoffice" / "settings" / "production.py").read_text().splitlines()
    assert [line for line in lines if line.startswith("STAFF_SECOND_FACTOR")] == ["STAFF_SECOND_FACTOR = True"]


def test_used_codes_are_remembered_where_all_processes_look(enrolled):
    code = fresh_totp(enrolled)
    assert Authenticator.objects.get(user=enrolled).wrap().validate_code(code)
    assert not Authenticator.objects.get(user=enrolled).wrap().validate_code(code)
    assert cache.get(f"allauth.mfa.totp.used?user={enrolled.pk}&code={code}") == "y"
