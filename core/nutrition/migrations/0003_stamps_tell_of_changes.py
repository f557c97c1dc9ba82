from django.db import migrations

from core.common.triggers import Bump

FOOD = (
    "nutrition_ingredient",
    "nutrition_ingredientallergen",
    "nutrition_ingredientnutrient",
    "nutrition_retention",
    "nutrition_foodreference",
    "nutrition_nutrientbound",
)
DIETS = ("nutrition_diet", "nutrition_dietrule")


class Migration(migrations.Migration):
    dependencies = [("nutrition", "0002_known_and_unknown"), ("common", "0003_stamps")]

    operations = [*(Bump(table, "food") for table in FOOD), *(Bump(table, "diets") for table in DIETS)]
