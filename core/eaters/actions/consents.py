"""Somebody agrees that facts are kept, or takes it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.eaters import policies
from core.eaters.actions.records import write_health
from core.eaters.health import EMPTY
from core.eaters.models import Consent, ConsentPurpose, Eater


@transaction.atomic
def give_consent(
    *, eater: Eater, by: User, now: datetime, told_by: str = "", purpose: str = ConsentPurpose.HEALTH, why: str = ""
) -> Consent:
    """Write down that the eater, or who answers for them, agreed; one that holds is given once.

    :raises RuleBroken: when `by` may not; staff who do not say who agreed.
    """
    policies.check_may_write_health(by, eater.pk)
    Eater.objects.select_for_update().get(pk=eater.pk)
    found = Consent.objects.filter(eater=eater, purpose=purpose, withdrawn_at__isnull=True).first()
    if found:
        return found
    told_by = " ".join(told_by.split())
    if not told_by and not eater.carers.filter(user=by).exists() and not by.is_system:
        raise RuleBroken(_("Say who agreed: the person, or who answers for them."), code="nobody_agreed", field="told_by")
    with acting(by=by, why=why):
        consent = Consent.objects.create(eater=eater, purpose=purpose, given_by=by, told_by=told_by[:120], given_at=now)
    audit.record(by=by, now=now, verb="eater.consent_given", subject=eater, reason=why, purpose=str(purpose))
    return consent


@transaction.atomic
def withdraw_consent(*, eater: Eater, by: User, now: datetime, purpose: str = ConsentPurpose.HEALTH, why: str = "") -> None:
    """Take consent back: the facts it was given for are emptied at once (history keeps the sealed text until it is erased).

    Without one that holds nothing changes.

    :raises RuleBroken: when `by` may not; or the eater is an in-patient, whose plate must follow what is known.
    """
    policies.check_may_write_health(by, eater.pk)
    eater = Eater.objects.select_for_update().get(pk=eater.pk)
    consent = Consent.objects.filter(eater=eater, purpose=purpose, withdrawn_at__isnull=True).first()
    if consent is None:
        return
    if eater.is_inpatient:
        raise RuleBroken(
            _("%(name)s is in a ward now: the kitchen must know what is safe. Ask the ward's nurse.") % {"name": eater.name},
            code="is_inpatient",
        )
    consent.withdrawn_at, consent.withdrawn_by = now, by
    with acting(by=by, why=why):
        consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(by=by, now=now, verb="eater.consent_withdrawn", subject=eater, reason=why, purpose=str(purpose))
    write_health(eater=eater, health=EMPTY, by=by, now=now, why=why)
