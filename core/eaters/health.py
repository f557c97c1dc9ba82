"""What is known of somebody's health, opened: every opening leaves a row that the person can see.

Facts show nothing of themselves when they are printed: a log or an error report must not tell them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal

from core.accounts.models import User
from core.common.history import present_request_id
from core.common.sealing import seal, unseal
from core.eaters.models import HealthRead, HealthRecord, Purpose

TABLE = "eaters_healthrecord"


@dataclass(frozen=True, slots=True)
class Allergy:
    """`allergen` is an allergen's key, `severity` a word of core.nutrition.verdicts.Severity."""

    allergen: str = field(repr=False)
    severity: str = field(repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """A bound of one eater's own: `kind` is one of DietRuleKind's nutrient_…, `value` in the nutrient's unit."""

    nutrient: str = field(repr=False)
    kind: str = field(repr=False)
    value: Decimal = field(repr=False)


@dataclass(frozen=True, slots=True)
class Health:
    """All that is known of an eater's health. `diets` are diet keys, `dislikes` ingredient keys; `version` counts the changes.

    The order of allergies, diets, dislikes and targets means nothing: `sorted_out` brings it to one.
    """

    allergies: tuple[Allergy, ...] = field(default=(), repr=False)
    diets: tuple[str, ...] = field(default=(), repr=False)
    dislikes: tuple[str, ...] = field(default=(), repr=False)
    targets: tuple[Target, ...] = field(default=(), repr=False)
    birth_on: date | None = field(default=None, repr=False)
    sex: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing is known."""
        return not any(getattr(self, name) for name in HealthRecord.SEALED)

    def sorted_out(self) -> Health:
        """The same facts in one order, nothing named twice."""
        return Health(
            allergies=tuple(sorted(set(self.allergies), key=lambda one: (one.allergen, one.severity, one.note))),
            diets=tuple(sorted(set(self.diets))),
            dislikes=tuple(sorted(set(self.dislikes))),
            targets=tuple(sorted(set(self.targets), key=lambda one: (one.nutrient, one.kind, one.value))),
            birth_on=self.birth_on,
            sex=self.sex,
            note=self.note.strip(),
            version=self.version,
        )


assert {each.name for each in fields(Health)} == {*HealthRecord.SEALED, "version"}


def as_texts(health: Health) -> dict[str, str]:
    """Each sealed field's text before it is sealed."""
    return {
        "allergies": json.dumps([[one.allergen, one.severity, one.note] for one in health.allergies], ensure_ascii=False),
        "diets": json.dumps(health.diets),
        "dislikes": json.dumps(health.dislikes),
        "targets": json.dumps([[one.nutrient, one.kind, str(one.value)] for one in health.targets]),
        "birth_on": health.birth_on.isoformat() if health.birth_on else "",
        "sex": health.sex,
        "note": health.note,
    }


def from_texts(texts: dict[str, str], *, version: int) -> Health:
    """The facts of `as_texts`."""
    return Health(
        allergies=tuple(Allergy(*one) for one in json.loads(texts["allergies"])),
        diets=tuple(json.loads(texts["diets"])),
        dislikes=tuple(json.loads(texts["dislikes"])),
        targets=tuple(Target(nutrient, kind, Decimal(value)) for nutrient, kind, value in json.loads(texts["targets"])),
        birth_on=date.fromisoformat(texts["birth_on"]) if texts["birth_on"] else None,
        sex=texts["sex"],
        note=texts["note"],
        version=version,
    )


def seal_field(field: str, text: str, *, eater_id: int) -> str:
    """One field's text, sealed for this eater's record; its history rows hold the same."""
    return seal(text, table=TABLE, field=field, row=eater_id)


def unseal_field(field: str, sealed: str, *, eater_id: int) -> str:
    """:raises SealBroken: as core.common.sealing says."""
    return unseal(sealed, table=TABLE, field=field, row=eater_id)


def opened(record: HealthRecord) -> Health:
    """The facts of a record, without a log row: for `read`, and for actions that hold the record locked to change it."""
    texts = {name: unseal_field(name, getattr(record, name), eater_id=record.eater_id) for name in HealthRecord.SEALED}
    return from_texts(texts, version=record.version)


def read(eater_ids: Iterable[int], *, by: User, purpose: str, now: datetime) -> dict[int, Health]:
    """What is known of these eaters, {eater id: Health}; an eater without a record has an empty one.

    Every record that is opened leaves a HealthRead by `by` for `purpose` (a word of Purpose). Two statements, however many.
    Who may read is asked before: core.eaters.policies.

    :raises ValueError: for a purpose that is not one of Purpose.
    :raises SealBroken: when a record was changed past the program.
    """
    wanted, purpose = set(eater_ids), Purpose(purpose)
    records = list(HealthRecord.objects.filter(pk__in=wanted).order_by("pk"))
    found = {record.eater_id: opened(record) for record in records}
    log(found, by=by, purpose=purpose, now=now)
    return {eater_id: found.get(eater_id, EMPTY) for eater_id in wanted}


def log(eater_ids: Iterable[int], *, by: User, purpose: str, now: datetime) -> None:
    """Write down a look at what a stored verdict tells of these eaters' health. One statement, none for nobody."""
    HealthRead.objects.bulk_create(
        HealthRead(eater_id=eater_id, by=by, purpose=Purpose(purpose), at=now, request_id=present_request_id())
        for eater_id in sorted(set(eater_ids))
    )


EMPTY = Health()
