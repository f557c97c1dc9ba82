import pytest

from core.common.errors import RuleBroken
from core.common.models import AuditEvent
from core.nutrition.actions import set_allergens, set_enabled
from core.nutrition.models import Allergen, IngredientAllergen
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def allergens():
    return [Allergen.objects.create(key=key, name_en=key) for key in ("gluten", "milk")]


def test_allergen_states_are_kept_with_who_and_why(allergens, now):
    rice, chef = f.ingredient(), f.person(role="head_chef")
    assert set_allergens(ingredient=rice, states={"gluten": "free", "milk": "unknown"}, by=chef, now=now, why="Label") == ["gluten"]
    assert [(row.allergen.key, row.state) for row in rice.allergens.all()] == [("gluten", "free")]
    record = IngredientAllergen.history.get()
    assert (record.history_user, record.history_change_reason) == (chef, "Label")


def test_the_same_states_again_change_nothing(allergens, now):
    rice = f.ingredient()
    for _time in range(2):
        changed = set_allergens(ingredient=rice, states={"milk": "contains"}, by=f.system(), now=now)
    assert changed == []
    assert IngredientAllergen.history.count() == 1


@pytest.mark.parametrize("states", [{"gluten": "free", "milk": "perhaps"}, {"gluten": "free", "dust": "free"}])
def test_what_is_no_allergen_or_no_state_is_refused_whole(states, allergens, now):
    with pytest.raises(RuleBroken, match="Allowed: contains, may_contain, unknown, free"):
        set_allergens(ingredient=f.ingredient(), states=states, by=f.system(), now=now)
    assert not IngredientAllergen.objects.exists()


def test_taking_an_ingredient_out_of_use_is_told_once(now):
    rice = f.ingredient()
    for _time in range(2):
        row = set_enabled(ingredient=rice, is_enabled=False, by=f.system(), now=now, reason="Weevils")
    assert row.is_enabled is False
    assert list(AuditEvent.objects.values_list("verb", "reason")) == [("ingredient.disabled", "Weevils")]
