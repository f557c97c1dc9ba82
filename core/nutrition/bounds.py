"""What a value nobody measured can be at most. Pure.

The rule: low 0; high the 99th percentile of that nutrient among the measured foods of the same group, held to physics. Its
alternatives stand in docs/adr/0010.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

PERCENTILE = Decimal("0.99")
TABLE = "USDA SR28"
"""The table whose food groups bound what is not measured: other tables are too small, and group foods their own way."""
MEASURED_AT_LEAST = 30
"""Fewer measured foods say nothing of the rest of their group; the smallest number in USDA SR28 is 41."""
PURE_FAT_KCAL = Decimal(900)
"""Nothing gives more energy than pure fat: 9 kcal a gram (Atwater general factors)."""
HUNDRED = Decimal(100)
PARTS = {"saturated_fat_g": "fat_g", "sugars_g": "carbohydrate_g", "fibre_g": "carbohydrate_g"}
"""What is a part of another figure and never more than it."""
PURE_SALT_SODIUM_MG = Decimal(39_340)
"""Sodium of 100 g of sodium chloride, by atomic weights (22.99 of 58.44); no food has more."""
USDA_GROUPS: dict[str, tuple[str, ...]] = {
    # our food group: the groups of USDA SR28 its foods fall in; the greatest of their bounds holds
    "cereals": ("Cereal Grains and Pasta", "Breakfast Cereals", "Baked Products"),  # grain and flour, oats, bread and biscuits
    "roots_tubers": ("Vegetables and Vegetable Products", "Fruits and Fruit Juices"),  # bananas are fruit there
    "legumes": ("Legumes and Legume Products", "Vegetables and Vegetable Products"),  # fresh peas and beans are vegetables there
    "nuts_seeds": ("Nut and Seed Products", "Legumes and Legume Products"),  # groundnuts are legumes there
    "vegetables": ("Vegetables and Vegetable Products",),
    "fruit": ("Fruits and Fruit Juices",),
    "meat_poultry": (
        "Beef Products",
        "Pork Products",
        "Poultry Products",
        "Lamb, Veal, and Game Products",  # goat and rabbit are game there
        "Sausages and Luncheon Meats",
    ),
    "fish": ("Finfish and Shellfish Products",),
    "eggs": ("Dairy and Egg Products",),
    "dairy": ("Dairy and Egg Products",),
    "fats_oils": ("Fats and Oils", "Dairy and Egg Products"),  # butter is dairy there
    "sugars": ("Sweets",),
    "condiments": ("Spices and Herbs", "Soups, Sauces, and Gravies", "Baked Products"),  # yeast and baking powder are baked there
    "beverages": ("Beverages",),
}
NOT_IN_WATER = frozenset(
    {"energy_kcal", "protein_g", "fat_g", "saturated_fat_g", "carbohydrate_g", "fibre_g", "sugars_g", "cholesterol_mg", "vitamin_c_mg"}
)
"""What drinking water has none of, without measuring; its minerals depend on the spring."""


def percentile(values: Sequence[Decimal], share: Decimal = PERCENTILE) -> Decimal:
    """The value below which this share of them lies, between two neighbours in proportion (the "inclusive" method).

    :raises ValueError: for no values.
    """
    if not values:
        raise ValueError("No values, no percentile.")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def physical_limit(nutrient: str) -> Decimal:
    """The most of a nutrient that 100 g of anything can have, in its unit."""
    if nutrient == "energy_kcal":
        return PURE_FAT_KCAL
    if nutrient == "sodium_mg":
        return PURE_SALT_SODIUM_MG
    return HUNDRED if nutrient.endswith("_g") else HUNDRED * 1000


def highs(known: Mapping[str, Decimal | None], of_group: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The most each unknown nutrient can be per 100 g: {nutrient: high} for those whose value is None.

    `of_group` gives the 99th percentile of the food's group, where there is one. A part is at most its whole, and a whole
    at least the parts of it that were measured.
    """
    found = {name: min(of_group.get(name, physical_limit(name)), physical_limit(name)) for name, value in known.items() if value is None}
    for part, whole in PARTS.items():
        if whole in found and known.get(part) is not None:
            found[whole] = max(found[whole], known[part])
    for part, whole in PARTS.items():
        if part in found:
            value = known.get(whole)
            found[part] = min(found[part], found[whole] if value is None and whole in found else value or Decimal(0))
    return found
