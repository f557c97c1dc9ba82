"""Drafting and publishing recipes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.common import audit
from core.common.errors import RuleBroken
from core.common.history import acting, bulk_create
from core.menu import facts, frozen, rules
from core.menu.models import Dish, Recipe, RecipeBasis, RecipeLine, RecipeVersion, VersionStatus
from core.menu.signals import recipe_published
from core.nutrition.models import Ingredient

OUT_OF_THE_WAY = 10_000  # a line number is unique in its version: those that move stand aside first


class CannotPublishRecipe(RuleBroken):
    """The draft is empty, uses what is out of use or not published, or contains itself."""


@dataclass(frozen=True)
class LineDraft:
    """A line as typed: exactly one of ingredient and part, grams above 0."""

    grams: Decimal
    ingredient: Ingredient | None = None
    sub_recipe: Recipe | None = None
    note: str = ""


@transaction.atomic
def open_draft(*, recipe: Recipe, by: User, now: datetime) -> RecipeVersion:
    """The draft of a recipe; made as a copy of the published version when there is none."""
    recipe = Recipe.objects.select_for_update(of=("self",)).select_related("published").get(pk=recipe.pk)
    draft = recipe.versions.filter(status=VersionStatus.DRAFT).first()
    if draft:
        return draft
    last = recipe.versions.aggregate(last=Max("number"))["last"] or 0
    base = recipe.published
    draft = RecipeVersion(
        recipe=recipe,
        number=last + 1,
        servings=base.servings if base else (None if recipe.is_sub_recipe else 10),
        yield_grams=base.yield_grams if base else (1000 if recipe.is_sub_recipe else None),
    )
    with acting(by=by, why=_("New draft")):
        draft.save()
        if base:
            copies = [
                RecipeLine(
                    version=draft,
                    line_no=n,
                    ingredient_id=line.ingredient_id,
                    sub_recipe_id=line.sub_recipe_id,
                    grams=line.grams,
                    note=line.note,
                )
                for n, line in enumerate(base.lines.order_by("line_no", "pk"), 1)
            ]
            bulk_create(copies, RecipeLine)
    return draft


@transaction.atomic
def start(*, dish: Dish, by: User, now: datetime) -> RecipeVersion:
    """The draft of a dish's recipe; a dish without a recipe gets one with its own key (if no part has it) and names."""
    Dish.objects.select_for_update().get(pk=dish.pk)
    recipe = Recipe.objects.filter(dish=dish).first()
    if recipe is None:
        key = f"{dish.key[:53]}-recipe" if Recipe.objects.filter(key=dish.key).exists() else dish.key
        recipe = Recipe(dish=dish, key=key, name_en=dish.name_en, name_rw=dish.name_rw, name_fr=dish.name_fr)
        with acting(by=by, why=_("New recipe")):
            recipe.save()
    return open_draft(recipe=recipe, by=by, now=now)


@transaction.atomic
def write_draft(
    *,
    recipe: Recipe,
    lines: Sequence[LineDraft],
    servings: int | None,
    yield_grams: int | None,
    by: User,
    now: datetime,
    note: str = "",
) -> RecipeVersion:
    """Make the draft say exactly this, writing only what differs; the form, the spreadsheet import and the seed come here."""
    draft = open_draft(recipe=recipe, by=by, now=now)
    with acting(by=by, why=note):
        if (draft.servings, draft.yield_grams, draft.note) != (servings, yield_grams, note):
            draft.servings, draft.yield_grams, draft.note = servings, yield_grams, note
            draft.full_clean(exclude=["plate"])
            draft.save()
        _write_lines(draft, lines)
    return draft


def _write_lines(draft: RecipeVersion, lines: Sequence[LineDraft]) -> None:
    """Lines about the same thing are kept and changed, so that the history tells of grams and not of new lines."""
    free: dict[tuple[int | None, int | None], list[RecipeLine]] = {}
    for row in draft.lines.order_by("line_no", "pk"):
        free.setdefault((row.ingredient_id, row.sub_recipe_id), []).append(row)
    placed = []
    for line in lines:
        same = free.get((line.ingredient and line.ingredient.pk, line.sub_recipe and line.sub_recipe.pk))
        placed.append((line, same.pop(0) if same else None))
    for rows in free.values():
        for row in rows:
            row.delete()
    moved = [row.pk for n, (_line, row) in enumerate(placed, 1) if row and row.line_no != n]
    draft.lines.filter(pk__in=moved).update(line_no=F("line_no") + OUT_OF_THE_WAY)
    fresh = []
    for n, (line, row) in enumerate(placed, 1):
        if row is None:
            fresh.append(
                RecipeLine(
                    version=draft, line_no=n, ingredient=line.ingredient, sub_recipe=line.sub_recipe, grams=line.grams, note=line.note
                )
            )
        elif (row.line_no, row.grams, row.note) != (n, line.grams, line.note):
            row.line_no, row.grams, row.note = n, line.grams, line.note
            row.save()
    bulk_create(fresh, RecipeLine)


