"""What the domain says when something may not happen."""

from __future__ import annotations

from typing import Any


class RuleBroken(Exception):  # noqa: N818  (the domain's word, see docs/glossary.md)
    """An anticipated refusal: what was asked, the present state, what would be allowed.

    `text` is fit for the screen and already translated; `code` is for machines; `field` names the
    input it is about, when there is one; `items` are further sentences, one per line concerned.
    """

    code = "rule_broken"

    def __init__(
        self, text: Any, *, code: str | None = None, field: str | None = None, items: list[Any] | None = None, **facts: Any
    ) -> None:
        super().__init__(str(text))
        self.text = str(text)
        self.code = code or self.code
        self.field = field
        self.items = [str(item) for item in items or []]
        self.facts = facts
