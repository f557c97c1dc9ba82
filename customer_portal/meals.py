"""Meals on the portal's pages: in an address ("2026-11-25-lunch"), in words, and which kitchen they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.common import clock
from core.common.models import Period, Site
from core.slots.services import Service


@dataclass(frozen=True, order=True)
class Meal:
    date: date
    period: str

    def __str__(self) -> str:
        return f"{self.date.isoformat()}-{self.period}"

    @property
    def title(self) -> str:
        return meal_title(self.date, self.period)

    @classmethod
    def read(cls, text: str) -> Meal | None:
        """The meal a text names; None when it names none."""
        day, _dash, period = text.rpartition("-")
        if period not in Period.values:
            return None
        try:
            return cls(date.fromisoformat(day), period)
        except ValueError:
            return None

    @classmethod
    def of(cls, service: Service) -> Meal:
        return cls(service.date, service.period)


def here() -> Subquery:
    """The kitchen whose menu the portal shows: the first that is active."""
    return Subquery(Site.objects.filter(is_active=True).order_by("pk").values("pk")[:1])


def find(found: list[Service], meal: Meal | None) -> Service | None:
    return next((service for service in found if Meal.of(service) == meal), None)


def meal_title(day: date, period: str) -> str:
    """Lunch, Wed 25 Nov."""
    return _("%(meal)s, %(day)s") % {"meal": Period(period).label, "day": date_format(day, "DAY_FORMAT")}


def day_name(day: date, *, now: datetime) -> str:
    """Today, Tomorrow, or Fri 27 Nov."""
    near = {0: _("Today"), 1: _("Tomorrow")}
    return near.get((day - clock.today(at=now)).days) or date_format(day, "DAY_FORMAT")


def meal_near(day: date, period: str, *, now: datetime) -> str:
    """Lunch today, Dinner tomorrow, Lunch, Fri 27 Nov: to name a meal in a sentence."""
    days = (day - clock.today(at=now)).days
    if days == 0:
        return _("%(meal)s today") % {"meal": Period(period).label}
    if days == 1:
        return _("%(meal)s tomorrow") % {"meal": Period(period).label}
    return meal_title(day, period)


def time_words(moment: datetime, *, now: datetime) -> str:
    """10:00 for a moment of today; with its day in front for any other."""
    local = localtime(moment, clock.KIGALI)
    time, days = date_format(local, "TIME_FORMAT"), (local.date() - clock.today(at=now)) // timedelta(days=1)
    if days == 0:
        return time
    if days == 1:
        return _("tomorrow %(time)s") % {"time": time}
    if days == -1:
        return _("yesterday %(time)s") % {"time": time}
    return f"{date_format(local, 'DAY_FORMAT')} {time}"
