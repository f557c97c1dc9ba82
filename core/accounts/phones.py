"""Phone numbers as people here type them."""

from __future__ import annotations

from typing import Any

import phonenumbers
from allauth.account.fields import PhoneField
from django.conf import settings
from django.utils.translation import gettext_lazy as _


def international(typed: str) -> str:
    """E.164 for "0788 123 456", "788123456", "250788123456" or "+250 788 123 456"; the text itself when it is no number."""
    try:
        number = phonenumbers.parse(typed, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return typed
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_valid_number(number) else typed


class LocalPhoneField(PhoneField):
    """A phone number in any of the ways above; cleans to E.164."""

    default_error_messages = {"invalid_phone": _("This is not a phone number. Like 0788 123 456, or with + and the country in front.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return international(super().to_python(value))
