"""May this person act for this eater, and see what is known of their health?"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common.errors import RuleBroken
from core.eaters.models import EaterCarer


def may_order_for(user: User, eater_id: int) -> bool:
    """Staff who build orders, or a carer with the right to order."""
    if user.has_perm("orders.desk_order"):
        return True
    return EaterCarer.objects.filter(user=user, eater_id=eater_id, may_order=True).exists()


def may_care(user: User) -> bool:
    """Staff who write down what is known of people's health; and the program itself."""
    return user.is_system or user.has_perm("eaters.change_healthrecord")


def may_see_health(user: User, eater_id: int) -> bool:
    """Those whose work it is, or a carer who was given the right."""
    return user.is_system or user.has_perm("eaters.view_healthrecord") or _is_trusted_carer(user, eater_id)


def whose_health_is_seen(user: User, eater_ids: Iterable[int]) -> set[int]:
    """Those among many eaters for whom `may_see_health` holds; one query at most."""
    wanted = set(eater_ids)
    if not wanted or user.is_system or user.has_perm("eaters.view_healthrecord"):
        return wanted
    return set(EaterCarer.objects.filter(user=user, may_see_health=True, eater__in=wanted).values_list("eater", flat=True))


def may_write_health(user: User, eater_id: int) -> bool:
    """As for seeing, but a clerk who only looks up may not."""
    return may_care(user) or _is_trusted_carer(user, eater_id)


def may_describe(user: User, eater_id: int) -> bool:
    """Change the name: the eater's carers, and staff who care for people."""
    return may_care(user) or EaterCarer.objects.filter(user=user, eater_id=eater_id).exists()


def may_set_inpatient(user: User) -> bool:
    return user.is_system or user.has_perm("eaters.set_inpatient")


def check(allowed: object, text: str) -> None:
    """:raises RuleBroken: with this text, when it is not allowed."""
    if not allowed:
        raise RuleBroken(text, code="not_allowed")


def check_may_write_health(user: User, eater_id: int) -> None:
    """:raises RuleBroken: for everybody who may not."""
    check(may_write_health(user, eater_id), _("You may not change what is known of this person's health."))


def _is_trusted_carer(user: User, eater_id: int) -> bool:
    return EaterCarer.objects.filter(user=user, eater_id=eater_id, may_see_health=True).exists()
