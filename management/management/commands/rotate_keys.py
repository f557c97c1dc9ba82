"""Bring health facts under the first key of HEALTH_KEYS."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from core.accounts.models import User
from core.common import clock
from core.common.sealing import present_key_id
from core.eaters import actions
from core.eaters.actions import Rotation


class Command(BaseCommand):
    help = (
        "Seal health facts and their history again under the first key of HEALTH_KEYS. Put the new key in front of the old one, "
        "restart, run this, then take the old key out. May be stopped and run again; while it runs everything works."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Sealing under key “{present_key_id()}”")
        done = actions.reseal(by=User.objects.system(), now=clock.now(), told=self.tell)
        self.stdout.write(
            f"{done.eaters} people: {done.records} records and {done.history} history rows looked through, {done.texts} texts sealed again"
        )
        for kind, count in elsewhere():
            self.stdout.write(f"{kind}: {count} texts stay under another key. Keep that key in HEALTH_KEYS.")
        if done.broken:
            raise CommandError("\n".join([f"{len(done.broken)} people left as they were:", *done.broken]))

    def tell(self, done: Rotation, left: int) -> None:
        self.stdout.write(f"  {done.eaters} people done, {left} to go")


def elsewhere() -> Iterator[tuple[str, int]]:
    """Kinds of rows outside the health records with a `sealed` text under another key, and how many."""
    under_it = f"{present_key_id()}:"
    for model in apps.get_models():
        if any(field.name == "sealed" for field in model._meta.local_fields):
            count = model._default_manager.exclude(sealed__startswith=under_it).count()
            if count:
                yield model._meta.label, count
