from django.db import migrations

from core.common.triggers import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_verdicts")]

    operations = [
        RefuseChange("orders_lineverdict", "UPDATE", "verdicts never change"),
        RefuseChange("orders_lineverdict", "DELETE", "verdicts never go"),
    ]
