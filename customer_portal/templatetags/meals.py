"""Meals and moments in words, against the present moment."""

from datetime import date, datetime
from typing import Any

from django import template

from core.common import clock
from customer_portal import meals

register = template.Library()


@register.filter
def day_name(day: date) -> str:
    return meals.day_name(day, now=clock.now())


@register.filter
def time_words(moment: datetime | None) -> str:
    return meals.time_words(moment, now=clock.now()) if moment else ""


@register.filter
def title(meal: Any) -> str:
    """Of anything that has a day and a period."""
    return meals.meal_title(meal.date, meal.period)


@register.filter
def address(meal: Any) -> str:
    """As it stands in an address: ?meal=2026-11-25-lunch."""
    return str(meals.Meal(meal.date, meal.period))


@register.filter
def near(meal: Any) -> str:
    """Dinner today."""
    return meals.meal_near(meal.date, meal.period, now=clock.now())
