"""Text that a spreadsheet program would take for a formula: marked on the way out, unmarked on the way in."""

from __future__ import annotations

import re

DANGEROUS = "=+-@\t\r"
MASKED = re.compile(r"'+[=+\-@\t\r]")
NEEDS_MASK = re.compile(r"'*[=+\-@\t\r]")
FORMULA = re.compile(r"\s*=")


def mask(text: str) -> str:
    """An apostrophe before text that begins like a formula, in every format we write."""
    return f"'{text}" if NEEDS_MASK.match(text) else text


def unmask(text: str) -> str:
    """The text as it was before `mask`."""
    return text[1:] if MASKED.match(text) else text


def is_formula(text: str) -> bool:
    """An equals sign first: in a text file nobody can tell it from a formula."""
    return bool(FORMULA.match(text))