@transaction.atomic
def discard_draft(*, version: RecipeVersion, by: User, now: datetime, reason: str = "") -> None:
    """Throw a draft away; the published version stays what is cooked.

    :raises RuleBroken: when the version is not a draft.
    """
    version = RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if version.status != VersionStatus.DRAFT:
        raise RuleBroken(_("Version %(number)d is not a draft; it is kept for ever.") % {"number": version.number}, code="not_a_draft")
    with acting(by=by, why=reason):
        for line in version.lines.all():
            line.delete()
        version.delete()
    audit.record(by=by, now=now, verb="recipe.draft_discarded", subject=version.recipe, reason=reason, version=version.number)


@transaction.atomic
def publish(*, version: RecipeVersion, by: User, now: datetime, reason: str = "") -> RecipeVersion:
    """Freeze a draft: new orders pin it, the version before it retires.

    :raises CannotPublishRecipe: no draft, no lines, an ingredient out of use, a part without a published version, or a
        circle of parts (named).
    """
    recipe = Recipe.objects.select_for_update().get(pk=version.recipe_id)
    version = RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if version.status != VersionStatus.DRAFT:
        raise CannotPublishRecipe(
            _("Version %(number)d is not a draft. Open a new draft to change the recipe.") % {"number": version.number}, code="not_a_draft"
        )
    lines = list(version.lines.select_related("ingredient", "sub_recipe__published").order_by("line_no", "pk"))
    check_can_cook(lines)
    _check_circle(recipe, version)
    basis = frozen.basis_of(lines)
    plate = frozen.plate_of(version, [facts.bare_line(line) for line in lines], basis)
    with acting(by=by, why=reason):
        for old in recipe.versions.filter(status=VersionStatus.PUBLISHED):
            old.status = VersionStatus.RETIRED
            old.save(update_fields=["status"])
        version.status = VersionStatus.PUBLISHED
        version.plate = plate
        version.published_at, version.published_by = now, by
        version.save()
        RecipeBasis.objects.create(version=version, known=basis)
        recipe.published = version
        recipe.save(update_fields=["published"])
    audit.record(by=by, now=now, verb="recipe.published", subject=recipe, reason=reason, version=version.number)
    recipe_published.send(sender=RecipeVersion, version=version, by=by, now=now)
    return version


def check_can_cook(lines: Sequence[RecipeLine]) -> None:
    """What the lines of a version tell alone, without a query where what they name is loaded.

    :raises CannotPublishRecipe: no lines, an ingredient out of use, or a part that was never published.
    """
    if not lines:
        raise CannotPublishRecipe(_("The recipe has no lines yet."), code="no_lines")
    gone = [line.ingredient.name for line in lines if line.ingredient and not line.ingredient.is_enabled]
    if gone:
        raise CannotPublishRecipe(
            _("Out of use: %(names)s. Take it out of the recipe, or use it again.") % {"names": ", ".join(dict.fromkeys(gone))},
            code="ingredient_disabled",
        )
    unpublished = [line.sub_recipe.name for line in lines if line.sub_recipe and not line.sub_recipe.published]
    if unpublished:
        raise CannotPublishRecipe(_("Publish these parts first: %(names)s.") % {"names": ", ".join(unpublished)}, code="part_unpublished")


def _check_circle(recipe: Recipe, version: RecipeVersion) -> None:
    uses: dict[str, list[str]] = {}
    names: dict[str, str] = {recipe.key: recipe.name}
    lines = RecipeLine.objects.filter(sub_recipe__isnull=False).select_related("version__recipe", "sub_recipe")
    for line in lines.filter(version__status=VersionStatus.PUBLISHED).exclude(version__recipe=recipe):
        uses.setdefault(line.version.recipe.key, []).append(line.sub_recipe.key)
        names[line.sub_recipe.key] = line.sub_recipe.name
    for line in lines.filter(version=version):
        uses.setdefault(recipe.key, []).append(line.sub_recipe.key)
        names[line.sub_recipe.key] = line.sub_recipe.name
    path = rules.cycle_path(recipe.key, uses)
    if path:
        words = " → ".join(names.get(key, key) for key in path)
        raise CannotPublishRecipe(
            _("The recipe would contain itself: %(path)s. Take one of these parts out.") % {"path": words}, code="circle"
        )
