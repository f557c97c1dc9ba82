"""What a site needs to open, and with --demo people and two weeks of orders to try it with."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.accounts import actions as accounts
from core.accounts.models import User
from core.common import clock
from core.common.models import Site
from management.schedules import ensure_schedules
from management.seeding import ahead, demo, reference
from management.seeding.progress import Bar


class Command(BaseCommand):
    help = "Roles, site, zones, slots, allergens, diets and menu from fixtures/. Safe to repeat: what is there stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="people of every role and two weeks of orders; never in production")
        parser.add_argument("--again", action="store_true", help="look at every file again, even when none has changed")

    def handle(self, *, demo: bool, again: bool, **options: Any) -> None:
        if demo and not settings.DEBUG:
            raise CommandError("Production seeding never makes a demo account. Leave --demo out, or set DEBUG=1 on a machine of your own.")
        with _in_a_hurry():
            self._seed(with_demo=demo, again=again)

    def _seed(self, *, with_demo: bool, again: bool) -> None:
        begun, now, by = time.monotonic(), clock.now(), accounts.ensure_system_user()
        accounts.sync_roles(by=by, now=now)
        new = self._reference(by, again=again)
        for site in Site.objects.filter(is_active=True).order_by("pk"):
            services, windows = ahead.fill(site=site, by=by, now=now)
            new += services + windows
            if services or windows:
                self.stdout.write(f"{site.name}: {services} services and {windows} windows opened ahead")
        new += len(ensure_schedules())
        if with_demo and not demo.is_made():
            people, orders = demo.make(site=Site.objects.get(key=reference.SITE_KEY), by=by, now=now, out=self.stdout)
            self.stdout.write(f"Demo: {people} people, {orders} orders")
            new += people
        seconds = time.monotonic() - begun
        self.stdout.write(f"Seed: done in {seconds:.1f} s" if new else f"Seed: everything is there ({seconds:.1f} s)")

    def _reference(self, by: User, *, again: bool) -> int:
        stamp = reference.fingerprint()
        if not again and reference.is_seeded(stamp):
            return 0
        counts: list[str] = []
        with Bar(self.stdout, "Fixtures", len(reference.FILES)) as bar:

            def say(kind: str, new: int, same: int) -> None:
                counts.append(f"  {kind.replace('_', ' '):<18}{new:>6} new{same:>7} there")
                bar.step()

            total = reference.bring_in(stamp=stamp, by=by, now=clock.now(), say=say)
        self.stdout.write("\n".join(counts))
        return total


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """In debug mode Django keeps and quotes every query, which costs as much again as running it; and a sixth of the time
    of so many short-lived objects goes into looking for circles among them."""
    debug, settings.DEBUG = settings.DEBUG, False
    thresholds = gc.get_threshold()
    gc.set_threshold(200_000, *thresholds[1:])
    try:
        yield
    finally:
        settings.DEBUG = debug
        gc.set_threshold(*thresholds)
