"""Limits on tries: per account and per address, the same in all processes and after a restart."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import User
from core.notifications.channels import sms
from tests.accounts.conftest import GOOD_PASSWORD, shown_errors
from tests.factories import people

ROOT = Path(__file__).resolve().parents[2]
OTHER_PROCESS = """
import sys, django, time_machine
with time_machine.travel(float(sys.argv[1]), tick=False):
    django.setup()
    from django.test import Client
    print(Client().post("/accounts/login/", {"login": sys.argv[2], "password": sys.argv[3]}).status_code)
"""


@pytest.fixture
def aline() -> User:
    return people.person(email="aline@example.org", phone="+250788123456", password=GOOD_PASSWORD)


def fail(visitor, login: str, times: int = 5) -> None:
    for _try in range(times):
        visitor.sign_in(login, "wrong password")


def test_after_five_failed_tries_the_door_says_wait_with_a_way_out(visitor, aline):
    fail(visitor, "aline@example.org")
    page = visitor.sign_in("aline@example.org", GOOD_PASSWORD, status=429)
    assert page.headers["Retry-After"].isdigit()
    assert reverse("account_reset_password") in page.content.decode()
    assert visitor.person is None


def test_the_door_opens_again_after_five_minutes(visitor, aline, clock):
    fail(visitor, "aline@example.org")
    clock.shift(301)
    visitor.sign_in("aline@example.org")
    assert visitor.person == aline


def test_tries_by_phone_and_by_email_count_together(visitor, another, aline):
    fail(visitor, "aline@example.org", 3)
    fail(visitor, "0788123456", 2)
    another().sign_in("aline@example.org", status=429)


def test_failed_tries_by_one_phone_do_not_lock_another_phone(visitor, aline):
    """allauth counts all phones as one; the house counts per account."""
    fail(visitor, "0788000001")
    visitor.sign_in("0788123456")
    assert visitor.person == aline


def test_a_new_password_takes_the_lock_away(visitor, another, aline):
    from tests.accounts.conftest import sent_code

    fail(visitor, "aline@example.org")
    visitor.post("account_reset_password", {"email": "aline@example.org"})
    visitor.post("account_confirm_password_reset_code", {"code": sent_code("aline@example.org")})
    visitor.post("account_complete_password_reset", {"password1": "isombe-nziza-33", "password2": "isombe-nziza-33"})
    elsewhere = another()
    elsewhere.sign_in("aline@example.org", "isombe-nziza-33")
    assert elsewhere.person == aline


def test_one_address_cannot_try_many_accounts(visitor, clock):
    for number in range(30):
        visitor.sign_in(f"somebody{number}@example.org", "wrong password")
    visitor.sign_in("somebody-else@example.org", "wrong password", status=429)
    clock.shift(61)
    visitor.sign_in("somebody-else@example.org", "wrong password")


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_in_another_process_that_starts_later(visitor, aline):
    fail(visitor, "aline@example.org")
    assert other_process("aline@example.org", GOOD_PASSWORD) == 429


@pytest.mark.django_db(transaction=True)
def test_control_another_process_lets_in_whom_no_limit_holds(aline):
    assert other_process("aline@example.org", GOOD_PASSWORD) == 302


def other_process(login: str, password: str) -> int:
    """The status of a sign-in on the same database by a process of its own."""
    given = connection.settings_dict
    address = f"sqlite:///{given['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    command = [sys.executable, "-c", OTHER_PROCESS, str(timezone.now().timestamp()), login, password]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def test_few_codes_go_to_one_phone(visitor, another, clock):
    for _try in range(20):
        another().post("account_request_login_code", {"login": "0788123456"})
        clock.shift(30)
    assert len(sms.memory) == 20
    page = visitor.post("account_request_login_code", {"login": "0788123456"})
    assert shown_errors(page) == ["Too many tries. Wait a few minutes."]
    assert len(sms.memory) == 20


def test_a_cache_of_each_process_alone_is_refused_at_the_start(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert "accounts.E002" in [found.id for found in run_checks()]


@pytest.mark.parametrize("name", ["local", "production", "test"])
def test_no_settings_of_ours_name_such_a_cache(name):
    assert "locmem.LocMemCache" not in (ROOT / "backoffice" / "settings" / f"{name}.py").read_text()
    assert "LocMem" not in settings.CACHES["default"]["BACKEND"]
