from decimal import Decimal

import pytest

from core.common.errors import RuleBroken
from core.menu.actions import recipes
from core.menu.models import RecipeLine, RecipeVersion
from core.nutrition.actions import set_enabled
from tests import factories as f

pytestmark = pytest.mark.django_db


def written(recipe, *lines, now, servings=1, note=""):
    drafts = [recipes.LineDraft(grams=Decimal(grams), ingredient=f.ingredient(key=key)) for key, grams in lines]
    return recipes.write_draft(recipe=recipe, lines=drafts, servings=servings, yield_grams=None, note=note, by=f.system(), now=now)


def lines_of(version):
    return [(line.line_no, line.ingredient.key, line.grams) for line in version.lines.order_by("line_no")]


def test_changing_grams_changes_the_line_and_tells_of_nothing_else(now):
    recipe = f.dish(ingredients=["rice", "beans"]).recipe
    draft = written(recipe, ("rice", 100), ("beans", 100), now=now)
    before = set(RecipeLine.history.values_list("pk", flat=True))

    written(recipe, ("rice", 100), ("beans", 80), now=now)

    assert lines_of(draft) == [(1, "rice", 100), (2, "beans", 80)]
    assert [(row.history_type, row.grams) for row in RecipeLine.history.exclude(pk__in=before)] == [("~", 80)]


def test_lines_can_change_places_come_and_go(now):
    recipe = f.dish(ingredients=["rice", "beans", "oil"]).recipe
    draft = written(recipe, ("oil", 5), ("rice", 100), ("salt", 1), ("rice", 20), now=now)
    assert lines_of(draft) == [(1, "oil", 5), (2, "rice", 100), (3, "salt", 1), (4, "rice", 20)]
    assert lines_of(recipe.published) == [(1, "rice", 100), (2, "beans", 100), (3, "oil", 100)]


def test_a_discarded_draft_leaves_the_published_version(now):
    recipe = f.dish(ingredients=["rice"]).recipe
    draft = written(recipe, ("beans", 5), now=now)
    recipes.discard_draft(version=draft, by=f.system(), now=now, reason="Wrong dish")
    assert list(recipe.versions.values_list("number", "status")) == [(1, "published")]
    with pytest.raises(RuleBroken, match="Version 1 is not a draft"):
        recipes.discard_draft(version=recipe.published, by=f.system(), now=now)
    assert lines_of(recipe.published) == [(1, "rice", 100)]


def test_a_recipe_with_an_ingredient_out_of_use_is_not_published(now):
    recipe = f.dish(ingredients=["rice"]).recipe
    draft = written(recipe, ("rice", 90), now=now)
    set_enabled(ingredient=f.ingredient(key="rice"), is_enabled=False, by=f.system(), now=now)
    with pytest.raises(recipes.CannotPublishRecipe, match="Out of use: Rice"):
        recipes.publish(version=draft, by=f.system(), now=now)
    assert RecipeVersion.objects.get(pk=draft.pk).status == "draft"
