"""Amounts are integers in the currency's minor unit; the franc has none, so whole francs."""

from __future__ import annotations

from django.utils.translation import get_language

THIN_SPACE = "\u202f"
MINUS = "\u2212"


def show(amount: int, language: str | None = None) -> str:
    """An amount with its thousands set apart: 12,300 in English, 12 300 (thin space) in French and Kinyarwanda."""
    language = language or get_language() or "en"
    grouped = f"{abs(amount):,}"
    if not language.startswith("en"):
        grouped = grouped.replace(",", THIN_SPACE)
    return f"{MINUS}{grouped}" if amount < 0 else grouped


def vat_within(amount: int, rate_percent: int) -> int:
    """The VAT contained in a price that includes it, rounded half up to the franc.

    Source: Law 049/2023 on value added tax, Rwanda: 18 % standard rate; gross × rate / (100 + rate).
    """
    numerator = 2 * amount * rate_percent + (100 + rate_percent)
    return numerator // (2 * (100 + rate_percent))
