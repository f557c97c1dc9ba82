"""Recipes on the desk: drafts with lines, publishing, versions, and what each role may do."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.common import clock
from core.menu.actions import recipes
from core.menu.models import Recipe, RecipeVersion
from core.nutrition.actions import set_enabled
from tests import factories as f
from tests.pages import fields, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def chef(sign_in_as):
    return sign_in_as("head_chef")


def part(key="sauce", *, of=("tomato",), yield_grams=80):
    """A published part of 100 g of each ingredient."""
    row = Recipe.objects.create(key=key, name_en=key.capitalize())
    lines = [recipes.LineDraft(grams=Decimal(100), ingredient=f.ingredient(key=each)) for each in of]
    draft = recipes.write_draft(recipe=row, lines=lines, servings=None, yield_grams=yield_grams, by=f.system(), now=clock.now())
    recipes.publish(version=draft, by=f.system(), now=clock.now())
    return Recipe.objects.get(pk=row.pk)


def opened(chef, recipe):
    """The page of the draft that the verb opens."""
    return chef.post(reverse("admin:menu_recipe_open_draft", args=[recipe.pk]))["Location"]


def lines_of(version):
    return [(str(line.ingredient or line.sub_recipe), line.grams, line.note) for line in version.lines.order_by("line_no")]


def draft_of(recipe):
    return recipe.versions.get(status="draft")


# --- the draft ----------------------------------------------------------------------------------------


def test_a_draft_begins_as_what_is_cooked(chef):
    recipe = f.dish(ingredients=["rice", "beans"]).recipe
    sent = fields(chef.get(opened(chef, recipe)), "recipeversion_form")
    assert [(sent[f"lines-{n}-what"], sent[f"lines-{n}-grams"]) for n in (0, 1)] == [("Rice", "100"), ("Beans", "100")]
    assert (sent["servings"], sent["lines-TOTAL_FORMS"], sent["lines-INITIAL_FORMS"]) == ("1", "3", "2")


def test_one_save_writes_lines_servings_and_what_changed(chef):
    recipe, sauce = f.dish(ingredients=["rice", "beans"]).recipe, part()
    f.ingredient(key="palm oil")
    page = opened(chef, recipe)
    changes = {"servings": "4", "note": "Less beans", "lines-0-grams": "400.5", "lines-1-DELETE": "on"}
    new = {"lines-2-what": "PALM OIL", "lines-2-grams": "20", "lines-2-note": "red", "lines-3-what": "sauce", "lines-3-grams": "40"}
    answer = send(chef, page, "recipeversion_form", **changes, **new, **{"lines-TOTAL_FORMS": "5"})
    assert answer.status_code == 302
    draft = draft_of(recipe)
    assert (draft.servings, draft.note, draft.number) == (4, "Less beans", 2)
    assert lines_of(draft) == [("Rice", Decimal("400.50"), ""), ("Palm oil", 20, "red"), (str(sauce), 40, "")]
    assert lines_of(recipe.published) == [("Rice", 100, ""), ("Beans", 100, "")]
    assert {row.history_user for row in draft.history.all()} == {chef.user}


def test_the_page_tells_what_a_version_costs_and_touches(chef):
    dish = f.dish(ingredients=["rice", "beans"], price=2000)
    f.placed_order(items=[f.menu_item(of=dish)])
    f.menu_item(of=dish, period="dinner")
    page = opened(chef, dish.recipe)
    send(chef, page, "recipeversion_form", **{"lines-1-grams": "300"})
    words = text(chef.get(page))
    assert "For 1 serving 400 200 400 margin 80 %, as saved" in words
    assert "1 open order keep version 1 2 services to come follow version 2" in words


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"lines-0-grams": "-5"}, "grams", "Grams are above 0."),
        ({"lines-0-grams": "0"}, "grams", "Grams are above 0."),
        ({"lines-0-grams": "much"}, "grams", "Enter a number"),
        ({"lines-0-what": "Bean"}, "what", "Nothing here is called “Bean”. Near it: Beans."),
        ({"lines-0-what": "Quinoa"}, "what", "Nothing here is called “Quinoa”."),
        ({"lines-0-what": ""}, "what", "This field is required"),
        ({"lines-0-note": "x" * 201}, "note", "at most 200 characters"),
    ],
)
def test_a_mistake_in_a_line_stands_under_it_and_nothing_is_lost(change, field, words, chef):
    recipe = f.dish(ingredients=["rice", "beans"]).recipe
    page = opened(chef, recipe)
    before = lines_of(draft_of(recipe))
    answer = send(chef, page, "recipeversion_form", **{"lines-1-grams": "77", "note": "Try"} | change)
    form = answer.context["adminform"].form
    assert words in form.lines.forms[0].errors[field][0]
    assert "Some lines cannot be saved yet" in form.non_field_errors()[0]
    kept = fields(answer, "recipeversion_form")
    assert (kept["lines-1-grams"], kept["note"]) == ("77", "Try")
    assert lines_of(draft_of(recipe)) == before


def test_servings_of_nothing_are_refused_at_the_field(chef):
    recipe = f.dish().recipe
    answer = send(chef, opened(chef, recipe), "recipeversion_form", servings="0")
    assert "greater than or equal to 1" in answer.context["adminform"].form.errors["servings"][0]


def test_a_name_that_two_have_is_asked_back(chef):
    recipe = f.dish(ingredients=["rice"]).recipe
    part("rice boiled", of=["rice"])
    Recipe.objects.filter(key="rice boiled").update(name_en="Rice")
    answer = send(chef, opened(chef, recipe), "recipeversion_form", **{"lines-0-what": "Rice", "lines-0-grams": "5"})
    assert "“Rice” may be: Rice (rice); Rice (rice boiled)." in answer.context["adminform"].form.lines.forms[0].errors["what"][0]


def test_an_ingredient_out_of_use_may_stay_in_a_line_but_not_come_new(chef, now):
    recipe = f.dish(ingredients=["rice"]).recipe
    page = opened(chef, recipe)
    for key in ("rice", "butter"):
        set_enabled(ingredient=f.ingredient(key=key), is_enabled=False, by=f.system(), now=now)
    assert send(chef, page, "recipeversion_form", **{"lines-0-grams": "90"}).status_code == 302
    answer = send(chef, page, "recipeversion_form", **{"lines-1-what": "Butter", "lines-1-grams": "5"})
    assert answer.context["adminform"].form.lines.forms[1].errors["what"] == ["Butter is out of use."]


# --- publishing -----------------------------------------------------------------------------------------


def test_publishing_makes_the_draft_what_is_cooked_for_ever(chef):
    recipe = f.dish(ingredients=["rice"]).recipe
    page = opened(chef, recipe)
    send(chef, page, "recipeversion_form", **{"lines-0-grams": "90"})
    draft = draft_of(recipe)
    answer = chef.post(reverse("admin:menu_recipeversion_publish", args=[draft.pk]), {"reason": "Smaller plate"})
    assert answer["Location"] == reverse("admin:menu_recipe_change", args=[recipe.pk])
    recipe.refresh_from_db()
    assert (recipe.published.number, recipe.published.plate["ingredients"]) == (2, {"rice": "90"})
    assert chef.post(page, {}).status_code == 403
    words = text(chef.get(page))
    assert "Published" in words
    assert "Publish " not in words


def test_an_empty_draft_is_refused_in_words(chef):
    recipe = f.dish(ingredients=["rice"]).recipe
    page = opened(chef, recipe)
    send(chef, page, "recipeversion_form", **{"lines-0-DELETE": "on"})
    draft = draft_of(recipe)
    assert "The recipe has no lines yet." in text(chef.get(page))
    answer = chef.post(reverse("admin:menu_recipeversion_publish", args=[draft.pk]), {"reason": ""}, headers={"HX-Request": "true"})
    assert "The recipe has no lines yet." in text(answer)
    assert draft_of(recipe) == draft


def test_a_circle_of_parts_is_refused_in_words(chef):
    sauce, base = part("sauce"), part("base")
    for inner, outer in ((sauce, base), (base, sauce)):
        page = opened(chef, outer)
        send(chef, page, "recipeversion_form", **{"lines-1-what": inner.name_en, "lines-1-grams": "10"})
        url = reverse("admin:menu_recipeversion_publish", args=[draft_of(outer).pk])
        answer = chef.post(url, {"reason": ""}, headers={"HX-Request": "true"})
    assert "The recipe would contain itself: Sauce → Base → Sauce. Take one of these parts out." in text(answer)
    assert Recipe.objects.get(key="sauce").published.number == 1


def test_a_draft_is_discarded_with_its_reason(chef):
    recipe = f.dish().recipe
    opened(chef, recipe)
    chef.post(reverse("admin:menu_recipeversion_discard", args=[draft_of(recipe).pk]), {"reason": "Not good"})
    assert [version.number for version in recipe.versions.all()] == [1]
    assert RecipeVersion.history.latest().history_change_reason == "Not good"


# --- recipes and parts ----------------------------------------------------------------------------------


def test_a_new_part_opens_with_its_draft(chef):
    answer = send(chef, reverse("admin:menu_recipe_add"), "recipe_form", name_en="Groundnut sauce", key="groundnut_sauce")
    draft = RecipeVersion.objects.get(recipe__key="groundnut_sauce")
    assert answer["Location"] == reverse("admin:menu_recipeversion_change", args=[draft.pk])
    assert (draft.servings, draft.yield_grams) == (None, 1000)
    sent = fields(chef.get(answer["Location"]), "recipeversion_form")
    assert "servings" not in sent
    assert sent["yield_grams"] == "1000"


def test_the_list_tells_dishes_from_parts_and_names_drafts(chef):
    recipe = f.dish(name="Rice and sauce", ingredients=["rice"]).recipe
    part("sauce", yield_grams=50)
    opened(chef, recipe)
    words = text(chef.get(reverse("admin:menu_recipe_changelist")))
    assert "Rice and sauce Version 1 draft 2 open dish 1 servings 100" in words
    assert "Sauce Version 1 part 50 g 2,000 a kg" in words
    rows = chef.get(reverse("admin:menu_recipe_changelist"), {"kind": "part"}).context["cl"].result_list
    assert [row.key for row in rows] == ["sauce"]


def test_a_part_names_the_recipes_that_use_it(chef, now):
    sauce, recipe = part(), f.dish(name="Rice").recipe
    lines = [recipes.LineDraft(grams=Decimal(20), sub_recipe=sauce)]
    draft = recipes.write_draft(recipe=recipe, lines=lines, servings=1, yield_grams=None, by=f.system(), now=now)
    recipes.publish(version=draft, by=f.system(), now=now)
    assert "Used in Rice version 1" in text(chef.get(reverse("admin:menu_recipe_change", args=[sauce.pk])))


@pytest.mark.parametrize("url", ["admin:menu_recipe_changelist", "admin:menu_recipeversion_changelist"])
def test_the_lists_ask_the_same_for_few_and_many(url, chef, django_assert_max_num_queries):
    for _ in range(5):
        f.dish()
    chef.get(reverse(url))
    with django_assert_max_num_queries(14):
        chef.get(reverse(url))


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [("head_chef", True, True), ("operations_manager", True, True), ("nutritionist", True, False), ("nurse", False, False)],
)
def test_who_sees_and_changes_recipes(role, sees, changes, sign_in_as, now):
    recipe = f.dish().recipe
    draft = recipes.open_draft(recipe=recipe, by=f.system(), now=now)
    person = sign_in_as(role)
    page = reverse("admin:menu_recipeversion_change", args=[draft.pk])
    for url in (reverse("admin:menu_recipe_changelist"), reverse("admin:menu_recipe_change", args=[recipe.pk]), page):
        assert person.get(url).status_code == (200 if sees else 403)
    assert person.post(page, {}).status_code == (200 if changes else 403)
    assert ("lines-0-what" in person.get(page).content.decode()) is changes
    answer = person.post(reverse("admin:menu_recipeversion_publish", args=[draft.pk]), {"reason": ""})
    assert answer.status_code == (302 if changes else 403)
    draft.refresh_from_db()
    assert draft.status == ("published" if changes else "draft")
