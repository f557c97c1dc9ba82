"""Unicode's own data for Kinyarwanda puts the year first ("2026 Ugushyingo 26"); people here write the day first.
Thousands are parted as in core.common.money.
"""

from backoffice.formats.shared import *  # noqa: F403

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"
