"""One press, one result: the idempotency every submit carries."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core.common.errors import RuleBroken
from core.common.models import Submission


class KeyReused(RuleBroken):
    """The key was used before with another content: the caller answers 422."""

    code = "key_reused"


def fingerprint(content: Any) -> str:
    """A stable hash of what was asked, any JSON-able content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def claim(*, scope: str, key: str, content: Any, now: datetime) -> tuple[Submission, bool]:
    """The submission row for this press, and whether it is the first (a twin finds the row of the first).

    Call it first inside the transaction that does the work: one statement, on which a twin waits until the
    first commits (PostgreSQL) or which runs after it (SQLite). When the first was refused and rolled back,
    the twin becomes the first.

    :raises KeyReused: when the key came before with another content.
    """
    wanted = fingerprint(content)
    table = connection.ops.quote_name(Submission._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (scope, key, fingerprint, at) VALUES (%s, %s, %s, %s) ON CONFLICT (scope, key) DO NOTHING RETURNING id",  # noqa: S608
            [scope, key, wanted, connection.ops.adapt_datetimefield_value(now)],
        )
        inserted = cursor.fetchone()
    if inserted:
        return Submission(pk=inserted[0], scope=scope, key=key, fingerprint=wanted, at=now), True
    earlier = Submission.objects.get(scope=scope, key=key)
    if earlier.fingerprint != wanted:
        raise KeyReused(_("This form was sent before with another content. Open it again and send it once more."))
    return earlier, False
