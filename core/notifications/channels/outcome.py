"""What became of a message that was handed to its channel."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`state` is sent, retry (nothing was taken, try again), refused (never will be) or unknown (may have been taken)."""

    state: str
    provider_id: str = ""
    error: str = ""
