"""Error reports hold no password, code or token."""

from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from backoffice.reporting import NoSecrets


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
