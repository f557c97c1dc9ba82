"""Weekly windows."""

from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.columns import of
from backoffice.spreadsheets.kinds import Weekday
from backoffice.spreadsheets.sheets import Sheet
from core.slots import models
from core.slots.models import SlotPattern

DAYS = dict(enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")))


class SlotPatternSheet(Sheet):
    model = SlotPattern
    title = _("Weekly windows")
    takes = ("site", "weekday", "period", "starts", "ends", "cut_off", "cut_off_days_before", "capacity", "is_active")
    key = ("site", "weekday", "period", "starts")
    order = ("site", "weekday", "starts", "pk")
    weekday = of(SlotPattern, "weekday", kind=Weekday(models.Weekday.choices, DAYS))
