"""What food is: ingredients, allergens, tags, diets and the reference table behind them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.models import Named

NUTRIENTS: dict[str, str] = {
    # field of FoodReference: unit per 100 g edible portion
    "energy_kcal": "kcal",
    "protein_g": "g",
    "fat_g": "g",
    "saturated_fat_g": "g",
    "carbohydrate_g": "g",
    "fibre_g": "g",
    "sugars_g": "g",
    "cholesterol_mg": "mg",
    "sodium_mg": "mg",
    "potassium_mg": "mg",
    "phosphorus_mg": "mg",
    "calcium_mg": "mg",
    "iron_mg": "mg",
    "magnesium_mg": "mg",
    "zinc_mg": "mg",
    "vitamin_c_mg": "mg",
    "water_g": "g",
}


class FoodGroup(models.TextChoices):
    CEREALS = "cereals", _("Cereals")
    ROOTS_TUBERS = "roots_tubers", _("Roots, tubers and bananas")
    LEGUMES = "legumes", _("Beans and peas")
    NUTS_SEEDS = "nuts_seeds", _("Nuts and seeds")
    VEGETABLES = "vegetables", _("Vegetables")
    FRUIT = "fruit", _("Fruit")
    MEAT_POULTRY = "meat_poultry", _("Meat and poultry")
    FISH = "fish", _("Fish")
    EGGS = "eggs", _("Eggs")
    DAIRY = "dairy", _("Milk and dairy")
    FATS_OILS = "fats_oils", _("Fats and oils")
    SUGARS = "sugars", _("Sugars")
    CONDIMENTS = "condiments", _("Condiments")
    BEVERAGES = "beverages", _("Beverages")


def _nutrient(label: object) -> models.DecimalField:
    return models.DecimalField(label, max_digits=9, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(0)])


class FoodReference(models.Model):
    """One row of a food-composition table, per 100 g edible portion; an empty value is not measured, never zero.

    Source: USDA National Nutrient Database for Standard Reference, release 28 (fixtures/usda_sr28_per_100g.csv).
    """

    source = models.CharField(_("source"), max_length=40)
    code = models.CharField(_("code"), max_length=20)
    food_group = models.CharField(_("food group"), max_length=80, blank=True)
    description = models.CharField(_("description"), max_length=250)
    energy_kcal = _nutrient(_("energy, kcal"))
    protein_g = _nutrient(_("protein, g"))
    fat_g = _nutrient(_("fat, g"))
    saturated_fat_g = _nutrient(_("saturated fat, g"))
    carbohydrate_g = _nutrient(_("carbohydrate, g"))
    fibre_g = _nutrient(_("fibre, g"))
    sugars_g = _nutrient(_("sugars, g"))
    cholesterol_mg = _nutrient(_("cholesterol, mg"))
    sodium_mg = _nutrient(_("sodium, mg"))
    potassium_mg = _nutrient(_("potassium, mg"))
    phosphorus_mg = _nutrient(_("phosphorus, mg"))
    calcium_mg = _nutrient(_("calcium, mg"))
    iron_mg = _nutrient(_("iron, mg"))
    magnesium_mg = _nutrient(_("magnesium, mg"))
    zinc_mg = _nutrient(_("zinc, mg"))
    vitamin_c_mg = _nutrient(_("vitamin C, mg"))
    water_g = _nutrient(_("water, g"))
    refuse_percent = models.DecimalField(_("refuse, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    history = Tracked()

    class Meta:
        verbose_name = _("food composition row")
        verbose_name_plural = _("food composition")
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="food_reference_code_once")]

    def __str__(self) -> str:
        return f"{self.description} ({self.name})"

    @property
    def name(self) -> str:
        return f"{self.source} {self.code}"


class Allergen(Named):
    """One of the 14 allergens of EU Regulation 1169/2011, annex II."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = Tracked()

    class Meta:
        verbose_name = _("allergen")
        verbose_name_plural = _("allergens")


