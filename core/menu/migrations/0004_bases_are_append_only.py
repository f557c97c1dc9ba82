from django.db import migrations

from core.common.triggers import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("menu", "0003_recipe_basis")]

    operations = [
        RefuseChange("menu_recipebasis", "UPDATE", "what a recipe was computed from never changes"),
        RefuseChange("menu_recipebasis", "DELETE", "what a recipe was computed from never goes"),
    ]
