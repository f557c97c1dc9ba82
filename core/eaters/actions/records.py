"""What is known of somebody's health, written down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit, clock
from core.common.errors import RuleBroken
from core.common.history import acting
from core.eaters import policies, rules, warnings
from core.eaters.health import EMPTY, Health, as_texts, opened, seal_field
from core.eaters.models import Consent, ConsentPurpose, Eater, HealthRecord
from core.eaters.signals import health_changed
from core.nutrition.models import Allergen, Diet, Ingredient

MOST_NAMED = 40
"""Keys a refusal names; beyond that it names those that look alike."""


@transaction.atomic
def write_health(
    *,
    eater: Eater,
    health: Health,
    by: User,
    now: datetime,
    why: str = "",
    expected: int | None = None,
    accept_contradictions: bool = False,
) -> Health:
    """Keep what is known of an eater's health, whole; returns it with its version. The same facts again change nothing.

    `expected` is the version that was on the screen: somebody else's change since then is not overwritten. `why` is kept
    readable in history and in the audit trail, so it never tells a health fact.

    :raises RuleBroken: when `by` may not; nobody consented (asked of carers only); a fact cannot be kept (see rules); a key is
        not known; the diets contradict each other, which staff may accept; or the record was changed meanwhile.
    """
    policies.check_may_write_health(by, eater.pk)
    health = health.sorted_out()
    rules.check(health, today=clock.today(at=now))
    Eater.objects.select_for_update().get(pk=eater.pk)
    record = HealthRecord.objects.select_for_update().filter(pk=eater.pk).first()
    before = opened(record) if record else EMPTY
    if expected is not None and expected != before.version:
        raise RuleBroken(
            _("Somebody changed these facts while you had them open. Look at what is there now, then change it again."),
            code="changed_meanwhile",
            version=before.version,
        )
    if as_texts(health) == as_texts(before):
        return before
    _check_consent(eater, health, by)
    _check_keys(health)
    if (health.diets, health.targets) != (before.diets, before.targets):
        _check_contradictions(health, by, accept_contradictions=accept_contradictions)
    record = record or HealthRecord(eater=eater)
    was = as_texts(before) if before.version else {}
    for name, text in as_texts(health).items():
        # What stays keeps its sealed text: history tells what changed by comparing them.
        if was.get(name) != text:
            setattr(record, name, seal_field(name, text, eater_id=eater.pk))
    record.version, record.updated_at = before.version + 1, now
    with acting(by=by, why=why):
        record.save()
    audit.record(by=by, now=now, verb="eater.health_written", subject=eater, reason=why, version=record.version)
    health_changed.send(sender=HealthRecord, eater=eater, before=before.version, by=by, now=now)
    return replace(health, version=record.version)


def _check_consent(eater: Eater, health: Health, by: User) -> None:
    """A carer writes only with consent; staff write what the plate must follow, and ask for consent beside it."""
    if policies.may_care(by) or health.is_empty:
        return
    if not Consent.objects.filter(eater=eater, purpose=ConsentPurpose.HEALTH, withdrawn_at__isnull=True).exists():
        raise RuleBroken(
            _("We keep facts about health only when you agree. Tick the box, or leave the facts out."), code="no_consent", field="consent"
        )


def _check_keys(health: Health) -> None:
    _check_known("allergies", Allergen, [allergy.allergen for allergy in health.allergies])
    _check_known("diets", Diet, health.diets)
    _check_known("dislikes", Ingredient, health.dislikes)


def _check_known(field: str, model: type[Model], keys: Collection[str]) -> None:
    if not keys:
        return
    known = list(model._default_manager.order_by("key").values_list("key", flat=True))
    for key in sorted(set(keys) - set(known)):
        near = known if len(known) <= MOST_NAMED else get_close_matches(key, known, n=5, cutoff=0.4)
        raise RuleBroken(
            _("“%(key)s” is not known here. Allowed: %(words)s.") % {"key": key, "words": ", ".join(near) or "–"},
            code="unknown_key",
            field=field,
        )


def _check_contradictions(health: Health, by: User, *, accept_contradictions: bool) -> None:
    told = warnings.of_diets(health)
    is_staff = policies.may_care(by)
    if not told or (is_staff and accept_contradictions):
        return
    if is_staff:
        text = _("These diets cannot all be kept. Take one away, or confirm that you mean it.")
    else:
        text = _("These diets cannot all be kept by one plate. Ask the nutritionist which one counts; until then choose one.")
    raise RuleBroken(text, code="diets_contradict", field="diets", items=told)
