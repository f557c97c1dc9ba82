from datetime import date, datetime
from importlib import import_module

import pytest
from django.forms import DateField
from django.utils import translation
from django.utils.formats import date_format, number_format


@pytest.mark.parametrize("language", ["en", "fr", "rw"])
def test_every_language_has_the_day_first_a_clock_of_24_hours_and_monday_first(language):
    module = import_module(f"backoffice.formats.{language}.formats")

    assert (module.SHORT_DATE_FORMAT, module.TIME_FORMAT, module.FIRST_DAY_OF_WEEK) == ("d/m/Y", "H:i", 1)


def test_english_dates_are_not_american():
    with translation.override("en"):
        assert date_format(date(2026, 11, 26), "DAY_FORMAT") == "Thu 26 Nov"
        assert date_format(date(2026, 11, 26)) == "26 Nov 2026"
        assert date_format(datetime(2026, 11, 26, 13, 5), "DATETIME_FORMAT") == "26 Nov 2026, 13:05"


@pytest.mark.parametrize(("language", "text"), [("en", "12,345.6"), ("fr", "12\u202f345,6")])
def test_thousands_are_parted_as_the_language_does(language, text):
    with translation.override(language):
        assert number_format(12345.6, 1, force_grouping=True) == text


def test_kinyarwanda_parts_thousands_as_money_does():
    module = import_module("backoffice.formats.rw.formats")

    assert (module.DECIMAL_SEPARATOR, module.THOUSAND_SEPARATOR) == (",", "\u202f")


def test_a_typed_date_is_read_day_first_and_iso_is_understood_too():
    with translation.override("en"):
        assert DateField(localize=True).clean("5/11/2026") == date(2026, 11, 5)
        assert DateField(localize=True).clean("2026-11-05") == date(2026, 11, 5)
