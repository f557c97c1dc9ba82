"""The development page that shows what was sent: codes must be found somewhere, and only there."""

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from backoffice import development
from core.notifications.channels import send_sms


@pytest.fixture
def sent_things(settings, tmp_path, clock):
    """An SMS, then a letter, in files."""
    settings.SMS_BACKEND, settings.VAR_DIR, settings.EMAIL_FILE_PATH = "file", tmp_path, str(tmp_path / "mail")
    send_sms("+250788123456", "Dusangire: your code is 123456.")
    letter = EmailMessage("Confirm", "Your code: 654321 — murakoze", "menu@dusangire.example", ["aline@example.org"])
    EmailBackend(file_path=settings.EMAIL_FILE_PATH).send_messages([letter, letter])


def test_letters_and_sms_are_found_with_their_codes(sent_things, settings):
    assert [(each.to, each.text) for each in development.sms(settings.VAR_DIR)] == [("+250788123456", "Dusangire: your code is 123456.")]
    letters = development.letters(settings.VAR_DIR / "mail")
    assert [(each.to, each.subject, each.text.strip()) for each in letters] == [
        ("aline@example.org", "Confirm", "Your code: 654321 — murakoze")
    ] * 2


@pytest.mark.django_db
def test_the_page_shows_them(sent_things, client):
    request = RequestFactory().get("/development/sent/")
    request.session, request.user = client.session, type("Nobody", (), {"is_authenticated": False, "is_staff": False})()
    text = development.sent(request).content.decode()
    assert "123456" in text
    assert "654321" in text


def test_without_files_there_is_nothing(tmp_path):
    assert (development.sms(tmp_path), development.letters(tmp_path)) == ([], [])


def test_outside_development_there_is_no_such_page(client):
    with pytest.raises(NoReverseMatch):
        reverse("development:sent")
