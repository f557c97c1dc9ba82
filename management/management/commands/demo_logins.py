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
        wanted += [(email_of(guest.login), "customer") for guest in GUESTS if guest.login][:1]
        there = set(User.objects.filter(email__in=[email for email, _role in wanted]).values_list("email", flat=True))
        lines, seen = [], set()
        for email, role in wanted:
            if email in there and role not in seen:
                seen.add(role)
                lines.append((roles()[role].title, email, self._where(role)))
        width = max(len(title) for title, _email, _where in lines) + 2
        self.stdout.write(f"\nDemo log-ins, password for all: {PASSWORD}")
        for title, email, where in lines:
            self.stdout.write(f"  {title:<{width}}{email:<32}{where}")

    def _where(self, role: str) -> str:
        where = roles()[role].where
        return ", ".join(address for place, address in PLACES.items() if place in where)
