"""Three languages in one row: pick the reader's, fall back to English."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("en", "rw", "fr")


def localised(row: Any, field: str, language: str | None = None) -> str:
    """`row.<field>_<language>`, or the English text where that is empty."""
    language = (language or get_language() or "en")[:2]
    if language not in LANGUAGES:
        language = "en"
    return getattr(row, f"{field}_{language}") or getattr(row, f"{field}_en")
