"""Recipes in versions. A published version never changes: order lines pin it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.models import Named
from core.menu.models.dishes import Dish
from core.nutrition.models import Ingredient


class Recipe(Named):
    """How a dish is made, or a part used in several dishes (a sub-recipe, when `dish` is empty)."""

    dish = models.OneToOneField(Dish, on_delete=models.PROTECT, null=True, blank=True, related_name="recipe", verbose_name=_("dish"))
    published = models.ForeignKey(
        "menu.RecipeVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="published_for",
        verbose_name=_("published version"),
    )
    history = Tracked()

    class Meta:
        verbose_name = _("recipe")
        verbose_name_plural = _("recipes")

    @property
    def is_sub_recipe(self) -> bool:
        return self.dish_id is None


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class RecipeVersionQuerySet(models.QuerySet["RecipeVersion"]):
    def cooked_with(self, ingredient: Ingredient) -> RecipeVersionQuerySet:
        """Published versions that contain an ingredient, also inside the parts they use."""
        return self.filter(status=VersionStatus.PUBLISHED, plate__ingredients__has_key=ingredient.key)


class RecipeVersion(models.Model):
    """One state of a recipe. `plate` is frozen at publishing: what one serving (or, for a sub-recipe, the yield) is made of.

    plate = {"groups": {food group: cooked grams}, "ingredients": {key: raw grams}, "allergens": {key: state},
             "nutrients": {field: [low, high, known of, ingredients]}, "cost": francs or null, "grams": cooked grams,
             "parts": {key: version number}}; see core.menu.frozen.
    """

    recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, related_name="versions", verbose_name=_("recipe"))
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("state"), max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    servings = models.PositiveIntegerField(
        _("servings"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Of a dish.")
    )
    yield_grams = models.PositiveIntegerField(
        _("cooked yield, g"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Of a part used in other recipes.")
    )
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    plate = models.JSONField(_("plate"), default=dict, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="published_recipes",
        verbose_name=_("published by"),
    )

    objects = RecipeVersionQuerySet.as_manager()
    history = Tracked()

    class Meta:
        verbose_name = _("recipe version")
        verbose_name_plural = _("recipe versions")
        constraints = [
            models.UniqueConstraint(fields=["recipe", "number"], name="recipe_version_number_once"),
            models.UniqueConstraint(fields=["recipe"], condition=Q(status="draft"), name="recipe_one_draft"),
            models.UniqueConstraint(fields=["recipe"], condition=Q(status="published"), name="recipe_one_published"),
            models.CheckConstraint(
                condition=Q(servings__gt=0, yield_grams__isnull=True) | Q(servings__isnull=True, yield_grams__gt=0),
                name="recipe_servings_or_yield",
                violation_error_message=_("A dish has servings, a part has a cooked yield; give one of them, above 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipe} · {_('version')} {self.number}"


class RecipeBasis(models.Model):
    """What was known of the ingredients and parts of a version when it was published: its plate can be computed again from this.

    Append-only (a trigger refuses changes). `known` is described in core.menu.frozen.
    """

    version = models.OneToOneField(
        RecipeVersion, on_delete=models.PROTECT, primary_key=True, related_name="basis", verbose_name=_("version")
    )
    known = models.JSONField(_("what was known"))

    class Meta:
        verbose_name = _("basis of a recipe version")
        verbose_name_plural = _("bases of recipe versions")

    def __str__(self) -> str:
        return str(self.version)


class RecipeLine(models.Model):
    """Net raw grams of an ingredient, or cooked grams of a sub-recipe, for the whole recipe."""

    version = models.ForeignKey(RecipeVersion, on_delete=models.CASCADE, related_name="lines", verbose_name=_("version"))
    line_no = models.PositiveSmallIntegerField(_("line"))
    ingredient = models.ForeignKey(
        Ingredient, on_delete=models.PROTECT, null=True, blank=True, related_name="recipe_lines", verbose_name=_("ingredient")
    )
    sub_recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, null=True, blank=True, related_name="used_in", verbose_name=_("part"))
    grams = models.DecimalField(_("grams"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0.01)])
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = Tracked()

    class Meta:
        verbose_name = _("recipe line")
        verbose_name_plural = _("recipe lines")
        constraints = [
            models.UniqueConstraint(fields=["version", "line_no"], name="recipe_line_no_once"),
            models.CheckConstraint(condition=Q(grams__gt=0), name="recipe_line_grams", violation_error_message=_("Grams are above 0.")),
            models.CheckConstraint(
                condition=Q(ingredient__isnull=False, sub_recipe__isnull=True) | Q(ingredient__isnull=True, sub_recipe__isnull=False),
                name="recipe_line_one_of_two",
                violation_error_message=_("A line is either an ingredient or a part."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_no}. {self.ingredient or self.sub_recipe} {self.grams} g"
