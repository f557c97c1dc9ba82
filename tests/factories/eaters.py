from __future__ import annotations

import csv
from decimal import Decimal
from itertools import count
from pathlib import Path

from core.accounts.models import User
from core.common import clock
from core.eaters import actions
from core.eaters.health import Allergy, Health
from core.eaters.models import Eater, Relationship
from core.nutrition.models import Allergen, Diet, DietRule
from core.nutrition.verdicts import Severity
from tests.factories.menu import ingredient
from tests.factories.people import person, system

_numbers = count(1)
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def allergens(*keys: str) -> None:
    """Rows of the allergens, with the names of fixtures/."""
    for row in _rows("allergens"):
        if row["key"] in keys:
            names = {name: row[name] for name in ("name_en", "name_rw", "name_fr")}
            Allergen.objects.get_or_create(key=row["key"], defaults={**names, "position": int(row["position"])})


def diets(*keys: str) -> None:
    """Rows of the diets with their rules, as fixtures/ has them."""
    made = set()
    for row in _rows("diets"):
        if row["key"] in keys:
            names = {name: row[name] for name in ("name_en", "name_rw", "name_fr", "kind")}
            diet, is_new = Diet.objects.get_or_create(key=row["key"], defaults=names)
            made |= {diet.key} if is_new else set()
    by_key = {diet.key: diet for diet in Diet.objects.filter(key__in=made)}
    DietRule.objects.bulk_create(
        DietRule(
            diet=by_key[row["diet"]],
            kind=row["kind"],
            subject=row["subject"],
            value=Decimal(row["value"]) if row["value"] else None,
            unit=row["unit"],
            source=row["source"],
        )
        for row in _rows("diet_rules")
        if row["diet"] in by_key
    )


def eater(*, carer: User | None = None, name: str = "", relationship: str = Relationship.CHILD) -> Eater:
    """Somebody a customer cares for."""
    carer = carer or person()
    return actions.add_eater(carer=carer, name=name or f"Eater {next(_numbers)}", relationship=relationship, by=carer, now=clock.now())


def known(
    *,
    of: Eater | None = None,
    allergies: dict[str, str] | None = None,
    diet_keys: tuple[str, ...] = (),
    dislikes: tuple[str, ...] = (),
    **more: object,
) -> Eater:
    """An eater of whom this is known; the rows the keys need are made. `allergies` is {allergen: severity}."""
    of, allergies = of or eater(), {"peanuts": Severity.SEVERE} if allergies is None else allergies
    allergens(*allergies)
    diets(*diet_keys)
    for key in dislikes:
        ingredient(key=key)
    health = Health(tuple(Allergy(*each) for each in allergies.items()), diet_keys, dislikes, **more)
    actions.write_health(eater=of, health=health, by=system(), now=clock.now())
    return of


def _rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / f"{name}.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))
