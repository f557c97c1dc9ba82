"""The audit trail in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.accounts.roles import roles
from core.common.models import AuditEvent

MOST = 50
WORDS = {
    "seed.demo": _("Demo made"),
    "dish.active": _("Dish put on sale"),
    "dish.archived": _("Dish archived"),
    "dish.draft": _("Dish made a draft"),
    "dish.photo_removed": _("Photo removed"),
    "dish.photo_set": _("Photo set"),
    "dish.put_back": _("Dish put back"),
    "dish.struck_off": _("Dish struck off"),
    "eater.added": _("Person to eat added"),
    "eater.admitted": _("Became an in-patient"),
    "eater.card_made": _("New card with a QR code"),
    "eater.carer_left": _("Carer taken off"),
    "eater.carer_set": _("Carer's rights set"),
    "eater.consent_given": _("Consent given"),
    "eater.consent_withdrawn": _("Consent taken back"),
    "eater.discharged": _("No longer an in-patient"),
    "eater.health_written": _("Health facts changed"),
    "eater.renamed": _("Person to eat renamed"),
    "health_keys.rotated": _("Health facts sealed under a new key"),
    "ingredient.disabled": _("Ingredient switched off"),
    "ingredient.enabled": _("Ingredient switched on"),
    "menu_day.hidden": _("Menu day hidden"),
    "menu_day.published": _("Menu day published"),
    "person.added": _("Person added"),
    "person.added_by_desk": _("Customer added by the desk"),
    "person.described": _("Details changed"),
    "person.email_changed": _("E-mail changed"),
    "person.invited": _("Invited"),
    "person.joined": _("Invitation accepted"),
    "person.let_in": _("Let in again"),
    "person.password_changed": _("Password changed"),
    "person.password_dropped": _("Password dropped"),
    "person.recovery_codes_made": _("New recovery codes"),
    "person.roles_set": _("Roles changed"),
    "person.second_factor_off": _("Second factor turned off"),
    "person.second_factor_on": _("Second factor turned on"),
    "person.second_factor_reset": _("Second factor reset"),
    "person.shut_out": _("Shut out"),
    "person.signed_out": _("Signed out everywhere"),
    "recipe.draft_discarded": _("Recipe draft discarded"),
    "recipe.published": _("Recipe published"),
    "role.synced": _("Role brought to roles.toml"),
    "seed.done": _("Seeded from fixtures"),
    "slot.capacity_set": _("Slot capacity set"),
    "slot.closed": _("Slot closed"),
    "slot.opened": _("Slot opened"),
    "token.made": _("API token made"),
    "token.revoked": _("API token revoked"),
}


def verb_in_words(verb: str) -> Any:
    """What was done; a verb nobody gave words to yet is shown as it is kept."""
    return WORDS.get(verb) or verb.replace(".", ": ").replace("_", " ")


def facts_in_words(event: AuditEvent) -> str:
    """The event's own facts in one line."""
    if event.verb == "person.roles_set":
        return f"{_roles(event.data.get('before', []))} → {_roles(event.data.get('after', []))}"
    return ", ".join(f"{name.replace('_', ' ')}: {_short(value)}" for name, value in event.data.items())


def of(person: User) -> list[AuditEvent]:
    """The last events about a person or by them, newest first."""
    about = Q(subject_kind="accounts.user", subject_key=str(person.pk))
    events = list(AuditEvent.objects.filter(about | Q(by=person)).select_related("by").order_by("-at", "-pk")[:MOST])
    for event in events:
        event.words, event.more = verb_in_words(event.verb), facts_in_words(event)
        event.is_elsewhere = (event.subject_kind, event.subject_key) != ("accounts.user", str(person.pk))
    return events


def _roles(keys: list[str]) -> str:
    return ", ".join(str(roles()[key].label) if key in roles() else key for key in keys) or "–"


def _short(value: Any) -> str:
    return Truncator(", ".join(str(each) for each in value) if isinstance(value, list) else str(value)).chars(60)
