"""Second-factor secrets at rest."""

import pytest
from cryptography.exceptions import InvalidTag

from core.accounts import secrets


def test_a_sealed_text_opens_again():
    assert secrets.decrypt(secrets.encrypt("JBSWY3DPEHPK3PXP")) == "JBSWY3DPEHPK3PXP"


def test_the_same_text_is_sealed_differently_each_time_and_shows_nothing():
    first, second = secrets.encrypt("JBSWY3DPEHPK3PXP"), secrets.encrypt("JBSWY3DPEHPK3PXP")
    assert first != second
    assert "JBSWY3DPEHPK3PXP" not in first


def test_a_changed_key_still_opens_what_an_older_one_sealed(settings):
    sealed = secrets.encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key of the house, long enough", [settings.SECRET_KEY]
    assert secrets.decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_without_the_key_nothing_opens(settings):
    sealed = secrets.encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY = "somebody else's key, long enough too"
    with pytest.raises(InvalidTag):
        secrets.decrypt(sealed)


def test_a_changed_letter_is_noticed():
    sealed = secrets.encrypt("JBSWY3DPEHPK3PXP")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(InvalidTag):
        secrets.decrypt(changed)
