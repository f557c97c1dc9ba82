"""Every change of eaters."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.common.history import acting
from core.eaters.models import Eater, EaterCarer, Relationship


def self_eater(*, person: User, by: User, now: datetime) -> Eater:
    """The eater a person is for themselves, made on the first order; two requests at once make one."""
    found = Eater.objects.filter(carers__user=person, carers__relationship=Relationship.SELF).first()
    if found:
        return found
    try:
        with transaction.atomic(), acting(by=by):
            eater = Eater.objects.create(name=person.name, created_at=now)
            EaterCarer.objects.create(eater=eater, user=person, relationship=Relationship.SELF, may_see_health=True)
            return eater
    except IntegrityError:
        return Eater.objects.get(carers__user=person, carers__relationship=Relationship.SELF)
