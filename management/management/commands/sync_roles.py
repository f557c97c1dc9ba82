"""Bring the groups to what core/accounts/roles.toml says."""

from typing import Any

from django.core.management.base import BaseCommand

from core.accounts import actions
from core.common import clock


class Command(BaseCommand):
    help = "Give every role the permissions that core/accounts/roles.toml lists. Part of seed_all."

    def handle(self, **options: Any) -> None:
        held = actions.sync_roles(by=actions.ensure_system_user(), now=clock.now())
        for key, number in held.items():
            self.stdout.write(f"{key:<20}{number:>4} permissions")
