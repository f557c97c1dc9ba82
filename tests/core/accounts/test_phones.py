import pytest
from django.core.exceptions import ValidationError

from core.accounts.phones import LocalPhoneField, international


@pytest.mark.parametrize("typed", ["0788 123 456", "788123456", "+250 788 123 456", "00250788123456", "+250-788-123-456", "250788123456"])
def test_a_phone_is_understood_however_it_is_typed_here(typed):
    assert LocalPhoneField().clean(typed) == "+250788123456"


def test_a_phone_of_another_country_keeps_its_country():
    assert LocalPhoneField().clean("+33 6 12 34 56 78") == "+33612345678"


@pytest.mark.parametrize("typed", ["788 12", "abc", "+250 000"])
def test_what_is_no_phone_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="Like 0788 123 456"):
        LocalPhoneField().clean(typed)


def test_an_email_is_left_as_it_is():
    assert international("aline@example.rw") == "aline@example.rw"


def test_an_empty_phone_is_refused_only_where_one_is_needed():
    assert LocalPhoneField(required=False).clean("") == ""
    with pytest.raises(ValidationError):
        LocalPhoneField().clean("")
