"""The files in fixtures/, brought in by the importers staff use. What a site has changed since is left alone."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.module_loading import import_string

from core.accounts.models import User
from core.common import audit
from core.common.models import AuditEvent, Site

FOLDER = settings.BASE_DIR / "fixtures"
CYCLE_FILE = FOLDER / "menu_cycle.csv"
# In the order in which they lean on each other.
FILES = (
    ("sites", "sites.csv"),
    ("sectors", "rwanda_sectors.csv"),
    ("zones", "zones.csv"),
    ("zone_fees", "zone_fees.csv"),
    ("slot_patterns", "slot_patterns.csv"),
    ("allergens", "allergens.csv"),
    ("tags", "tags.csv"),
    ("food_composition", "usda_sr28_per_100g.csv"),
    ("ingredients", "ingredients.csv"),
    ("diets", "diets.csv"),
    ("diet_rules", "diet_rules.csv"),
    ("categories", "categories.csv"),
    ("stations", "stations.csv"),
    ("dishes", "dishes.csv"),
    ("recipes", "recipes.csv"),
)
SEEDED = "seed.done"
SITE_KEY = "chub"


def import_file(kind: str, file: Path | list[list[Any]], *, by: User, now: datetime, **options: Any) -> Any:
    """One file through the staff's importer.

    :raises CommandError: when a row is refused, with the cells.
    """
    plan = import_string(settings.SPREADSHEET_DOOR)(kind, file, by=by, now=now, **options)
    if plan.refused:
        cells = "\n".join(f"  {problem.address}: {problem.value!r}: {problem.text}" for problem in plan.problems[:20])
        raise CommandError(f"{kind}: {len(plan.refused)} rows are refused, nothing was written.\n{cells}")
    return plan


def fingerprint() -> str:
    """Changes when any file of the seed does."""
    stamp = hashlib.sha256()
    for path in (*(FOLDER / name for _kind, name in FILES), CYCLE_FILE):
        stamp.update(path.read_bytes())
    return stamp.hexdigest()


def is_seeded(stamp: str) -> bool:
    """Whether these very files were brought in before."""
    last = AuditEvent.objects.filter(verb=SEEDED).order_by("-at", "-pk").first()
    return last is not None and last.data.get("fixtures") == stamp


@transaction.atomic
def bring_in(*, stamp: str, by: User, now: datetime, say: Callable[[str, int, int], None]) -> int:
    """Add what is missing of every file, all or nothing; returns how many rows are new.

    `say` hears of each file its kind, how many rows are new and how many were there.
    """
    total = 0
    for kind, name in FILES:
        options: dict[str, Any] = {"columns": columns_but_status(FOLDER / name)} if kind == "dishes" else {}
        plan = import_file(kind, FOLDER / name, by=by, now=now, only_new=True, **options)
        if kind == "dishes":
            fresh = {(row.values["key"],) for row in plan.new}
        say(kind, len(plan.new), len(plan.same))
        total += len(plan.new)
    # A dish becomes active when its recipe is published, so their states come last.
    import_file("dishes", FOLDER / "dishes.csv", by=by, now=now, only=fresh)
    site = Site.objects.get(key=SITE_KEY)
    audit.record(by=by, now=now, verb=SEEDED, subject=site, fixtures=stamp, rows=total)
    return total


def columns_but_status(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [name for name in next(csv.reader(file)) if name != "status"]
