from django.db import migrations

from core.common.triggers import Bump


class Migration(migrations.Migration):
    dependencies = [("menu", "0004_bases_are_append_only"), ("common", "0003_stamps")]

    operations = [
        Bump("menu_dish", "food", columns=("iddsi_texture", "status")),
        Bump("menu_dish_tags", "food"),
    ]
