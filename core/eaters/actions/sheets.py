"""One sheet about a person, kept in one go: the portal's form."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.common.submissions import claim
from core.eaters.actions.consents import give_consent
from core.eaters.actions.people import add_eater, set_name, set_relationship
from core.eaters.actions.records import write_health
from core.eaters.health import Health
from core.eaters.models import Eater


@transaction.atomic
def keep_sheet(
    *,
    eater: Eater | None,
    name: str,
    relationship: str,
    health: Health | None,
    agrees: bool,
    by: User,
    now: datetime,
    expected: int | None = None,
    key: str = "",
) -> Eater:
    """Add or change somebody `by` cares for, with what is known of their health: all of it or nothing.

    `health` None leaves the health facts as they are; `agrees` is the ticked consent; `key` the
    press: the same press again adds nobody a second time.

    :raises RuleBroken: as the actions it is made of.
    """
    if eater is None:
        # Names only: a hash of health facts could be guessed.
        if key and not claim(scope=f"eater:{by.pk}", key=key, content=[name, relationship], now=now)[1]:
            return Eater.objects.cared_for_by(by).filter(name=" ".join(name.split())).latest("pk")
        eater = add_eater(carer=by, name=name, relationship=relationship, by=by, now=now)
    else:
        eater = set_name(eater=eater, name=name, by=by, now=now)
        set_relationship(eater=eater, carer=by, relationship=relationship, by=by, now=now)
    if health is not None:
        if agrees and not health.is_empty:
            give_consent(eater=eater, by=by, now=now)
        write_health(eater=eater, health=health, by=by, now=now, expected=expected)
    return eater
