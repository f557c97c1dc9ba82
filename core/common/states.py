"""A table of legal moves, and the one way to ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.common.errors import RuleBroken


@dataclass(frozen=True)
class Moves:
    """From each state, the states that may follow. `roles` names who may make a move (empty: anyone the action lets in)."""

    noun: str
    legal: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, object] = field(default_factory=dict)

    def allows(self, present: str, wanted: str) -> bool:
        return wanted in self.legal.get(present, ())

    def check(self, present: str, wanted: str) -> None:
        """:raises RuleBroken: when `wanted` may not follow `present`; says what may."""
        if self.allows(present, wanted):
            return
        following = self.legal.get(present, ())
        words = ", ".join(str(self.labels.get(state, state)) for state in following) or _("nothing, this is the end")
        raise RuleBroken(
            _("It is %(present)s and cannot become %(wanted)s. Possible from here: %(words)s.")
            % {"present": self.labels.get(present, present), "wanted": self.labels.get(wanted, wanted), "words": words},
            code="illegal_move",
            present=present,
            wanted=wanted,
        )
