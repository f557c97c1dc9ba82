"""Menu: dishes, recipes, the calendar, and the words they are sorted by."""

from backoffice.admin.menu import calendar, dishes, recipes, sorting, strikes, versions

__all__ = ["calendar", "dishes", "recipes", "sorting", "strikes", "versions"]
