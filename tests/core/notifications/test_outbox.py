"""What is said to whom, once, and what becomes of it."""

import json
import smtplib

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django_q.models import OrmQ

from core.accounts.models import User
from core.notifications import actions, tasks
from core.notifications.channels import send_mail, send_sms
from core.notifications.channels.sms import FILE, memory
from core.notifications.models import Channel, Message, MessageStatus
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_sms_before() -> None:
    memory.clear()


def write(person: User, now, key: str = "k") -> Message | None:
    """The message in the outbox; None when the person cannot be reached."""
    told = actions.queue(to=person, kind="order_placed", subject="Order", body="With us", dedupe_key=key, by=people.system(), now=now)
    found = Message.objects.filter(dedupe_key=key).first()
    assert told is (found is not None)
    return found


# --- by which way -------------------------------------------------------------------------------------------------


def test_a_proven_email_is_written_to(now):
    message = write(people.person(email="aline@example.org"), now)
    assert (message.channel, message.address, message.status) == (Channel.EMAIL, "aline@example.org", MessageStatus.QUEUED)


def test_an_email_that_waits_for_its_code_gets_nothing(now):
    person = people.person(phone="+250788123456")
    User.objects.filter(pk=person.pk).update(email=None)
    EmailAddress.objects.filter(user=person).update(verified=False)
    person.refresh_from_db()
    assert write(person, now) is None
    assert (Message.objects.count(), OrmQ.objects.count()) == (0, 0)


@pytest.mark.parametrize(("verified", "backend", "written"), [(True, "memory", True), (False, "memory", False), (True, "off", False)])
def test_a_phone_is_written_to_when_it_is_proven_and_sms_is_on(now, settings, verified, backend, written):
    settings.SMS_BACKEND = backend
    person = people.person(phone="+250788123456")
    User.objects.filter(pk=person.pk).update(email=None, phone_verified=verified)
    person.refresh_from_db()
    message = write(person, now)
    assert (message is not None) is written
    if written:
        tasks.send("k")
        assert memory == [{"to": "+250788123456", "text": "With us"}]


def test_choosing_the_way_asks_nothing_of_the_database(now, django_assert_num_queries):
    person, by = people.person(), people.system()
    with transaction.atomic(), django_assert_num_queries(2):  # the message and its task
        actions.queue(to=person, kind="order_placed", subject="s", body="b", dedupe_key="k", by=by, now=now)


# --- once -----------------------------------------------------------------------------------------------------------


def test_the_same_thing_is_said_once(now):
    person = people.person()
    write(person, now)
    write(person, now)
    tasks.send("k")
    tasks.send("k")
    assert Message.objects.count() == 1
    assert len(mail.outbox) == 1


def test_what_is_rolled_back_is_never_said(now):
    person = people.person()
    with transaction.atomic():
        write(person, now)
        transaction.set_rollback(True)
    assert (Message.objects.count(), OrmQ.objects.count()) == (0, 0)
    assert tasks.send("k") == "gone"


def test_a_claimed_message_is_not_sent_by_another(now):
    write(people.person(), now)
    Message.objects.update(status=MessageStatus.UNKNOWN, error=actions.IN_FLIGHT)
    assert tasks.send("k") == MessageStatus.UNKNOWN
    assert mail.outbox == []


# --- what became of it --------------------------------------------------------------------------------------------------


def test_a_sent_letter_is_marked_with_its_moment(now):
    write(people.person(email="aline@example.org"), now)
    assert tasks.send("k") == MessageStatus.SENT
    message = Message.objects.get()
    assert (message.attempts, message.sent_at, message.error) == (1, now, "")
    assert (mail.outbox[0].to, mail.outbox[0].subject, mail.outbox[0].body) == (["aline@example.org"], "Order", "With us")


def failing(error: Exception):
    def send(*args, **kwargs):
        raise error

    return send


def test_a_letter_the_server_cannot_take_now_is_tried_again_and_given_up_after_five_times(now, monkeypatch):
    write(people.person(), now)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", failing(ConnectionRefusedError("away")))
    assert [tasks.send("k") for _time in range(6)] == ["queued"] * 4 + ["failed"] * 2
    message = Message.objects.get()
    assert (message.attempts, message.error) == (5, "away")


def test_a_letter_nobody_can_get_ends(now, monkeypatch):
    write(people.person(), now)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", failing(smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")})))
    assert tasks.send("k") == MessageStatus.FAILED


def test_a_person_has_a_failed_message_sent_again(now, monkeypatch):
    message = write(people.person(), now)
    Message.objects.update(status=MessageStatus.FAILED, attempts=5, error="away")
    actions.resend(message=message, by=people.system(), now=now)
    assert (message.status, message.attempts) == (MessageStatus.QUEUED, 0)
    assert tasks.send("k") == MessageStatus.SENT


def test_a_sent_message_is_not_sent_again_by_pressing(now):
    message = write(people.person(), now)
    tasks.send("k")
    actions.resend(message=message, by=people.system(), now=now)
    tasks.send("k")
    assert len(mail.outbox) == 1


# --- the sweep ------------------------------------------------------------------------------------------------------------


def test_the_sweep_hands_over_what_waits_too_long(now, clock):
    write(people.person(), now)
    OrmQ.objects.all().delete()
    assert tasks.sweep() == 0
    clock.shift(121)
    assert tasks.sweep() == 1
    assert [row.task["args"] for row in OrmQ.objects.all()] == [("k",)]


def test_the_sweep_takes_up_a_letter_whose_sender_was_killed_but_no_sms(now, clock):
    letter, sms = write(people.person(), now, "letter"), write(people.person(), now, "sms")
    Message.objects.update(status=MessageStatus.UNKNOWN, error=actions.IN_FLIGHT)
    Message.objects.filter(pk=sms.pk).update(channel=Channel.SMS)
    clock.shift(121)
    assert tasks.sweep() == 1
    letter.refresh_from_db()
    sms.refresh_from_db()
    assert (letter.status, sms.status) == (MessageStatus.QUEUED, MessageStatus.UNKNOWN)


# --- development ------------------------------------------------------------------------------------------------------------


def test_in_development_an_sms_goes_into_a_file(settings, tmp_path, now):
    settings.SMS_BACKEND, settings.VAR_DIR = "file", tmp_path
    assert send_sms("+250788123456", "Kode: 123456").state == "sent"
    send_sms("+250788123456", "Iyindi")
    rows = [json.loads(line) for line in (tmp_path / FILE).read_text().splitlines()]
    assert [(row["to"], row["text"]) for row in rows] == [("+250788123456", "Kode: 123456"), ("+250788123456", "Iyindi")]
    assert rows[0]["at"] == now.isoformat()


def test_switched_off_refuses(settings):
    settings.SMS_BACKEND = "off"
    assert send_sms("+250788123456", "x").state == "refused"


def test_a_letter_goes_to_one_address():
    assert send_mail("aline@example.org", "s", "b").state == "sent"
    assert mail.outbox[0].recipients() == ["aline@example.org"]
