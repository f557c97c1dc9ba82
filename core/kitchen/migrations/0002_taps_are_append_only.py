from django.db import migrations

from core.common.triggers import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("kitchen", "0001_initial")]

    operations = [
        RefuseChange("kitchen_ticketevent", "UPDATE", "taps never change"),
        RefuseChange("kitchen_ticketevent", "DELETE", "taps never go"),
    ]
