"""Texts that nobody reads from the database alone: AES-GCM under keys of the setting HEALTH_KEYS.

A sealed text is "key id:base64(nonce + ciphertext)", bound to the table, the field and the row it stands in: put anywhere
else, or changed by one bit, it does not open. See docs/adr/0009.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
"""96 bits, random: NIST SP 800-38D allows 2³² seals under one key."""
KEY_ID = re.compile(r"[A-Za-z0-9_.-]{1,20}")


class SealBroken(Exception):  # noqa: N818  (named like the house's other refusals)
    """A sealed text was changed, moved from its place, or sealed under a key that is not here. Never shown to people."""


class WrongKeys(Exception):  # noqa: N818
    """HEALTH_KEYS does not say what it should."""


def make_key(key_id: str) -> str:
    """A new entry for HEALTH_KEYS, "id:base64key"."""
    return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


@lru_cache(maxsize=8)
def keys_in(text: str) -> dict[str, AESGCM]:
    """The keys of "id:base64key,id:base64key…", in order: the first seals, all open.

    :raises WrongKeys: naming the entry, never the key.
    """
    found: dict[str, AESGCM] = {}
    for place, entry in enumerate(filter(None, (part.strip() for part in text.split(","))), start=1):
        key_id, _colon, encoded = entry.partition(":")
        if not KEY_ID.fullmatch(key_id) or key_id in found:
            raise WrongKeys(f"HEALTH_KEYS, entry {place}: the id before the colon is empty, odd or there twice.")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise WrongKeys(f"HEALTH_KEYS, entry {place} ({key_id}): not {KEY_BYTES} bytes in base64.")
        found[key_id] = AESGCM(key)
    if not found:
        raise WrongKeys("HEALTH_KEYS is empty.")
    return found


def present_key_id() -> str:
    """The id of the key that seals now."""
    return next(iter(keys_in(settings.HEALTH_KEYS)))


def key_id_of(sealed: str) -> str:
    return sealed.partition(":")[0]


def seal(text: str, *, table: str, field: str, row: object) -> str:
    """The text under the present key, for this place alone."""
    key_id, key = next(iter(keys_in(settings.HEALTH_KEYS).items()))
    nonce = os.urandom(NONCE_BYTES)
    return f"{key_id}:{base64.b64encode(nonce + key.encrypt(nonce, text.encode(), _place(table, field, row))).decode()}"


def unseal(sealed: str, *, table: str, field: str, row: object) -> str:
    """The text again.

    :raises SealBroken: when it was sealed for another place, changed, or under a key that is not in HEALTH_KEYS.
    """
    where = f"{table}.{field} of row {row}"
    key_id, colon, encoded = sealed.partition(":")
    key = keys_in(settings.HEALTH_KEYS).get(key_id) if colon else None
    if key is None:
        raise SealBroken(f"{where} is sealed under a key that HEALTH_KEYS does not have: “{key_id[:20] if colon else ''}”.")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _place(table, field, row)).decode()
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise SealBroken(f"{where} does not open: it was changed, or belongs to another place.") from error


def _place(table: str, field: str, row: object) -> bytes:
    """Names the place without room for doubt: ("a", "bc") and ("ab", "c") differ."""
    return json.dumps([table, field, str(row)]).encode()
