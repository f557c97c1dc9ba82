from django.db import migrations

from core.common.triggers import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        RefuseChange("orders_orderevent", "UPDATE", "order events never change"),
        RefuseChange("orders_orderevent", "DELETE", "order events never go"),
    ]
