"""Orders are numbered per day from now on: the running day goes on after the last number it has given."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

SEQUENCE = "orders_number_seq"


def go_on(apps, schema_editor):
    connection = schema_editor.connection
    placed = apps.get_model("orders", "Order").objects.filter(placed_at__gte=timezone.now() - timedelta(days=2), number__startswith="D-")
    last = {}
    for number in placed.values_list("number", flat=True):
        _letter, day, count = number.split("-")
        last[day] = max(last.get(day, 0), int(count))
    drawn = None
    if last and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT last_value FROM {SEQUENCE}")
            drawn = cursor.fetchone()[0]
    for day, count in last.items():
        name = f"{SEQUENCE}:20{day[:2]}-{day[2:4]}-{day[4:]}"
        # PostgreSQL gives what the sequence has run on since this value, SQLite this value and one.
        value = count if drawn is None else max(drawn - count, 0)
        apps.get_model("common", "Counter").objects.get_or_create(name=name, defaults={"value": value})


class Migration(migrations.Migration):
    dependencies = [("common", "0002_audit_is_append_only"), ("orders", "0004_baskets_tell_what_they_lost")]

    operations = [migrations.RunPython(go_on, migrations.RunPython.noop)]
