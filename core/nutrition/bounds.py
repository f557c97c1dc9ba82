"""What a value nobody measured can be at most. Pure.

The rule: low 0; high the 99th percentile of that nutrient among the measured foods of the same group, held to physics. Its
alternatives stand in docs/adr/0010.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

PERCENTILE = Decimal("0.99")
PURE_FAT_KCAL = Decimal(900)
"""Nothing gives more energy than pure fat: 9 kcal a gram (Atwater general factors)."""
HUNDRED = Decimal(100)
PARTS = {"saturated_fat_g": "fat_g", "sugars_g": "carbohydrate_g", "fibre_g": "carbohydrate_g"}
"""What is a part of another figure and never more than it."""
PURE_SALT_SODIUM_MG = Decimal(39_340)
"""Sodium of 100 g of sodium chloride, by atomic weights (22.99 of 58.44); no food has more."""
USDA_GROUPS: dict[str, tuple[str, ...]] = {
    # our food group: the groups of USDA SR28 its foods fall in
    "cereals": ("Cereal Grains and Pasta",),
    "roots_tubers": ("Vegetables and Vegetable Products",),
    "legumes": ("Legumes and Legume Products",),
    "nuts_seeds": ("Nut and Seed Products",),
    "vegetables": ("Vegetables and Vegetable Products",),
    "fruit": ("Fruits and Fruit Juices",),
    "meat_poultry": ("Beef Products", "Pork Products", "Poultry Products", "Lamb, Veal, and Game Products"),
    "fish": ("Finfish and Shellfish Products",),
    "eggs": ("Dairy and Egg Products",),
    "dairy": ("Dairy and Egg Products",),
    "fats_oils": ("Fats and Oils",),
    "sugars": ("Sweets",),
    "condiments": ("Spices and Herbs", "Soups, Sauces, and Gravies"),
    "beverages": ("Beverages",),
}


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

    `of_group` gives the 99th percentile of the food's group, where there is one.
    """
    found = {name: min(of_group.get(name, physical_limit(name)), physical_limit(name)) for name, value in known.items() if value is None}
    for part, whole in PARTS.items():
        if part in found:
            value = known.get(whole)
            found[part] = min(found[part], found[whole] if value is None and whole in found else value or Decimal(0))
    return found