class Tag(Named):
    """A word that dishes carry and diets ask for: vegetarian, halal, low sodium…"""

    history = Tracked()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


class Ingredient(Named):
    """What the kitchen buys. Price per kilogram as bought; weight to buy = net grams / edible share."""

    group = models.CharField(_("food group"), max_length=20, choices=FoodGroup.choices)
    reference = models.ForeignKey(
        FoodReference, on_delete=models.PROTECT, null=True, blank=True, related_name="ingredients", verbose_name=_("food composition row")
    )
    edible_share = models.DecimalField(
        _("edible share"), max_digits=4, decimal_places=3, default=1, validators=[MinValueValidator(0.001), MaxValueValidator(1)]
    )
    cooked_yield = models.DecimalField(
        _("cooked yield"),
        max_digits=4,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0.01)],
        help_text=_("Grams on the plate for 1 g raw: dry food takes up water, meat and leaves shrink."),
    )
    unit = models.CharField(_("household measure"), max_length=20, blank=True)
    grams_per_unit = models.DecimalField(
        _("grams per measure"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0.01)]
    )
    price_per_kg = models.PositiveIntegerField(_("price per kg, RWF"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_enabled = models.BooleanField(_("in use"), default=True)
    history = Tracked()

    class Meta:
        verbose_name = _("ingredient")
        verbose_name_plural = _("ingredients")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(edible_share__gt=0, edible_share__lte=1),
                name="ingredient_edible_share",
                violation_error_message=_("The edible share is above 0 and at most 1."),
            ),
            models.CheckConstraint(
                condition=models.Q(grams_per_unit__isnull=True) | models.Q(grams_per_unit__gt=0),
                name="ingredient_grams_per_unit",
                violation_error_message=_("A measure weighs more than 0 g."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.unit and self.grams_per_unit is None:
            raise ValidationError({"grams_per_unit": _("Say what one %(unit)s weighs.") % {"unit": self.unit}})
        if self.grams_per_unit is not None and not self.unit:
            raise ValidationError({"unit": _("Name the measure that has this weight.")})


class AllergenState(models.TextChoices):
    CONTAINS = "contains", _("contains")
    MAY_CONTAIN = "may_contain", _("may contain")
    UNKNOWN = "unknown", _("unknown")
    FREE = "free", _("free")


class IngredientAllergen(models.Model):
    """What is known of one allergen in one ingredient; no row means unknown."""

    ingredient = models.ForeignKey(Ingredient, on_delete=models.CASCADE, related_name="allergens", verbose_name=_("ingredient"))
    allergen = models.ForeignKey(Allergen, on_delete=models.PROTECT, related_name="ingredients", verbose_name=_("allergen"))
    state = models.CharField(_("state"), max_length=12, choices=AllergenState.choices, default=AllergenState.UNKNOWN)
    history = Tracked()

    class Meta:
        verbose_name = _("allergen of an ingredient")
        verbose_name_plural = _("allergens of ingredients")
        constraints = [models.UniqueConstraint(fields=["ingredient", "allergen"], name="ingredient_allergen_once")]

    def __str__(self) -> str:
        return f"{self.allergen}: {self.get_state_display()}"


NUTRIENT_CHOICES = [
    ("energy_kcal", _("energy, kcal")),
    ("protein_g", _("protein, g")),
    ("fat_g", _("fat, g")),
    ("saturated_fat_g", _("saturated fat, g")),
    ("carbohydrate_g", _("carbohydrate, g")),
    ("fibre_g", _("fibre, g")),
    ("sugars_g", _("sugars, g")),
    ("cholesterol_mg", _("cholesterol, mg")),
    ("sodium_mg", _("sodium, mg")),
    ("potassium_mg", _("potassium, mg")),
    ("phosphorus_mg", _("phosphorus, mg")),
    ("calcium_mg", _("calcium, mg")),
    ("iron_mg", _("iron, mg")),
    ("magnesium_mg", _("magnesium, mg")),
    ("zinc_mg", _("zinc, mg")),
    ("vitamin_c_mg", _("vitamin C, mg")),
    ("water_g", _("water, g")),
]


class IngredientNutrient(models.Model):
    """A nutrient of an ingredient somebody entered, per 100 g edible raw weight, with its source; it wins over the reference row."""

    ingredient = models.ForeignKey(Ingredient, on_delete=models.CASCADE, related_name="own_nutrients", verbose_name=_("ingredient"))
    nutrient = models.CharField(_("nutrient"), max_length=20, choices=NUTRIENT_CHOICES)
    value = models.DecimalField(_("per 100 g"), max_digits=9, decimal_places=3, validators=[MinValueValidator(0)])
    source = models.CharField(_("source"), max_length=200, help_text=_("A label, an analysis, a table: where the figure stands."))
    history = Tracked()

    class Meta:
        verbose_name = _("own nutrient value")
        verbose_name_plural = _("own nutrient values")
        constraints = [
            models.UniqueConstraint(fields=["ingredient", "nutrient"], name="ingredient_nutrient_once"),
            models.CheckConstraint(
                condition=models.Q(value__gte=0),
                name="ingredient_nutrient_not_negative",
                violation_error_message=_("A figure cannot be negative."),
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""), name="ingredient_nutrient_source", violation_error_message=_("Say where the figure stands.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nutrient_display()}: {self.value}"


class Retention(models.Model):
    """The share of a nutrient that is left in an ingredient after cooking, between two bounds; without a row all of it may be."""

    ingredient = models.ForeignKey(Ingredient, on_delete=models.CASCADE, related_name="retentions", verbose_name=_("ingredient"))
    nutrient = models.CharField(_("nutrient"), max_length=20, choices=NUTRIENT_CHOICES)
    low_share = models.DecimalField(_("at least"), max_digits=4, decimal_places=3, validators=[MinValueValidator(0), MaxValueValidator(1)])
    high_share = models.DecimalField(_("at most"), max_digits=4, decimal_places=3, validators=[MinValueValidator(0), MaxValueValidator(1)])
    source = models.CharField(_("source"), max_length=200)
    history = Tracked()

    class Meta:
        verbose_name = _("share left after cooking")
        verbose_name_plural = _("shares left after cooking")
        constraints = [
            models.UniqueConstraint(fields=["ingredient", "nutrient"], name="retention_once"),
            models.CheckConstraint(
                condition=models.Q(low_share__gte=0, high_share__lte=1, low_share__lte=models.F("high_share")),
                name="retention_shares",
                violation_error_message=_("The shares lie between 0 and 1, the least first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nutrient_display()}: {self.low_share}–{self.high_share}"

    @property
    def words(self) -> str:
        return f"{self.low_share.normalize():f}–{self.high_share.normalize():f} left after cooking ({self.source})"


class NutrientBound(models.Model):
    """The most of a nutrient that foods of a group usually have per 100 g: the 99th percentile of what was measured.

    Computed from the reference tables (core.nutrition.actions.rebuild_bounds), never entered.
    """

    food_group = models.CharField(_("food group"), max_length=80)
    nutrient = models.CharField(_("nutrient"), max_length=20, choices=NUTRIENT_CHOICES)
    high = models.DecimalField(_("at most"), max_digits=12, decimal_places=6)
    measured = models.PositiveIntegerField(_("foods measured"))

    class Meta:
        verbose_name = _("bound of what is not measured")
        verbose_name_plural = _("bounds of what is not measured")
        constraints = [models.UniqueConstraint(fields=["food_group", "nutrient"], name="nutrient_bound_once")]

    def __str__(self) -> str:
        return f"{self.food_group}, {self.get_nutrient_display()}: {self.high}"


class DietKind(models.TextChoices):
    THERAPEUTIC = "therapeutic", _("Therapeutic")
    THERAPEUTIC_OTHER = "therapeutic_other", _("Therapeutic, other")
    PREFERENCE = "preference", _("Preference")


class Diet(Named):
    """A way of eating as rows of DietRule; `claim_tag` is the tag a dish carries when it claims to fit."""

    kind = models.CharField(_("kind"), max_length=20, choices=DietKind.choices)
    claim_tag = models.ForeignKey(
        Tag, on_delete=models.PROTECT, null=True, blank=True, related_name="diets", verbose_name=_("tag of dishes that fit")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    history = Tracked()

    class Meta:
        verbose_name = _("diet")
        verbose_name_plural = _("diets")


class DietRuleKind(models.TextChoices):
    NUTRIENT_MAX_PER_SERVING = "nutrient_max_per_serving", _("nutrient, at most per serving")
    NUTRIENT_MIN_PER_SERVING = "nutrient_min_per_serving", _("nutrient, at least per serving")
    NUTRIENT_MAX_PER_DAY = "nutrient_max_per_day", _("nutrient, at most per day")
    NUTRIENT_MIN_PER_DAY = "nutrient_min_per_day", _("nutrient, at least per day")
    INGREDIENT_FORBIDDEN = "ingredient_forbidden", _("ingredient forbidden")
    GROUP_FORBIDDEN = "group_forbidden", _("food group forbidden")
    ALLERGEN_FORBIDDEN = "allergen_forbidden", _("allergen forbidden")
    TAG_REQUIRED = "tag_required", _("tag required")
    TAG_FORBIDDEN = "tag_forbidden", _("tag forbidden")
    TEXTURE_ALLOWED = "texture_allowed", _("texture allowed (IDDSI)")


class DietRule(models.Model):
    """One rule of a diet; `subject` is a nutrient field, an ingredient, group, allergen or tag key, or "iddsi".

    `value` is in `unit`; every rule names its source ("house default" until a nutritionist has signed it).
    """

    diet = models.ForeignKey(Diet, on_delete=models.CASCADE, related_name="rules", verbose_name=_("diet"))
    kind = models.CharField(_("kind"), max_length=30, choices=DietRuleKind.choices)
    subject = models.CharField(_("about"), max_length=60)
    value = models.DecimalField(_("figure"), max_digits=9, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    source = models.CharField(_("source"), max_length=300)
    history = Tracked()

    class Meta:
        verbose_name = _("diet rule")
        verbose_name_plural = _("diet rules")
        constraints = [
            models.UniqueConstraint(fields=["diet", "kind", "subject", "value"], name="diet_rule_once"),
            models.UniqueConstraint(fields=["diet", "kind", "subject"], condition=models.Q(value__isnull=True), name="diet_rule_once_bare"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=0),
                name="diet_rule_not_negative",
                violation_error_message=_("The figure cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject} {self.value if self.value is not None else ''} {self.unit}".strip()

    def clean(self) -> None:
        """What the kind asks for: nutrients and textures need a figure, the others must not have one."""
        super().clean()
        wrong = {}
        if self.kind.startswith("nutrient_"):
            if self.subject not in NUTRIENTS:
                wrong["subject"] = _("Name a nutrient: %(words)s.") % {"words": ", ".join(NUTRIENTS)}
            elif self.unit != NUTRIENTS[self.subject]:
                wrong["unit"] = _("%(subject)s is counted in %(unit)s.") % {"subject": self.subject, "unit": NUTRIENTS[self.subject]}
            if self.value is None:
                wrong["value"] = _("Give the figure that is allowed.")
        elif self.kind == DietRuleKind.TEXTURE_ALLOWED:
            if self.subject != "iddsi":
                wrong["subject"] = _("A texture is about “iddsi”.")
            if self.value is None or self.value not in range(8):
                wrong["value"] = _("IDDSI levels go from 0 to 7.")
        else:
            if self.kind == DietRuleKind.GROUP_FORBIDDEN and self.subject not in FoodGroup.values:
                wrong["subject"] = _("Name a food group: %(words)s.") % {"words": ", ".join(FoodGroup.values)}
            if self.value is not None:
                wrong["value"] = _("This kind of rule has no figure.")
        if wrong:
            raise ValidationError(wrong)
