"""All sheets by name, and the one way a file comes in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from backoffice.spreadsheets import calendar, common, menu, nutrition, people, recipes, slots, zones
from backoffice.spreadsheets.plans import Plan
from backoffice.spreadsheets.readers import read
from backoffice.spreadsheets.sheets import Sheet
from backoffice.spreadsheets.tables import Table
from core.accounts.models import User

SHEETS: dict[str, type[Sheet]] = {
    "sites": common.SiteSheet,
    "sectors": zones.SectorSheet,
    "zones": zones.ZoneSheet,
    "zone_fees": zones.ZoneFeeSheet,
    "slot_patterns": slots.SlotPatternSheet,
    "allergens": nutrition.AllergenSheet,
    "tags": nutrition.TagSheet,
    "food_composition": nutrition.FoodReferenceSheet,
    "ingredients": nutrition.IngredientSheet,
    "diets": nutrition.DietSheet,
    "diet_rules": nutrition.DietRuleSheet,
    "categories": menu.CategorySheet,
    "stations": menu.StationSheet,
    "dishes": menu.DishSheet,
    "recipes": recipes.RecipeSheet,
    "menu_days": calendar.MenuDaySheet,
    "people": people.PersonSheet,
}


def bring_in(kind: str, file: Path | Sequence[list[Any]], *, by: User, now: datetime, **options: Any) -> Plan:
    """Import a file, or lines of cells, as staff would; the plan tells what was new, changed, same or refused.

    :raises FileRefused: when the file cannot be read or its headers do not fit.
    """
    if isinstance(file, Path):
        return SHEETS[kind]().import_data(read(file.name, file.read_bytes()), by=by, now=now, source=file.name, **options)
    return SHEETS[kind]().import_data(Table.of(iter(file)), by=by, now=now, **options)
