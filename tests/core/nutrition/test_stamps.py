"""The numbers that tell whether what is known of food has changed."""

import pytest

from core.common.history import bulk_create, bulk_save
from core.nutrition.composition import diet_stamp, stamp
from core.nutrition.models import (
    Allergen,
    Diet,
    DietRule,
    FoodReference,
    Ingredient,
    IngredientAllergen,
    IngredientNutrient,
    NutrientBound,
    Retention,
)
from tests import factories as f

pytestmark = pytest.mark.django_db

FACTS = {
    Ingredient: lambda: Ingredient(key="maize", name_en="Maize", group="cereals"),
    IngredientAllergen: lambda: IngredientAllergen(ingredient=f.ingredient(), allergen=Allergen.objects.create(key="milk", name_en="Milk")),
    IngredientNutrient: lambda: IngredientNutrient(ingredient=f.ingredient(), nutrient="iron_mg", value=1, source="Label"),
    Retention: lambda: Retention(ingredient=f.ingredient(), nutrient="iron_mg", low_share="0.5", high_share=1, source="USDA"),
    FoodReference: lambda: FoodReference(source="Table", code="1", description="Maize"),
    NutrientBound: lambda: NutrientBound(food_group="Sweets", nutrient="iron_mg", high=9, measured=30),
}
DIETS = {
    Diet: lambda: Diet(key="renal", name_en="Renal", kind="therapeutic"),
    DietRule: lambda: DietRule(
        diet=Diet.objects.create(key="renal", name_en="Renal", kind="therapeutic"), kind="group_forbidden", subject="fish", source="x"
    ),
}


@pytest.mark.parametrize(
    ("model", "make", "read"), [*((m, make, stamp) for m, make in FACTS.items()), *((m, make, diet_stamp) for m, make in DIETS.items())]
)
def test_another_stamp_follows_every_change_on_every_path(model, make, read):
    row = make()
    seen = [read()]

    def is_another():
        seen.append(read())
        return seen[-1] not in seen[:-1]

    row.save()
    assert is_another()
    row.save()
    assert is_another()
    field = next(field.name for field in model._meta.fields if not field.primary_key)
    assert model.objects.filter(pk=row.pk).update(**{field: getattr(row, field)}) == 1
    assert is_another()
    model.objects.bulk_update([row], [field])
    assert is_another()
    if hasattr(model, "history"):
        bulk_save([row], model, [field])
        assert is_another()
    row.delete()
    assert is_another()
    row.pk = None
    bulk_create([row], model) if hasattr(model, "history") else model.objects.bulk_create([row])
    assert is_another()
