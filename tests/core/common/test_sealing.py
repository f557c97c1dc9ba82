"""Sealed texts: open in their place under a known key, and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.common import sealing
from core.common.sealing import SealBroken, WrongKeys, make_key, seal, unseal

PLACE = {"table": "eaters_healthrecord", "field": "allergies", "row": 7}
WORDS = "Keza: ubunyobwa, severe"


@given(st.text())
def test_any_text_comes_back_as_it_was(text):
    assert unseal(seal(text, **PLACE), **PLACE) == text


def test_a_sealed_text_names_its_key_and_shows_nothing_else():
    sealed = seal(WORDS, **PLACE)
    assert sealed.startswith("test:")
    assert WORDS.encode() not in base64.b64decode(sealed.removeprefix("test:"))
    assert seal(WORDS, **PLACE) != sealed


@pytest.mark.parametrize(
    "elsewhere", [{"row": 8}, {"field": "diets"}, {"table": "eaters_other"}, {"table": "eaters_healthrecordallergies", "field": ""}]
)
def test_a_text_moved_from_its_place_does_not_open(elsewhere):
    with pytest.raises(SealBroken, match="belongs to another place"):
        unseal(seal(WORDS, **PLACE), **{**PLACE, **elsewhere})


@given(st.data())
def test_whatever_letter_is_changed_nothing_opens(data):
    sealed = seal(WORDS, **PLACE)
    raw = bytearray(base64.b64decode(sealed.removeprefix("test:")))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(f"test:{base64.b64encode(raw).decode()}", **PLACE)


@pytest.mark.parametrize("nonsense", ["", "plain text", "test:", "test:AAAA", "test:%%%", "test:" + "A" * 16])
def test_what_was_never_sealed_does_not_open(nonsense):
    with pytest.raises(SealBroken):
        unseal(nonsense, **PLACE)


def test_an_unknown_key_is_named_with_the_place(settings):
    sealed = seal(WORDS, **PLACE)
    settings.HEALTH_KEYS = make_key("other")
    with pytest.raises(SealBroken, match=r"eaters_healthrecord.allergies of row 7 .* “test”"):
        unseal(sealed, **PLACE)


def test_another_key_of_the_same_id_opens_nothing(settings):
    sealed = seal(WORDS, **PLACE)
    settings.HEALTH_KEYS = make_key("test")
    with pytest.raises(SealBroken):
        unseal(sealed, **PLACE)


def test_the_first_key_seals_and_all_open(settings):
    old = seal(WORDS, **PLACE)
    settings.HEALTH_KEYS = f"{make_key('new')}, {settings.HEALTH_KEYS}"
    assert unseal(old, **PLACE) == WORDS
    assert sealing.key_id_of(seal(WORDS, **PLACE)) == sealing.present_key_id() == "new"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "HEALTH_KEYS is empty"),
        ("one", "entry 1 (one): not 32 bytes"),
        ("one:AAAA", "entry 1 (one): not 32 bytes"),
        (":AAAA", "entry 1: the id"),
        ("a b:AAAA", "entry 1: the id"),
    ],
)
def test_keys_that_are_none_are_told_without_the_key(text, told):
    with pytest.raises(WrongKeys) as refused:
        sealing.keys_in(text)
    assert told in str(refused.value)
    assert "AAAA" not in str(refused.value)


def test_a_key_id_stands_once():
    with pytest.raises(WrongKeys, match="entry 2: the id"):
        sealing.keys_in(f"{make_key('a')},{make_key('a')}")
