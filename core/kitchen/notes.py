"""What a cook must know of the person a dish is for: allergies, diets, what was overruled, and what has just changed.

Kept beside the order's line, sealed, so that a board opens it without asking for the health record each few seconds; written
when the ticket is printed and again when anything of it changes. Writing it is a logged look at the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.sealing import seal, unseal
from core.eaters import health
from core.eaters.models import Purpose
from core.kitchen.models import SafetyNote
from core.nutrition import words
from core.nutrition.models import Allergen, Diet
from core.nutrition.verdicts import Verdict
from core.orders import stored
from core.orders.models import Concern, OrderLine, Overrule

TABLE = "kitchen_safetynote"


@dataclass(frozen=True)
class Note:
    """A note in the cook's language. `changed` and `overruled` are sentences, `allergies` names with whether they are severe."""

    eater: str
    allergies: tuple[tuple[str, bool], ...] = ()
    diets: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    is_red: bool = False


def write(*, line_ids: Iterable[int], by: User, now: datetime) -> int:
    """Bring the notes of these lines to what is known now, inside the caller's transaction; returns how many lines have one.

    A line whose eater has nothing to watch, and of which nothing was overruled, has none.
    """
    lines = list(OrderLine.objects.filter(pk__in=set(line_ids)).select_related("eater").order_by("pk"))
    known = health.read({line.eater_id for line in lines}, by=by, purpose=Purpose.PLATE, now=now)
    concerns = {row.line_id: row for row in Concern.objects.open().filter(line__in=lines)}
    overrules: dict[int, list[Overrule]] = {}
    for row in Overrule.objects.filter(line__in=lines).select_related("by", "second_by").order_by("at", "pk"):
        overrules.setdefault(row.line_id, []).append(row)
    rows = []
    for line in lines:
        facts = known[line.eater_id]
        if facts.allergies or facts.diets or line.pk in overrules or line.pk in concerns:
            rows.append(_row(line, facts, overrules.get(line.pk, []), concerns.get(line.pk), now))
    SafetyNote.objects.filter(line__in=set(line_ids)).delete()
    SafetyNote.objects.bulk_create(rows)
    return len(rows)


def _row(line: OrderLine, facts: health.Health, overrules: list[Overrule], concern: Concern | None, now: datetime) -> SafetyNote:
    content = {
        "eater": line.eater.name,
        "allergies": [[allergy.allergen, allergy.severity] for allergy in facts.allergies],
        "diets": list(facts.diets),
        "overruled": [[row.by.name, row.second_by.name if row.second_by else "", row.reason] for row in overrules],
        "changed": stored.opened(concern).as_json() if concern else None,
    }
    text = seal(json.dumps(content), table=TABLE, field="sealed", row=line.pk)
    return SafetyNote(line=line, sealed=text, is_red=bool(concern and not concern.seen_at), written_at=now)


def opened(rows: Iterable[tuple[int, str | None, bool | None]]) -> dict[int, Note]:
    """Notes by line id from (line id, sealed text, is red), in the reader's language; a line without a text has none.

    No query, but a few for names where there are any notes.
    """
    rows = [(pk, sealed, is_red) for pk, sealed, is_red in rows if sealed]
    contents = {pk: json.loads(unseal(sealed, table=TABLE, field="sealed", row=pk)) for pk, sealed, _is_red in rows}
    allergens = _names(Allergen, {key for content in contents.values() for key, _severity in content["allergies"]})
    diets = _names(Diet, {key for content in contents.values() for key in content["diets"]})
    changed = {pk: Verdict.from_json(content["changed"]).items for pk, content in contents.items() if content["changed"]}
    names = words.Names.of(item for items in changed.values() for item in items)
    found = {}
    for pk, _sealed, is_red in rows:
        content = contents[pk]
        found[pk] = Note(
            eater=content["eater"],
            allergies=tuple((allergens.get(key, key), severity == "severe") for key, severity in content["allergies"]),
            diets=tuple(diets.get(key, key) for key in content["diets"]),
            overruled=tuple(_overruled(*each) for each in content["overruled"]),
            changed=tuple(capfirst(words.brief(item, names=names)) for item in changed.get(pk, ())),
            is_red=bool(is_red),
        )
    return found


def _names(model: type[Allergen] | type[Diet], keys: set[str]) -> dict[str, str]:
    return {row.key: row.name for row in model.objects.filter(key__in=keys)} if keys else {}


def _overruled(by: str, second: str, reason: str) -> str:
    if second:
        return _("Overruled by %(by)s and %(second)s: %(reason)s") % {"by": by, "second": second, "reason": reason}
    return _("Overruled by %(by)s: %(reason)s") % {"by": by, "reason": reason}
