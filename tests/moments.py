"""The moment at which tests take place."""

from datetime import datetime
from zoneinfo import ZoneInfo

MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=ZoneInfo("Africa/Kigali"))
"""A Wednesday: lunch can still be ordered (cut-off 10:00), breakfast no more."""
