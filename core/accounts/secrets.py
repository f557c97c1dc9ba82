"""Second-factor secrets at rest: AES-GCM under a key made from SECRET_KEY, older keys still read."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PREFIX = "v1:"
NONCE_BYTES = 12


def _key(secret: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"dusangire second factor").derive(secret.encode())


def encrypt(text: str) -> str:
    """The text sealed under the present SECRET_KEY."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, text.encode(), None)
    return PREFIX + base64.urlsafe_b64encode(nonce + sealed).decode()


def decrypt(sealed: str) -> str:
    """The text again, also when it was sealed under a key of SECRET_KEY_FALLBACKS.

    :raises cryptography.exceptions.InvalidTag: when no key opens it.
    """
    raw = base64.urlsafe_b64decode(sealed.removeprefix(PREFIX))
    nonce, body = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(secret)).decrypt(nonce, body, None).decode()
        except InvalidTag:
            continue
    raise InvalidTag
