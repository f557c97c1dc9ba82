"""`manage.py screens`: the pictures in docs/screens, taken of the demo on this machine, and axe-core's word on each page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from management import camera


class Command(BaseCommand):
    help = "Take the screenshots in docs/ of every page listed in management/camera.py; fails when axe-core finds a violation."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", help="Only pages whose name contains this.")
        parser.add_argument("--to", type=Path, default=Path(settings.BASE_DIR) / "docs" / "screens", help="Folder for the pictures.")

    def handle(self, *args: Any, **options: Any) -> None:
        chromium = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
        if chromium is None:
            raise CommandError("No Chromium here. Install it (apt-get install chromium) and try again.")
        pages = [page for page in camera.pages() if options["only"] in page.name]
        if not pages:
            raise CommandError(f"No page is called {options['only']!r}.")
        options["to"].mkdir(parents=True, exist_ok=True)
        found = 0
        with camera.running_site() as address:
            for shot in camera.take(pages, address=address, chromium=chromium, folder=options["to"]):
                found += len(shot.breaches)
                self.stdout.write(f"{shot.file.name}  {shot.file.stat().st_size // 1024} KB  axe {len(shot.breaches)}")
                for breach in shot.breaches:
                    self.stdout.write(self.style.ERROR(f"    {breach}"))
        if found:
            raise CommandError(f"axe-core found {found} violations.")
