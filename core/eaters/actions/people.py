"""Who eats, who cares for them, and whether they lie in a ward."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.eaters import policies
from core.eaters.models import Eater, EaterCarer, Relationship

MOST_EATERS = 30
"""People one account cares for: a family or a small home; more is a partner's work."""
LONGEST_NAME = Eater._meta.get_field("name").max_length


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


@transaction.atomic
def add_eater(*, carer: User | None, name: str, relationship: str, by: User, now: datetime, why: str = "") -> Eater:
    """Somebody an account cares for; the account may order for them and sees their health facts. Staff may leave the carer out.

    :raises RuleBroken: for a name that is empty or too long, a relationship that is none or is oneself, or too many people.
    """
    if by != carer:
        policies.check(policies.may_care(by), _("Only staff who care for people add somebody to another account."))
    name = _checked_name(name)
    if carer is not None:
        _check_relationship(relationship)
        _check_room(carer)
    with acting(by=by, why=why):
        eater = Eater.objects.create(name=name, created_at=now)
        if carer is not None:
            EaterCarer.objects.create(eater=eater, user=carer, relationship=relationship, may_order=True, may_see_health=True)
    audit.record(by=by, now=now, verb="eater.added", subject=eater, reason=why)
    return eater


@transaction.atomic
def set_name(*, eater: Eater, name: str, by: User, now: datetime, why: str = "") -> Eater:
    """Call an eater by another name.

    :raises RuleBroken: when `by` may not, or the name is empty or too long.
    """
    policies.check(policies.may_describe(by, eater.pk), _("You may not change this person."))
    name = _checked_name(name)
    eater = Eater.objects.select_for_update().get(pk=eater.pk)
    if eater.name != name:
        eater.name = name
        with acting(by=by, why=why):
            eater.save(update_fields=["name"])
        audit.record(by=by, now=now, verb="eater.renamed", subject=eater, reason=why)
    return eater


@transaction.atomic
def set_relationship(*, eater: Eater, carer: User, relationship: str, by: User, now: datetime) -> EaterCarer:
    """Say how somebody is related to who they care for; whoever eats themself stays themself.

    :raises RuleBroken: when `by` may not, the account does not care for the eater, or the relationship is none.
    """
    if by != carer:
        policies.check(policies.may_care(by), _("You may not change this person."))
    found = _carer(eater, carer)
    if found.relationship != relationship and found.relationship != Relationship.SELF:
        _check_relationship(relationship)
        found.relationship = relationship
        with acting(by=by):
            found.save(update_fields=["relationship"])
    return found


@transaction.atomic
def set_carer(
    *, eater: Eater, carer: User, relationship: str, may_order: bool, may_see_health: bool, by: User, now: datetime, why: str = ""
) -> EaterCarer:
    """Let an account care for an eater, or change what it may: staff who care for people do this, with a reason.

    :raises RuleBroken: when `by` may not, the relationship is none, or the account is the eater's own and would lose its rights.
    """
    policies.check(policies.may_care(by), _("Only staff who care for people say who may act for somebody else."))
    Eater.objects.select_for_update().get(pk=eater.pk)
    found = EaterCarer.objects.select_for_update().filter(eater=eater, user=carer).first()
    if found and found.relationship == Relationship.SELF:
        raise RuleBroken(_("%(name)s is this person: their own rights stay.") % {"name": carer.name}, code="own_account", field="carer")
    _check_relationship(relationship)
    row = found or EaterCarer(eater=eater, user=carer)
    wanted = (relationship, may_order, may_see_health)
    if found and (row.relationship, row.may_order, row.may_see_health) == wanted:
        return row
    row.relationship, row.may_order, row.may_see_health = wanted
    with acting(by=by, why=why):
        row.save()
    audit.record(by=by, now=now, verb="eater.carer_set", subject=eater, reason=why, carer=carer.pk)
    return row


@transaction.atomic
def stop_caring(*, eater: Eater, carer: User, by: User, now: datetime, why: str = "") -> None:
    """Take an account off an eater: it orders for them and sees their facts no more. The eater and what they ate stay.

    :raises RuleBroken: when `by` may not, the account does not care for the eater, or is the eater's own.
    """
    if by != carer:
        policies.check(policies.may_care(by), _("Only staff who care for people say who may act for somebody else."))
    row = _carer(eater, carer)
    if row.relationship == Relationship.SELF:
        raise RuleBroken(_("You cannot stop caring for yourself."), code="own_account")
    with acting(by=by, why=why):
        row.delete()
    audit.record(by=by, now=now, verb="eater.carer_left", subject=eater, reason=why, carer=carer.pk)


@transaction.atomic
def set_inpatient(*, eater: Eater, is_inpatient: bool, by: User, now: datetime, why: str = "") -> Eater:
    """Say that somebody lies in a ward, or has gone home: for a patient what is not known of a dish stops the plate.

    :raises RuleBroken: when `by` may not.
    """
    policies.check(policies.may_set_inpatient(by), _("Only staff of the wards say who is an in-patient."))
    eater = Eater.objects.select_for_update().get(pk=eater.pk)
    if eater.is_inpatient != is_inpatient:
        eater.is_inpatient = is_inpatient
        with acting(by=by, why=why):
            eater.save(update_fields=["is_inpatient"])
        audit.record(by=by, now=now, verb="eater.admitted" if is_inpatient else "eater.discharged", subject=eater, reason=why)
    return eater


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleBroken(_("Give the name."), code="name_missing", field="name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(
            _("The name has %(count)d letters; at most %(most)d fit. Leave out a middle name.")
            % {"count": len(name), "most": LONGEST_NAME},
            code="name_too_long",
            field="name",
        )
    return name


def _check_room(carer: User) -> None:
    User.objects.select_for_update().get(pk=carer.pk)
    if carer.cares_for.count() >= MOST_EATERS:
        raise RuleBroken(
            _("You care for %(most)d people already. Take somebody off the list first, or ask the order desk.") % {"most": MOST_EATERS},
            code="too_many_eaters",
        )


def _check_relationship(relationship: str) -> None:
    allowed = [choice for choice in Relationship.values if choice != Relationship.SELF]
    if relationship not in allowed:
        raise RuleBroken(
            _("“%(word)s” is no relationship here. Allowed: %(words)s.") % {"word": relationship, "words": ", ".join(allowed)},
            code="no_relationship",
            field="relationship",
        )


def _carer(eater: Eater, carer: User) -> EaterCarer:
    found = EaterCarer.objects.select_for_update().filter(eater=eater, user=carer).first()
    if found is None:
        raise RuleBroken(_("%(name)s does not care for this person.") % {"name": carer.name}, code="no_carer")
    return found
