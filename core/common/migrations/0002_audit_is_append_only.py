from django.db import migrations

from core.common.triggers import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        RefuseChange("common_auditevent", "UPDATE", "audit events never change"),
        RefuseChange("common_auditevent", "DELETE", "audit events never go"),
    ]
