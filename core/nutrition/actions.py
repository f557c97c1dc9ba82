"""What changes about food beyond its plain facts: allergen states, and whether the kitchen uses an ingredient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting, bulk_create, bulk_save
from core.nutrition import bounds
from core.nutrition.models import NUTRIENTS, Allergen, AllergenState, FoodReference, Ingredient, IngredientAllergen, NutrientBound


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
def rebuild_bounds(*, by: User, now: datetime) -> int:
    """Compute anew what an unmeasured value can be at most in each food group; returns how many bounds changed.

    To run after every change of food-composition rows.
    """
    measured: dict[tuple[str, str], list[Decimal]] = {}
    rows = FoodReference.objects.filter(source=bounds.TABLE).exclude(food_group="").order_by("pk")
    for group, *values in rows.values_list("food_group", *NUTRIENTS):
        for name, value in zip(NUTRIENTS, values, strict=True):
            if value is not None:
                measured.setdefault((group, name), []).append(value)
    have = {(row.food_group, row.nutrient): row for row in NutrientBound.objects.select_for_update()}
    wanted = {
        key: (bounds.percentile(values).quantize(Decimal("0.000001")), len(values))
        for key, values in measured.items()
        if len(values) >= bounds.MEASURED_AT_LEAST
    }
    fresh = [
        NutrientBound(food_group=group, nutrient=name, high=high, measured=count)
        for (group, name), (high, count) in wanted.items()
        if (group, name) not in have
    ]
    moved = []
    for key, row in have.items():
        if key in wanted and (row.high, row.measured) != wanted[key]:
            row.high, row.measured = wanted[key]
            moved.append(row)
    gone = [row.pk for key, row in have.items() if key not in wanted]
    NutrientBound.objects.bulk_create(fresh)
    NutrientBound.objects.bulk_update(moved, ["high", "measured"], batch_size=200)
    NutrientBound.objects.filter(pk__in=gone).delete()
    return len(fresh) + len(moved) + len(gone)


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
