"""Nutrition on the desk: ingredients with their allergens, diets with their rules, the reference table."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.nutrition.actions import set_allergens, set_enabled
from core.nutrition.models import Allergen, Diet, DietRule, FoodReference, Ingredient, Tag
from tests import factories as f
from tests.pages import fields, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def chef(sign_in_as):
    return sign_in_as("head_chef")


@pytest.fixture
def nutritionist(sign_in_as):
    return sign_in_as("nutritionist")


@pytest.fixture
def allergens():
    return [Allergen.objects.create(key=key, name_en=key.capitalize(), position=n) for n, key in enumerate(("gluten", "milk", "soya"))]


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def states_of(row):
    return dict(row.allergens.values_list("allergen__key", "state"))


# --- ingredients ----------------------------------------------------------------------------------------


def test_one_save_keeps_facts_and_the_state_of_each_allergen(chef, allergens, now):
    flour = f.ingredient(key="flour")
    set_allergens(ingredient=flour, states={"milk": "may_contain"}, by=f.system(), now=now)
    changes = {"price_per_kg": "1300", "allergen_gluten": "contains", "allergen_soya": "free", "_why": "New supplier"}
    assert send(chef, page_of(flour), "ingredient_form", **changes).status_code == 302
    flour.refresh_from_db()
    assert flour.price_per_kg == 1300
    assert states_of(flour) == {"milk": "may_contain", "gluten": "contains", "soya": "free"}
    gluten = flour.allergens.get(allergen__key="gluten").history.get()
    assert (gluten.history_user, gluten.history_change_reason) == (chef.user, "New supplier")


def test_a_save_that_changes_no_state_leaves_no_trace_of_allergens(chef, allergens):
    flour = f.ingredient(key="flour")
    send(chef, page_of(flour), "ingredient_form", note="Milled in Huye")
    assert states_of(flour) == {}


def test_the_grid_begins_with_what_is_known_and_the_rest_unknown(chef, allergens, now):
    flour = f.ingredient(key="flour")
    set_allergens(ingredient=flour, states={"gluten": "contains"}, by=f.system(), now=now)
    sent = fields(chef.get(page_of(flour)), "ingredient_form")
    assert [sent[f"allergen_{row.key}"] for row in allergens] == ["contains", "unknown", "unknown"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"unit": "cup", "grams_per_unit": ""}, "grams_per_unit", "Say what one cup weighs."),
        ({"unit": "", "grams_per_unit": "185"}, "unit", "Name the measure that has this weight."),
        ({"unit": "cup", "grams_per_unit": "-1"}, "grams_per_unit", "greater than or equal to"),
        ({"price_per_kg": "-10"}, "price_per_kg", "greater than or equal to 0"),
        ({"edible_share": "1.5"}, "edible_share", "less than or equal to 1"),
        ({"cooked_yield": "0"}, "cooked_yield", "greater than or equal to"),
        ({"name_en": "x" * 200}, "name_en", "at most 120 characters"),
        ({"allergen_milk": "perhaps"}, "allergen_milk", "not one of the available choices"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(change, field, words, chef, allergens):
    flour = f.ingredient(key="flour")
    answer = send(chef, page_of(flour), "ingredient_form", **{"allergen_gluten": "contains", "note": "Kept"} | change)
    form = answer.context["adminform"].form
    assert words in form.errors[field][0]
    kept = fields(answer, "ingredient_form")
    assert (kept["note"], kept["allergen_gluten"]) == ("Kept", "contains")
    assert states_of(flour) == {}


def test_a_new_ingredient_may_say_its_allergens_at_once(chef, allergens):
    new = {"key": "milk_powder", "name_en": "Milk powder", "group": "dairy", "allergen_milk": "contains"}
    send(chef, reverse("admin:nutrition_ingredient_add"), "ingredient_form", **new)
    assert states_of(Ingredient.objects.get(key="milk_powder")) == {"milk": "contains"}


def test_an_ingredient_names_the_recipes_that_contain_it_before_it_goes_out_of_use(chef):
    f.dish(name="Chapati", ingredients=["flour"])
    flour = f.ingredient(key="flour")
    assert "In these recipes Chapati" in text(chef.get(page_of(flour)))
    url = reverse("admin:nutrition_ingredient_disable", args=[flour.pk])
    assert "1 recipe contains it: Chapati." in text(chef.get(url))
    chef.post(url, {"reason": "Weevils"})
    flour.refresh_from_db()
    assert (flour.is_enabled, flour.history.latest().history_change_reason) == (False, "Weevils")
    chef.post(reverse("admin:nutrition_ingredient_enable", args=[flour.pk]))
    flour.refresh_from_db()
    assert flour.is_enabled


def test_the_list_of_ingredients_says_what_is_not_known(chef, allergens, now):
    f.dish(ingredients=["flour"])
    flour = f.ingredient(key="flour")
    set_allergens(ingredient=flour, states={"gluten": "contains", "milk": "free"}, by=f.system(), now=now)
    known = f.ingredient(key="salt", price_per_kg=None)
    set_allergens(ingredient=known, states=dict.fromkeys(("gluten", "milk", "soya"), "free"), by=f.system(), now=now)
    url = reverse("admin:nutrition_ingredient_changelist")
    assert "Flour In use Cereals 1,000 Gluten 1 1" in text(chef.get(url))
    asked = {"allergens": ["flour"], "price": ["salt"]}
    for missing, keys in asked.items():
        assert [row.key for row in chef.get(url, {"missing": missing}).context["cl"].result_list] == keys
    assert [row.key for row in chef.get(url, {"contains": "gluten"}).context["cl"].result_list] == ["flour"]


def test_figures_are_shown_without_noughts(chef):
    flour = f.ingredient(key="flour")
    Ingredient.objects.filter(pk=flour.pk).update(unit="cup", grams_per_unit=Decimal("120.00"), cooked_yield=Decimal("2.50"))
    sent = fields(chef.get(page_of(flour)), "ingredient_form")
    assert (sent["grams_per_unit"], sent["cooked_yield"], sent["edible_share"]) == ("120", "2.5", "1")


# --- diets ----------------------------------------------------------------------------------------------


@pytest.fixture
def renal():
    diet = Diet.objects.create(key="renal", name_en="Renal", kind="therapeutic")
    DietRule.objects.create(diet=diet, kind="nutrient_max_per_serving", subject="potassium_mg", value=700, unit="mg", source="KDOQI 2020")
    return diet


def rule(n=1, **values):
    return {f"rules-{n}-{name}": value for name, value in values.items()} | {"rules-TOTAL_FORMS": str(n + 1)}


def test_a_diet_is_saved_with_its_rules(nutritionist, renal):
    f.ingredient(key="avocado")
    new = rule(kind="ingredient_forbidden", subject="avocado", value="", unit="", source="house default", id="")
    answer = send(nutritionist, page_of(renal), "diet_form", **{"rules-0-value": "650", "_why": "Signed by Dr Uwase"}, **new)
    assert answer.status_code == 302
    assert {str(row) for row in renal.rules.all()} == {
        "nutrient, at most per serving: potassium_mg 650.000 mg",
        "ingredient forbidden: avocado",
    }
    assert renal.rules.get(subject="potassium_mg").history.latest().history_change_reason == "Signed by Dr Uwase"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"kind": "nutrient_max_per_day", "subject": "salt", "value": "1"}, "subject", "Name a nutrient"),
        ({"kind": "nutrient_max_per_day", "subject": "sodium_mg", "value": "2", "unit": "g"}, "unit", "sodium_mg is counted in mg."),
        ({"kind": "ingredient_forbidden", "subject": "moon cheese"}, "subject", "No ingredient has the key “moon cheese”."),
        ({"kind": "texture_allowed", "subject": "iddsi", "value": "9"}, "value", "IDDSI levels go from 0 to 7."),
        ({"kind": "group_forbidden", "subject": "fish", "source": ""}, "source", "This field is required"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(values, field, words, nutritionist, renal):
    new = rule(**{"value": "", "unit": "", "source": "house default", "id": ""} | values)
    answer = send(nutritionist, page_of(renal), "diet_form", **new)
    errors = answer.context["inline_admin_formsets"][0].formset.forms[1].errors
    assert words in errors[field][0]
    assert renal.rules.count() == 1


def test_the_list_counts_rules_that_nobody_signed(nutritionist, renal):
    DietRule.objects.create(diet=renal, kind="group_forbidden", subject="nuts_seeds", source="house default")
    assert "Renal Therapeutic 2 1" in text(nutritionist.get(reverse("admin:nutrition_diet_changelist")))


# --- reference, allergens, tags -------------------------------------------------------------------------


def test_food_is_found_by_words_or_code(nutritionist):
    for code, words in (("20444", "Rice, white, long-grain"), ("20445", "Rice, brown, long-grain"), ("16027", "Beans, kidney")):
        FoodReference.objects.create(source="USDA SR28", code=code, description=words, energy_kcal=Decimal("365.000"))
    url = reverse("admin:nutrition_foodreference_changelist")

    def found(term):
        return [row.code for row in nutritionist.get(url, {"q": term}).context["cl"].result_list]

    assert found("rice white") == ["20444"]
    assert found("16027") == ["16027"]
    assert "365 " in text(nutritionist.get(url))


def test_source_and_code_of_food_are_fixed_and_figures_are_not_negative(nutritionist):
    row = FoodReference.objects.create(source="USDA SR28", code="20444", description="Rice", energy_kcal=365)
    sent = fields(nutritionist.get(page_of(row)), "foodreference_form")
    assert "code" not in sent
    assert (sent["energy_kcal"], sent["protein_g"]) == ("365", "")
    answer = send(nutritionist, page_of(row), "foodreference_form", energy_kcal="-1")
    assert "greater than or equal to 0" in answer.context["adminform"].form.errors["energy_kcal"][0]


def test_an_allergen_names_the_ingredients_it_is_in(nutritionist, allergens, now):
    set_allergens(ingredient=f.ingredient(key="flour"), states={"gluten": "contains"}, by=f.system(), now=now)
    assert "Ingredients Ingredient State Flour contains" in text(nutritionist.get(page_of(allergens[0])))
    assert "Gluten 1 0 0" in text(nutritionist.get(reverse("admin:nutrition_allergen_changelist")))


LISTS = ["ingredient", "allergen", "tag", "diet", "foodreference"]


@pytest.mark.parametrize("model", LISTS)
def test_the_lists_ask_the_same_for_few_and_many(model, sign_in_as, allergens, renal, django_assert_max_num_queries):
    for key in ("flour", "rice", "beans", "milk"):
        f.dish(ingredients=[key])
        Tag.objects.create(key=key, name_en=key)
    admin = sign_in_as("nutritionist")
    url = reverse(f"admin:nutrition_{model}_changelist")
    admin.get(url)
    with django_assert_max_num_queries(14):
        admin.get(url)


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        ("head_chef", {"ingredient", "allergen", "tag", "diet", "foodreference"}, {"ingredient", "tag"}),
        ("operations_manager", {"ingredient", "tag", "diet", "foodreference"}, {"ingredient", "tag"}),
        ("nutritionist", {"ingredient", "allergen", "tag", "diet", "foodreference"}, {"allergen", "diet", "foodreference"}),
        ("nurse", {"diet"}, set()),
        ("order_desk", set(), set()),
    ],
)
def test_who_sees_and_changes_nutrition(role, sees, changes, sign_in_as, allergens, renal):
    person = sign_in_as(role)
    rows = {
        "ingredient": f.ingredient(key="flour"),
        "allergen": allergens[0],
        "tag": Tag.objects.create(key="halal", name_en="Halal"),
        "diet": renal,
        "foodreference": FoodReference.objects.create(source="USDA SR28", code="1", description="Rice"),
    }
    for model, row in rows.items():
        assert person.get(reverse(f"admin:nutrition_{model}_changelist")).status_code == (200 if model in sees else 403), model
        assert person.get(page_of(row)).status_code == (200 if model in sees else 403), model
        assert person.post(page_of(row), {}).status_code == (200 if model in changes else 403), model


def test_a_nutritionist_takes_no_ingredient_out_of_use(nutritionist, now):
    flour = f.ingredient(key="flour")
    assert nutritionist.post(reverse("admin:nutrition_ingredient_disable", args=[flour.pk]), {"reason": "x"}).status_code == 403
    assert "Take out of use" not in text(nutritionist.get(page_of(flour)))
    set_enabled(ingredient=flour, is_enabled=False, by=f.system(), now=now)
    assert "Out of use" in text(nutritionist.get(page_of(flour)))
