"""Cards with a QR code."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.eaters import policies
from core.eaters.models import Eater, EaterCard

TOKEN_BYTES = 18
"""144 bits in 24 letters: nobody guesses one, and a camera reads the code from a creased card."""


@transaction.atomic
def new_card(*, eater: Eater, by: User, now: datetime) -> EaterCard:
    """A card for an eater; the one before opens nothing any more.

    :raises RuleBroken: when `by` may not.
    """
    policies.check(policies.may_describe(by, eater.pk), _("You may not make a card for this person."))
    Eater.objects.select_for_update().get(pk=eater.pk)
    EaterCard.objects.filter(eater=eater, ended_at__isnull=True).update(ended_at=now)
    card = EaterCard.objects.create(eater=eater, token=secrets.token_urlsafe(TOKEN_BYTES), made_at=now, made_by=by)
    audit.record(by=by, now=now, verb="eater.card_made", subject=eater)
    return card
