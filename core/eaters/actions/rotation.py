"""Health facts brought under a new key: the records and their history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from core.accounts.models import User
from core.common import audit
from core.common.sealing import SealBroken, key_id_of, present_key_id
from core.eaters.health import seal_field, unseal_field
from core.eaters.models import Eater, HealthRecord

BATCH = 200


@dataclass
class Rotation:
    """What was done: people, records, history rows and texts sealed anew; `broken` names what did not open and stays as it is."""

    eaters: int = 0
    records: int = 0
    history: int = 0
    texts: int = 0
    broken: tuple[str, ...] = ()


def reseal(*, by: User, now: datetime, told: Callable[[Rotation, int], None] = lambda _done, _left: None) -> Rotation:
    """Seal everything that is not under the first key of HEALTH_KEYS again; `told` hears the state and how many people are left.

    In batches of BATCH people, each its own transaction: stopped half way, it goes on where it was. No version counts up and
    no history row is written, since nothing changed; texts that were the same in a person's history stay the same, so that
    history still tells what changed. People whose texts do not open are named and left alone.
    """
    done, last = Rotation(), 0
    while ids := list(_waiting().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for eater_id in Eater.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True):
                _reseal_one(eater_id, done)
        last = ids[-1]
        told(done, _waiting().filter(pk__gt=last).count())
    if done.texts:
        audit.record(by=by, now=now, verb="health_keys.rotated", subject=by, key=present_key_id(), eaters=done.eaters, texts=done.texts)
    return done


def _waiting() -> QuerySet[Eater]:
    """People with a sealed text under another key than the first."""
    under_it = f"{present_key_id()}:"
    other = Q()
    for name in HealthRecord.SEALED:
        other |= ~Q(**{f"{name}__startswith": under_it})
    return Eater.objects.filter(
        Q(pk__in=HealthRecord.objects.filter(other).values("pk")) | Q(pk__in=HealthRecord.history.filter(other).values("eater_id"))
    )


def _reseal_one(eater_id: int, done: Rotation) -> None:
    fresh: dict[tuple[str, str], str] = {}
    records = list(HealthRecord.objects.filter(pk=eater_id))
    history = list(HealthRecord.history.filter(eater_id=eater_id).order_by("pk"))
    present = present_key_id()
    try:
        for row in [*records, *history]:
            for name in HealthRecord.SEALED:
                sealed = getattr(row, name)
                if key_id_of(sealed) == present:
                    continue
                if (name, sealed) not in fresh:
                    text = unseal_field(name, sealed, eater_id=eater_id)
                    fresh[name, sealed] = seal_field(name, text, eater_id=eater_id)
                setattr(row, name, fresh[name, sealed])
    except SealBroken as error:
        done.broken = (*done.broken, str(error))
        return
    HealthRecord.objects.bulk_update(records, HealthRecord.SEALED)
    HealthRecord.history.bulk_update(history, HealthRecord.SEALED, batch_size=BATCH)
    done.eaters += 1
    done.records += len(records)
    done.history += len(history)
    done.texts += len(fresh)
