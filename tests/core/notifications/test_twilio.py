"""SMS through Twilio's own client, against a server on the loopback."""

import logging
import socket

import pytest
from django.core.checks import run_checks

from core.accounts.models import User
from core.notifications import actions
from core.notifications.channels import Outcome, send_sms, sms_problems, twilio
from core.notifications.models import Message, MessageStatus
from tests.core.notifications import twilio_server
from tests.factories import people
from tests.sessions import sign_in

PHONE = "+250788123456"


@pytest.fixture
def provider(settings):
    settings.SMS_BACKEND = "twilio"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = twilio_server.SID, twilio_server.TOKEN, "Dusangire"
    with twilio_server.running() as running:
        settings.TWILIO_API_URL = running.url
        yield running


def test_a_taken_sms_has_the_providers_id(provider):
    assert send_sms(PHONE, "Muraho, ifunguro riraje") == Outcome("sent", provider_id="SM" + "0" * 31 + "1")
    assert provider.taken == [{"To": PHONE, "From": "Dusangire", "Body": "Muraho, ifunguro riraje"}]


def test_a_messaging_service_is_named_as_such(provider, settings):
    settings.TWILIO_FROM = "MG" + "1" * 32
    send_sms(PHONE, "x")
    assert provider.taken[0]["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in provider.taken[0]


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        ("bad number", "refused", "21211: This is no phone number."),
        ("country", "refused", "21408: Twilio's account may not send to this country."),
        ("opted out", "refused", "21610: This phone has opted out of our messages."),
        ("landline", "refused", "21614: This is not a mobile phone."),
        ("new error", "refused", "63999: Unable to create record: Something of next year"),
        ("bad keys", "retry", "20003: Twilio does not accept the account's keys. Look at TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."),
        ("slow down", "retry", "20429: Twilio asks to slow down."),
    ],
)
def test_a_refusal_is_told_in_words_and_says_whether_to_try_again(provider, answer, state, words):
    provider.answer = answer
    assert send_sms(PHONE, "x") == Outcome(state, error=words)
    assert provider.taken == []


@pytest.mark.parametrize("answer", ["hang up", "cut off"])
def test_an_answer_that_breaks_off_is_an_unknown_outcome(provider, answer):
    provider.answer = answer
    assert send_sms(PHONE, "x").state == "unknown"
    assert len(provider.taken) == 1


def test_a_broken_gateway_is_an_unknown_outcome(provider):
    provider.answer = "html 502"
    assert send_sms(PHONE, "x").state == "unknown"


def test_a_provider_that_takes_and_never_answers_holds_nobody_up(provider, monkeypatch):
    monkeypatch.setattr(twilio, "READ_SECONDS", 0.2)
    twilio._client.cache_clear()
    provider.answer = "silence"
    assert send_sms(PHONE, "x").state == "unknown"
    assert len(provider.taken) == 1


def test_a_line_that_is_never_there_is_tried_again(provider, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.TWILIO_API_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert send_sms(PHONE, "x").state == "retry"


def test_each_sms_is_asked_for_once(provider):
    for answer in ("html 502", "hang up", "bad keys"):
        provider.answer, provider.asked = answer, 0
        send_sms(PHONE, "x")
        assert provider.asked == 1


def test_no_log_holds_the_text_or_the_phone(provider, caplog):
    caplog.set_level(logging.DEBUG)
    send_sms(PHONE, "your code is 123456")
    assert "123456" not in caplog.text
    assert twilio_server.TOKEN not in caplog.text


# --- in the outbox -----------------------------------------------------------------------------------------------


def written(now) -> Message:
    person = people.person(phone=PHONE)
    User.objects.filter(pk=person.pk).update(email=None, phone_verified=True)
    person.refresh_from_db()
    actions.queue(to=person, kind="order_placed", subject="s", body="Ifunguro", dedupe_key="k", by=person, now=now)
    return Message.objects.get()


@pytest.mark.django_db
def test_an_unknown_outcome_waits_for_a_person_and_is_never_sent_again_blindly(provider, now):
    message = written(now)
    provider.answer = "hang up"
    for _time in range(3):
        actions.send(dedupe_key="k", by=people.system(), now=now)
        actions.sweep(by=people.system(), now=now + actions.STALE * 2)
    message.refresh_from_db()
    assert (message.status, message.attempts, len(provider.taken)) == (MessageStatus.UNKNOWN, 1, 1)
    provider.answer = "ok"
    actions.resend(message=message, by=people.system(), now=now)
    actions.send(dedupe_key="k", by=people.system(), now=now)
    message.refresh_from_db()
    assert (message.status, message.provider_id, len(provider.taken)) == (MessageStatus.SENT, "SM" + "0" * 31 + "2", 2)


@pytest.mark.django_db
def test_a_refused_sms_ends_and_says_why(provider, now):
    message = written(now)
    provider.answer = "bad number"
    actions.send(dedupe_key="k", by=people.system(), now=now)
    message.refresh_from_db()
    assert (message.status, message.error) == (MessageStatus.FAILED, "21211: This is no phone number.")


# --- missing keys --------------------------------------------------------------------------------------------------


def test_missing_keys_stop_the_start_with_their_names(settings):
    settings.SMS_BACKEND, settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = "twilio", "AC1", "", ""
    found = [each for each in run_checks() if each.id == "notifications.E001"]
    assert [each.msg for each in found] == [
        "SMS cannot go out: TWILIO_AUTH_TOKEN, TWILIO_FROM is not set. The values are on Twilio's console."
    ]
    assert send_sms(PHONE, "x") == Outcome("retry", error="TWILIO_AUTH_TOKEN, TWILIO_FROM: not set")


@pytest.mark.django_db
def test_missing_keys_are_told_above_the_messages_at_the_desk(settings):
    settings.SMS_BACKEND, settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = "twilio", "AC1", "x", ""
    page = sign_in(people.person(role="order_desk")).get("/admin/notifications/message/")
    assert "SMS cannot go out: TWILIO_FROM is not set." in page.content.decode()


def test_an_unknown_backend_stops_the_start(settings):
    settings.SMS_BACKEND = "pigeon"
    assert "pigeon" in sms_problems()[0]


@pytest.mark.parametrize("backend", ["off", "file", "memory"])
def test_other_backends_need_no_keys(settings, backend):
    settings.SMS_BACKEND = backend
    assert sms_problems() == []
