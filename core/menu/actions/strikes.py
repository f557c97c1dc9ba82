"""86: striking a dish off for now, and putting it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.common.models import Site
from core.menu.models import Dish, DishStrike
from core.menu.signals import dish_struck_off


@transaction.atomic
def strike_off(*, dish: Dish, site: Site, until: datetime, reason: str, by: User, now: datetime) -> DishStrike:
    """Nobody can order the dish at this site until then; orders that have it keep it. Striking again moves the end.

    :raises RuleBroken: when `until` is not in the future or the reason is missing.
    """
    if until <= now:
        raise RuleBroken(_("Choose a time that is still to come."), code="until_past", field="until")
    if not reason.strip():
        raise RuleBroken(_("Say why, so that the desk can answer customers."), code="reason_missing", field="reason")
    Dish.objects.select_for_update().get(pk=dish.pk)
    with acting(by=by, why=reason):
        strike = DishStrike.objects.filter(site=site, dish=dish, lifted_at__isnull=True).first()
        if strike is None:
            strike = DishStrike(site=site, dish=dish, struck_at=now, struck_by=by)
        elif strike.until <= now:
            strike.lifted_at = strike.until
            strike.save(update_fields=["lifted_at"])
            strike = DishStrike(site=site, dish=dish, struck_at=now, struck_by=by)
        strike.until, strike.reason = until, reason.strip()
        strike.save()
    audit.record(by=by, now=now, verb="dish.struck_off", subject=dish, reason=reason, until=until.isoformat())
    dish_struck_off.send(sender=DishStrike, strike=strike, by=by, now=now)
    return strike


@transaction.atomic
def lift(*, dish: Dish, site: Site, by: User, now: datetime) -> bool:
    """Put the dish back on sale; false when it was not struck off."""
    strike = DishStrike.objects.select_for_update().filter(site=site, dish=dish, lifted_at__isnull=True).first()
    if strike is None:
        return False
    strike.lifted_at = now
    with acting(by=by, why=_("Back on the menu")):
        strike.save(update_fields=["lifted_at"])
    audit.record(by=by, now=now, verb="dish.put_back", subject=dish)
    return True
