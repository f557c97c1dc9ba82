"""Who can sign in to the demo, and where."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.accounts.models import User
from core.accounts.roles import roles
from management.seeding import demo
from management.seeding.people import GUESTS, PASSWORD, STAFF, email_of

PLACES = {"admin": "/admin/", "portal": "/", "kitchen screen": "/kitchen/"}


class Command(BaseCommand):
    help = "The demo's log-ins, one a role. Says nothing where there is no demo."

    def handle(self, **options: Any) -> None:
        if not demo.is_made():
            return
        wanted = [(email_of(worker.login), worker.role) for worker in STAFF]
        wanted += [(email_of(guest.login), "customer") for guest in GUESTS if guest.login]
        names = dict(User.objects.filter(email__in=[email for email, _role in wanted], is_active=True).values_list("email", "name"))
        first_of = {role: email for email, role in reversed(wanted) if email in names}
        self.stdout.write(f"\nDemo log-ins, password for all: {PASSWORD}")
        for role, email in reversed(first_of.items()):
            self.stdout.write(f"  {roles()[role].title:<24}{names[email]:<28}{email:<32}{self._where(role)}")

    def _where(self, role: str) -> str:
        where = roles()[role].where
        return ", ".join(address for place, address in PLACES.items() if place in where)
