"""What is sold, how it is cooked, and when."""

from core.menu.models.calendar import DishStrike, MenuDay, MenuItem
from core.menu.models.dishes import Category, Dish, DishStatus, Station, TaxClass, Vessel
from core.menu.models.recipes import Recipe, RecipeBasis, RecipeLine, RecipeVersion, VersionStatus

__all__ = [
    "Category",
    "Dish",
    "DishStatus",
    "DishStrike",
    "MenuDay",
    "MenuItem",
    "Recipe",
    "RecipeBasis",
    "RecipeLine",
    "RecipeVersion",
    "Station",
    "TaxClass",
    "VersionStatus",
    "Vessel",
]
