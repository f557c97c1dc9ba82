from django.db import migrations

from core.common.triggers import RefuseChange

PUBLISHED = "EXISTS (SELECT 1 FROM menu_recipeversion v WHERE v.id = {row}.version_id AND v.status <> 'draft')"


class Migration(migrations.Migration):
    dependencies = [("menu", "0001_initial")]

    operations = [
        RefuseChange("menu_recipeline", "UPDATE", "a published recipe never changes", PUBLISHED.format(row="OLD")),
        RefuseChange("menu_recipeline", "DELETE", "a published recipe never changes", PUBLISHED.format(row="OLD")),
        RefuseChange("menu_recipeline", "INSERT", "a published recipe never changes", PUBLISHED.format(row="NEW")),
    ]
