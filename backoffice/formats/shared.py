"""What the three languages have in common: day before month, clocks of 24 hours, weeks from Monday.

DAY_FORMAT and DAY_MONTH_FORMAT are the house's own and are used by name: `{{ day|date:"DAY_FORMAT" }}`.
"""

DATE_FORMAT = "j M Y"  # 26 Nov 2026
TIME_FORMAT = "H:i"  # 12:30
DATETIME_FORMAT = "j M Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
DAY_FORMAT = "D j M"  # Thu 26 Nov
DAY_MONTH_FORMAT = "j M"  # 26 Nov
FIRST_DAY_OF_WEEK = 1

# The first of each is also how a filled field shows its value. ISO is always understood beside these.
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M"]
DATETIME_INPUT_FORMATS = ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%y %H:%M"]
NUMBER_GROUPING = 3
