from django.db import migrations

from core.common.triggers import RefuseChange


class Migration(migrations.Migration):
    dependencies = [("eaters", "0002_health")]

    operations = [
        RefuseChange("eaters_healthread", "UPDATE", "looks at health records never change"),
        RefuseChange("eaters_healthread", "DELETE", "looks at health records never go"),
    ]
