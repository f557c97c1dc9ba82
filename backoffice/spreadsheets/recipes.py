"""Recipes: one line of the file is one line of a recipe; what holds for the whole recipe stands on any of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.spreadsheets.columns import Column, of
from backoffice.spreadsheets.kinds import Key, Text
from backoffice.spreadsheets.links import Link
from backoffice.spreadsheets.plans import Row
from backoffice.spreadsheets.sheets import Sheet
from backoffice.spreadsheets.tables import is_blank
from core.common.errors import RuleBroken
from core.common.history import bulk_save
from core.menu.actions import recipes as actions
from core.menu.models import Dish, Recipe, RecipeLine, RecipeVersion, VersionStatus
from core.nutrition.models import Ingredient

HEAD = ("name_en", "name_rw", "name_fr", "dish", "servings", "yield_grams")
LINE = ("ingredient", "part", "grams", "note")


class PartName(Link):
    """A part may stand in the same file, so its name is looked up when the whole file is read."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return Key(60).clean(value)


class RecipeSheet(Sheet):
    """A recipe that says what is published already is left alone. One that differs becomes a draft with exactly these
    lines and, unless the option `publish` is off, the next published version; published versions never change."""

    model = Recipe
    title = gettext_lazy("Recipes")
    takes = ("recipe", *HEAD, "line_no", *LINE)
    key = ("recipe", "line_no")
    rehearses = True
    switches = {"publish": gettext_lazy("Publish the recipes that change; otherwise they wait as drafts")}
    recipe = of(Recipe, "key", label=gettext_lazy("recipe"))
    name_en = Column(Text(120), label=gettext_lazy("name, English"), empty="")
    servings = of(RecipeVersion, "servings")
    yield_grams = of(RecipeVersion, "yield_grams")
    line_no = of(RecipeLine, "line_no")
    ingredient = of(RecipeLine, "ingredient")
    part = Column(PartName(Recipe), label=gettext_lazy("part"), empty=None)
    grams = of(RecipeLine, "grams")
    note = of(RecipeLine, "note")

    # --- what is there --------------------------------------------------------------------------------------

    def find_present(self, rows: Sequence[Row], names: Sequence[str], *, locked: bool) -> None:
        found = self.queryset().filter(key__in={row.values["recipe"] for row in rows})
        present = {recipe.key: recipe for recipe in (found.select_for_update(of=("self",)) if locked else found).order_by("pk")}
        for row in rows:
            row.instance = present.get(row.values["recipe"])

    def queryset(self) -> QuerySet:
        lines = RecipeLine.objects.select_related("ingredient", "sub_recipe").order_by("line_no", "pk")
        versions = RecipeVersion.objects.filter(status__in=[VersionStatus.DRAFT, VersionStatus.PUBLISHED]).prefetch_related(
            Prefetch("lines", lines)
        )
        return Recipe.objects.select_related("dish").prefetch_related(Prefetch("versions", versions.order_by("pk")))

    def _base(self, recipe: Recipe) -> RecipeVersion | None:
        """What the file is compared with: the published version; a draft when nothing shall be published."""
        by_state = {version.status: version for version in recipe.versions.all()}
        published, draft = by_state.get(VersionStatus.PUBLISHED), by_state.get(VersionStatus.DRAFT)
        return (published or draft) if self.publishes else (draft or published)

    @property
    def publishes(self) -> bool:
        return self.options.get("publish", True)

    # --- what the file says ---------------------------------------------------------------------------------

    def _as_new(self, row: Row, missing: Sequence[str]) -> None:
        row.import_type = row.IMPORT_TYPE_NEW

    def _as_present(self, row: Row) -> None:
        """A line alone says nothing: see `compare_whole`."""

    def compare_whole(self, rows: Sequence[Row]) -> None:
        recipes: dict[str, list[Row]] = {}
        for row in rows:
            recipes.setdefault(row.values["recipe"], []).append(row)
        self.groups = {key: sorted(group, key=lambda row: row.values["line_no"]) for key, group in recipes.items()}
        for key, group in self.groups.items():
            self._spread_head(group)
            self._check_lines(key, group)
            if group[0].instance is not None and not self.only_new and not any(row.problems for row in group):
                self._compare(group)

    def _spread_head(self, group: Sequence[Row]) -> None:
        """What holds for the recipe is taken from the lines where it is written; two of them must not differ."""
        for name in HEAD:
            written = [row for row in group if not is_blank(row.cell(name))]
            for row in written[1:]:
                if row.values[name] != written[0].values[name]:
                    row.refuse(name, _("Row %(number)d of the same recipe says otherwise.") % {"number": written[0].number})
            said = written[0].values[name] if written else None
            for row in group:
                row.values.pop(name, None)
                if written:
                    row.values[name] = said

    def _check_lines(self, key: str, group: Sequence[Row]) -> None:
        known = self.fields["part"].kind.keys
        for row in group:
            part = row.values.get("part")
            if bool(row.values.get("ingredient")) == bool(part):
                row.refuse("ingredient", _("A line is either an ingredient or a part: fill one of the two."))
            if part and part not in known and part not in self.groups:
                row.refuse("part", _("No recipe is called “%(name)s”, here or in the file.") % {"name": part})
            if not row.values.keys() >= {"ingredient", "part", "grams"}:
                row.refuse("", _("The columns ingredient, part and grams belong into every file of recipes."))
        first = group[0]
        if first.instance is None:
            if bool(first.values.get("servings")) == bool(first.values.get("yield_grams")):
                first.refuse("servings", _("A dish has servings, a part has a cooked yield; give one of them, above 0."))
            if not first.values.get("name_en"):
                first.refuse("name_en", _("A new recipe needs its name."))

    def _compare(self, group: Sequence[Row]) -> None:
        recipe = group[0].instance
        base = self._base(recipe)
        head = self._head(recipe, base)
        lines = {line.line_no: self._line(line) for line in base.lines.all()} if base else {}
        for row in group:
            present = lines.pop(row.values["line_no"], None)
            row.before = {"recipe": recipe.key, **{name: head[name] for name in HEAD if name in row.values}}
            if present:
                row.before |= {"line_no": row.values["line_no"], **{name: present[name] for name in LINE if name in row.values}}
            if row.changed:
                row.import_type = row.IMPORT_TYPE_UPDATE
        if lines and not any(row.is_update() for row in group):
            group[-1].import_type = Row.IMPORT_TYPE_UPDATE
        if lines:
            group[-1].note = _("Taken out: lines %(numbers)s.") % {"numbers": ", ".join(map(str, sorted(lines)))}
        drafts = [version.number for version in recipe.versions.all() if version.status == VersionStatus.DRAFT]
        if drafts and any(row.is_update() for row in group):
            group[0].note = _("Takes the place of the open draft, version %(number)d.") % {"number": drafts[0]}

    def _head(self, recipe: Recipe, base: RecipeVersion | None) -> dict[str, Any]:
        return {
            **{name: getattr(recipe, name) for name in ("name_en", "name_rw", "name_fr")},
            "dish": recipe.dish.key if recipe.dish else None,
            "servings": base.servings if base else None,
            "yield_grams": base.yield_grams if base else None,
        }

    def _line(self, line: RecipeLine) -> dict[str, Any]:
        return {
            "ingredient": line.ingredient.key if line.ingredient else None,
            "part": line.sub_recipe.key if line.sub_recipe else None,
            "grams": line.grams,
            "note": line.note,
        }

    def _check(self, row: Row) -> None:
        """All is checked by `compare_whole` and the actions."""

    # --- writing --------------------------------------------------------------------------------------------

    def write(self, new: Sequence[Row], changed: Sequence[Row]) -> None:
        touched = {row.values["recipe"] for row in [*new, *changed]}
        groups = {key: group for key, group in self.groups.items() if key in touched and not any(row.problems for row in group)}
        recipes = self._write_heads(groups)
        ingredients = {row.key: row for row in Ingredient.objects.order_by("pk")}
        parts = {row.key: row for row in Recipe.objects.order_by("pk")}
        for key in in_order(groups):
            group = groups[key]
            drafts = [
                actions.LineDraft(
                    grams=row.values["grams"],
                    ingredient=ingredients.get(row.values.get("ingredient")),
                    sub_recipe=parts.get(row.values.get("part")),
                    note=row.values.get("note", ""),
                )
                for row in group
            ]
            try:
                self._write_version(recipes[key], group[0], drafts)
            except RuleBroken as broken:
                group[0].refuse("recipe", broken.text)

    def _write_heads(self, groups: dict[str, list[Row]]) -> dict[str, Recipe]:
        dishes = dict(Dish.objects.order_by("pk").values_list("key", "pk"))
        fresh, moved = [], []
        for key, group in groups.items():
            first = group[0]
            recipe = first.instance or Recipe(key=key)
            wanted = {name: first.values[name] for name in HEAD[:3] if name in first.values}
            if "dish" in first.values:
                wanted["dish_id"] = dishes.get(first.values["dish"])
            differs = {name: value for name, value in wanted.items() if getattr(recipe, name) != value}
            for name, value in differs.items():
                setattr(recipe, name, value)
            if recipe.pk is None:
                fresh.append(recipe)
            elif differs:
                moved.append(recipe)
        bulk_save(fresh, Recipe, [])
        bulk_save(moved, Recipe, ["name_en", "name_rw", "name_fr", "dish"])
        return {recipe.key: recipe for recipe in Recipe.objects.filter(key__in=groups).order_by("pk")}

    def _write_version(self, recipe: Recipe, first: Row, drafts: Sequence[actions.LineDraft]) -> None:
        base = self._base(first.instance) if first.instance else None
        servings = first.values.get("servings", base.servings if base else None)
        yield_grams = first.values.get("yield_grams", base.yield_grams if base else None)
        draft = actions.write_draft(recipe=recipe, lines=drafts, servings=servings, yield_grams=yield_grams, by=self.by, now=self.now)
        if self.publishes:
            actions.publish(version=draft, by=self.by, now=self.now)

    # --- out ------------------------------------------------------------------------------------------------

    def load(self, instances: Sequence[Any], names: Sequence[str]) -> None:
        """`queryset` has brought all."""

    def lines_of(self, row: Recipe, names: Sequence[str]) -> Iterator[list[Any]]:
        base = self._base(row)
        if base is None:
            return
        head = {"recipe": row.key, **self._head(row, base)}
        for line in base.lines.all():
            values = {**head, "line_no": line.line_no, **self._line(line)}
            yield [self.fields[name].show(values[name]) for name in names]


def in_order(groups: dict[str, list[Row]]) -> list[str]:
    """Parts before what uses them. Those in a circle come last, and the publishing refuses them by name."""
    waiting, done = dict(groups), []
    while waiting:
        free = [key for key, group in waiting.items() if not {row.values.get("part") for row in group} & (waiting.keys() - {key})]
        for key in free or list(waiting):
            done.append(key)
            del waiting[key]
    return done
