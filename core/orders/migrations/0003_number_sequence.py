from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE SEQUENCE orders_number_seq", params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP SEQUENCE orders_number_seq", params=None)


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_events_are_append_only")]

    operations = [migrations.RunPython(create, drop)]
