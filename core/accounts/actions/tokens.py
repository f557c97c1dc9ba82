"""The key with which a program acts for a person."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from core.accounts.models import ApiToken, User
from core.common import audit


@transaction.atomic
def make_token(*, person: User, by: User, now: datetime) -> str:
    """A new key with which a program acts for the person; the key before it stops working. It cannot be read again."""
    key = secrets.token_urlsafe(32)
    ApiToken.objects.update_or_create(person=person, defaults={"digest": ApiToken.digest_of(key), "made_at": now})
    audit.record(by=by, now=now, verb="token.made", subject=person)
    return key


@transaction.atomic
def revoke_token(*, person: User, by: User, now: datetime) -> bool:
    """No program acts for the person any more; false when none did."""
    gone = bool(ApiToken.objects.filter(person=person).delete()[0])
    if gone:
        audit.record(by=by, now=now, verb="token.revoked", subject=person)
    return gone
