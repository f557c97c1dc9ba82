"""A visitor at the door, and what reaches their phone and mailbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from backoffice.settings.accounts import sign_up_settings
from core.accounts.models import User
from core.notifications.channels import sms

GOOD_PASSWORD = "umugati-ushyushye-7"


@pytest.fixture(autouse=True)
def clean(db: None) -> Iterator[None]:
    """No SMS and no counted try is left over from another test."""
    sms.memory.clear()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def without_sms(settings) -> None:
    settings.SMS_BACKEND = "off"
    for name, value in sign_up_settings("off").items():
        setattr(settings, name, value)


@dataclass
class Visitor:
    """A browser that follows where it is sent and says what it sees."""

    client: Client = field(default_factory=Client)

    def post(self, name: str, data: dict | None = None, *, status: int = 200, then: str = ""):
        url = f"{reverse(name)}?{urlencode({'next': then})}" if then else reverse(name)
        page = self.client.post(url, data or {}, follow=True)
        assert page.status_code == status, (page.status_code, page.redirect_chain, page.content.decode()[-2000:])
        return page

    def get(self, url: str):
        return self.client.get(url, follow=True)

    @property
    def person(self) -> User | None:
        key = self.client.session.get("_auth_user_id")
        return User.objects.get(pk=key) if key else None

    def sign_up(self, **data: str):
        return self.post("account_signup", {"name": "Aline Uwase", "password1": GOOD_PASSWORD, **data})

    def sign_in(self, login: str, password: str = GOOD_PASSWORD, *, status: int = 200):
        return self.post("account_login", {"login": login, "password": password}, status=status)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def another() -> Callable[[], Visitor]:
    """Another browser."""
    return Visitor


def sent_code(to: str) -> str:
    """The code of the last SMS or letter to this phone or address."""
    texts = [each["text"] for each in sms.memory if each["to"] == to] + [each.body for each in mail.outbox if to in each.to]
    assert texts, f"nothing was sent to {to}"
    return re.search(r"\b\d{6}\b", texts[-1])[0]


def fresh_totp(person: User) -> str:
    """What the person's authenticator app shows now."""
    secret = totp.decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"])
    return app_shows(secret)


def app_shows(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def shown_errors(page) -> list[str]:
    """What the form on the page says is wrong."""
    form = page.context["form"]
    return [str(error) for errors in form.errors.values() for error in errors]
