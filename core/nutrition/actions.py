"""What changes about food beyond its plain facts: allergen states, and whether the kitchen uses an ingredient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting, bulk_create, bulk_save
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
def write_allergens(*, states: Mapping[tuple[int, int], str], by: User, now: datetime, why: str = "") -> int:
    """Make the states of many ingredients hold, {(ingredient id, allergen id): state}; returns how many were not so before.

    For spreadsheets: a few statements, however many there are.
    """
    ingredients = sorted({ingredient for ingredient, _allergen in states})
    known = IngredientAllergen.objects.select_for_update().filter(ingredient__in=ingredients).order_by("pk")
    have = {(row.ingredient_id, row.allergen_id): row for row in known}
    fresh, moved = [], []
    for (ingredient, allergen), state in states.items():
        row = have.get((ingredient, allergen))
        if row is None and state != AllergenState.UNKNOWN:
            fresh.append(IngredientAllergen(ingredient_id=ingredient, allergen_id=allergen, state=state))
        elif row is not None and row.state != state:
            row.state = state
            moved.append(row)
    with acting(by=by, why=why):
        bulk_create(fresh, IngredientAllergen)
        bulk_save(moved, IngredientAllergen, ["state"])
    return len(fresh) + len(moved)


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
