"""Error reports hold no password, code or token, and nothing of anybody's health."""

import sys

import pytest
from django.core.signals import got_request_exception
from django.test import RequestFactory
from django.urls import reverse
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from backoffice.reporting import NoSecrets
from core.eaters import actions
from core.eaters.health import Health
from core.eaters.models import HealthRecord
from core.eaters.signals import health_changed
from tests.factories import eaters


def report(posted: dict[str, str]) -> str:
    """What Django would show or send of an error on a page with this form."""
    request = RequestFactory().post("/accounts/signup/", posted)
    try:
        raise ValueError("boom")
    except ValueError as error:
        return ExceptionReporter(request, type(error), error, error.__traceback__).get_traceback_text()


def test_the_house_uses_its_own_filter():
    assert isinstance(get_exception_reporter_filter(RequestFactory().get("/")), NoSecrets)


def test_what_is_secret_in_a_form_is_not_reported(settings):
    settings.DEBUG = True
    text = report({"name": "Aline", "password1": "umugati-ushyushye-7", "code": "123456", "proof": "umuceri-wera-8", "token": "abc123"})
    assert "Aline" in text
    assert not [secret for secret in ("umugati-ushyushye-7", "123456", "umuceri-wera-8", "abc123") if secret in text]


def test_a_report_without_a_request_is_made_all_the_same():
    assert NoSecrets().get_post_parameters(None) == {}


WORD = "-".join(("kanari", "health"))
"""Put together, so that the report's own lines of this file do not hold it."""


# --- health -----------------------------------------------------------------------------------------


@pytest.fixture
def reports():
    """The whole report of every error a page makes, as it would be sent to the operators."""
    made = []

    def keep(sender, request, **_more):
        made.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    got_request_exception.connect(keep)
    yield made
    got_request_exception.disconnect(keep)


@pytest.mark.django_db
def test_an_error_while_health_facts_are_open_tells_none(reports, sign_in_as, now):
    client = sign_in_as("customer")
    client.raise_request_exception = False
    keza = eaters.eater(carer=client.user)
    actions.give_consent(eater=keza, by=client.user, now=now)
    actions.write_health(eater=keza, health=Health(note=f"{WORD}-kept", dislikes=()), by=client.user, now=now)
    # The database was touched past the program: the last field belongs elsewhere, those before it are open by then.
    HealthRecord.objects.filter(pk=keza.pk).update(note=HealthRecord.objects.get(pk=keza.pk).sex)
    answer = client.post(
        reverse("customer_portal:person", args=[keza.pk]), {"name": "Keza", "note": f"{WORD}-typed", "diets": [f"{WORD}-diet"]}
    )
    assert answer.status_code == 500
    assert "SealBroken" in reports[0]
    assert WORD not in reports[0]


@pytest.mark.django_db
def test_an_error_while_health_facts_are_written_tells_none(reports, sign_in_as):
    client = sign_in_as("customer")
    client.raise_request_exception = False

    def break_down(sender, **_facts):
        raise ZeroDivisionError

    health_changed.connect(break_down)
    try:
        typed = {"name": "Keza", "relationship": "child", "key": "k", "version": "0", "note": f"{WORD}-typed", "consent": "on"}
        assert client.post(reverse("customer_portal:person-add"), typed).status_code == 500
    finally:
        health_changed.disconnect(break_down)
    assert "ZeroDivisionError" in reports[0]
    assert WORD not in reports[0]
