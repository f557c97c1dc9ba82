"""What changes about food beyond its plain facts: allergen states, and whether the kitchen uses an ingredient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting
from core.nutrition.models import Allergen, AllergenState, Ingredient, IngredientAllergen


@transaction.atomic
def set_allergens(*, ingredient: Ingredient, states: Mapping[str, str], by: User, now: datetime, why: str = "") -> list[str]:
    """Write down what is known of allergens in an ingredient ({allergen key: state}); those not named stay as they are.

    Returns the keys that changed. "Unknown" is what no row says: it is written only over another state.

    :raises RuleBroken: for a key that is no allergen or a word that is no state.
    """
    Ingredient.objects.select_for_update().get(pk=ingredient.pk)
    allergens = {row.key: row for row in Allergen.objects.filter(key__in=states)}
    have = {row.allergen_id: row for row in ingredient.allergens.all()}
    changed = []
    with acting(by=by, why=why):
        for key, state in states.items():
            if key not in allergens or state not in AllergenState.values:
                raise RuleBroken(
                    _("“%(key)s: %(state)s” is no allergen state. Allowed: %(words)s.")
                    % {"key": key, "state": state, "words": ", ".join(AllergenState.values)},
                    code="no_allergen_state",
                    field=key,
                )
            row = have.get(allergens[key].pk)
            if (row.state if row else AllergenState.UNKNOWN) == state:
                continue
            row = row or IngredientAllergen(ingredient=ingredient, allergen=allergens[key])
            row.state = state
            row.save()
            changed.append(key)
    return changed


@transaction.atomic
def set_enabled(*, ingredient: Ingredient, is_enabled: bool, by: User, now: datetime, reason: str = "") -> Ingredient:
    """Take an ingredient out of use, or use it again: one out of use goes into no newly published recipe."""
    ingredient = Ingredient.objects.select_for_update().get(pk=ingredient.pk)
    if ingredient.is_enabled != is_enabled:
        ingredient.is_enabled = is_enabled
        with acting(by=by, why=reason):
            ingredient.save(update_fields=["is_enabled"])
        audit.record(by=by, now=now, verb="ingredient.enabled" if is_enabled else "ingredient.disabled", subject=ingredient, reason=reason)
    return ingredient
