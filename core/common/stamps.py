"""Numbers that name a state of some tables: whatever way a row of them changes, the database gives the next number.

A number is never given twice, not even after a rollback: what was computed under it can be kept until it changes.
"""

from __future__ import annotations

from core.common.models import Stamp


def read(name: str) -> int:
    """The present number; 0 before the first change. One query."""
    return Stamp.objects.filter(name=name).values_list("value", flat=True).first() or 0
