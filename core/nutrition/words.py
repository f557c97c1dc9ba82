"""Words for what the rules say: nutrients, textures, and every item of a verdict in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.nutrition.models import Allergen, Diet, FoodGroup, Ingredient, Tag
from core.nutrition.verdicts import Item

NUTRIENT_NAMES: dict[str, Any] = {
    "energy_kcal": gettext_lazy("energy"),
    "protein_g": gettext_lazy("protein"),
    "fat_g": gettext_lazy("fat"),
    "saturated_fat_g": gettext_lazy("saturated fat"),
    "carbohydrate_g": gettext_lazy("carbohydrate"),
    "fibre_g": gettext_lazy("fibre"),
    "sugars_g": gettext_lazy("sugars"),
    "cholesterol_mg": gettext_lazy("cholesterol"),
    "sodium_mg": gettext_lazy("sodium"),
    "potassium_mg": gettext_lazy("potassium"),
    "phosphorus_mg": gettext_lazy("phosphorus"),
    "calcium_mg": gettext_lazy("calcium"),
    "iron_mg": gettext_lazy("iron"),
    "magnesium_mg": gettext_lazy("magnesium"),
    "zinc_mg": gettext_lazy("zinc"),
    "vitamin_c_mg": gettext_lazy("vitamin C"),
    "water_g": gettext_lazy("water"),
}
# The eight levels of the International Dysphagia Diet Standardisation Initiative (framework 2.0, 2019).
TEXTURES = (
    gettext_lazy("thin drink"),
    gettext_lazy("slightly thick drink"),
    gettext_lazy("mildly thick drink"),
    gettext_lazy("moderately thick, liquidised"),
    gettext_lazy("extremely thick, puréed"),
    gettext_lazy("minced and moist"),
    gettext_lazy("soft, in small bites"),
    gettext_lazy("ordinary food"),
)


def figure(value: Decimal, unit: str) -> str:
    """No figure is finer than it can be weighed: one decimal below ten grams or milligrams, none above."""
    places = 0 if unit == "kcal" or value >= 10 else 1
    rounded = round(value, places)
    return number_format(rounded, places if rounded else 0, force_grouping=True)


def between(low: Decimal, high: Decimal, unit: str) -> str:
    """420–470 kcal, or one figure where both ends read the same; "at least" where nobody knows the most."""
    if not high.is_finite():
        return _("at least %(figure)s") % {"figure": f"{figure(low, unit)}\u00a0{unit}"}
    least, most = figure(low, unit), figure(high, unit)
    return f"{least}\u00a0{unit}" if least == most else f"{least}–{most}\u00a0{unit}"


@dataclass(frozen=True)
class Names:
    """Names in the reader's language by key; a key that is gone stands for itself."""

    allergens: Mapping[str, str] = field(default_factory=dict)
    ingredients: Mapping[str, str] = field(default_factory=dict)
    diets: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Item]) -> Names:
        """The names these items need: at most four queries, none for what they do not mention."""
        items = list(items)
        allergens = {item.subject for item in items if "allergen" in item.code}
        ingredients = {key for item in items for key in item.because} | {i.subject for i in items if i.code == "ingredient_forbidden"}
        tags = {item.subject for item in items if item.code.startswith("tag_")}
        return cls(
            _named(Allergen, allergens),
            _named(Ingredient, ingredients),
            _named(Diet, {item.diet for item in items if item.diet}),
            _named(Tag, tags),
        )


def _named(model: type[Any], keys: set[str]) -> dict[str, str]:
    return {row.key: row.name for row in model.objects.filter(key__in=keys)} if keys else {}


def say(item: Item, *, dish: str, eater: str, names: Names) -> str:
    """One item as a sentence that names the dish or the eater, the rule, the figure and its bound."""
    return _SENTENCES[item.code](item, _Context(dish, eater, names))


def brief(item: Item, *, names: Names) -> str:
    """One item in few words, for whoever knows the dish and the person: what it is and, for a figure, its bound."""
    if "allergen" in item.code:
        state = item.code.removeprefix("diet_").removeprefix("allergen_")
        texts = {
            "contains": _("contains %(allergen)s: %(because)s"),
            "may_contain": _("may contain %(allergen)s: %(because)s"),
            "unknown": _("not checked for %(allergen)s: %(because)s"),
        }
        context = _Context("", "", names)
        return texts[state] % {"allergen": context.allergen(item), "because": context.because(item)}
    if item.code in ("nutrient_max_per_serving", "nutrient_max_per_day"):
        text = (
            _("%(nutrient)s %(figure)s, at most %(bound)s")
            if item.code.endswith("serving")
            else _("%(nutrient)s of the day %(figure)s, at most %(bound)s")
        )
    elif item.code == "nutrient_min_per_serving":
        text = _("%(nutrient)s %(figure)s, at least %(bound)s")
    else:
        return say(item, dish=_("the dish"), eater=_("the person"), names=names)
    return text % {
        "nutrient": capfirst(str(NUTRIENT_NAMES.get(item.subject, item.subject))),
        "figure": between(item.low, item.high, item.unit),
        "bound": f"{figure(item.bound, item.unit)}\u00a0{item.unit}",
    }


@dataclass(frozen=True)
class _Context:
    dish: str
    eater: str
    names: Names

    def diet(self, item: Item) -> str:
        return self.names.diets.get(item.diet, item.diet) if item.diet else _("Own target of %(eater)s") % {"eater": self.eater}

    def because(self, item: Item) -> str:
        return ", ".join(self.names.ingredients.get(key, key) for key in item.because) or _("its ingredients")

    def allergen(self, item: Item) -> str:
        return self.names.allergens.get(item.subject, item.subject)

    def tag(self, item: Item) -> str:
        return self.names.tags.get(item.subject, item.subject)


def _nil_by_mouth(_item: Item, context: _Context) -> str:
    return _("%(eater)s is nil by mouth: nothing may be given now.") % {"eater": context.eater}


def _no_recipe(_item: Item, context: _Context) -> str:
    return _("%(dish)s has no published recipe: nobody can say what is in it.") % {"dish": context.dish}


def _allergen(item: Item, context: _Context) -> str:
    texts = {
        "allergen_contains": _("%(dish)s contains %(allergen)s, from %(because)s. %(eater)s is allergic to it."),
        "allergen_may_contain": _("%(dish)s may contain %(allergen)s, from %(because)s. %(eater)s is allergic to it."),
        "allergen_unknown": _("Nobody has checked %(because)s in %(dish)s for %(allergen)s. %(eater)s is allergic to it."),
    }
    text = texts[item.code] % {
        "dish": context.dish,
        "allergen": context.allergen(item),
        "because": context.because(item),
        "eater": context.eater,
    }
    return " ".join((text, _("The allergy is severe."))) if item.severity == "severe" else text


def _diet_allergen(item: Item, context: _Context) -> str:
    texts = {
        "diet_allergen_contains": _("%(diet)s: %(dish)s contains %(allergen)s, from %(because)s."),
        "diet_allergen_may_contain": _("%(diet)s: %(dish)s may contain %(allergen)s, from %(because)s."),
        "diet_allergen_unknown": _("%(diet)s: nobody has checked %(because)s in %(dish)s for %(allergen)s."),
    }
    return texts[item.code] % {
        "diet": context.diet(item),
        "dish": context.dish,
        "allergen": context.allergen(item),
        "because": context.because(item),
    }


def _nutrient(item: Item, context: _Context) -> str:
    texts = {
        "nutrient_max_per_serving": _("%(diet)s: a serving of %(dish)s has %(figure)s of %(nutrient)s, at most %(bound)s is allowed."),
        "nutrient_min_per_serving": _("%(diet)s: a serving of %(dish)s has %(figure)s of %(nutrient)s, at least %(bound)s is asked for."),
        "nutrient_max_per_day": _("%(diet)s: with %(dish)s the day comes to %(figure)s of %(nutrient)s, at most %(bound)s is allowed."),
        "nutrient_min_per_day": _("%(diet)s: the day comes to %(figure)s of %(nutrient)s, at least %(bound)s is asked for."),
    }
    return texts[item.code] % {
        "diet": context.diet(item),
        "dish": context.dish,
        "nutrient": NUTRIENT_NAMES.get(item.subject, item.subject),
        "figure": between(item.low, item.high, item.unit),
        "bound": f"{figure(item.bound, item.unit)}\u00a0{item.unit}",
    }


def _nutrient_unknown(item: Item, context: _Context) -> str:
    return _("%(diet)s: the %(nutrient)s of %(dish)s is not known.") % {
        "diet": context.diet(item),
        "nutrient": NUTRIENT_NAMES.get(item.subject, item.subject),
        "dish": context.dish,
    }


def _ingredient_forbidden(item: Item, context: _Context) -> str:
    name = context.names.ingredients.get(item.subject, item.subject)
    return _("%(diet)s: %(dish)s has %(ingredient)s in it.") % {"diet": context.diet(item), "dish": context.dish, "ingredient": name}


def _group_forbidden(item: Item, context: _Context) -> str:
    group = FoodGroup(item.subject).label if item.subject in FoodGroup.values else item.subject
    return _("%(diet)s: %(dish)s has %(group)s in it.") % {"diet": context.diet(item), "dish": context.dish, "group": str(group).lower()}


def _tag(item: Item, context: _Context) -> str:
    facts = {"diet": context.diet(item), "dish": context.dish, "tag": context.tag(item)}
    if item.code == "tag_required":
        return _("%(diet)s: %(dish)s is not marked “%(tag)s”.") % facts
    return _("%(diet)s: %(dish)s is marked “%(tag)s”.") % facts


def _texture(item: Item, context: _Context) -> str:
    allowed = [int(level) for level in item.subject.split(",")]
    words = ngettext("%(diet)s: texture %(levels)s only", "%(diet)s: textures %(levels)s only", len(allowed)) % {
        "diet": context.diet(item),
        "levels": ", ".join(map(str, allowed)),
    }
    if item.low is None:
        return _("%(rule)s; the texture of %(dish)s is not known.") % {"rule": words, "dish": context.dish}
    level = int(item.low)
    return _("%(rule)s; %(dish)s is %(level)d, %(texture)s.") % {
        "rule": words,
        "dish": context.dish,
        "level": level,
        "texture": TEXTURES[level],
    }


def _disliked(item: Item, context: _Context) -> str:
    return capfirst(_("%(eater)s does not like %(ingredient)s.") % {"eater": context.eater, "ingredient": context.because(item)})


_SENTENCES = {
    "nil_by_mouth": _nil_by_mouth,
    "no_recipe": _no_recipe,
    "allergen_contains": _allergen,
    "allergen_may_contain": _allergen,
    "allergen_unknown": _allergen,
    "diet_allergen_contains": _diet_allergen,
    "diet_allergen_may_contain": _diet_allergen,
    "diet_allergen_unknown": _diet_allergen,
    "nutrient_max_per_serving": _nutrient,
    "nutrient_min_per_serving": _nutrient,
    "nutrient_max_per_day": _nutrient,
    "nutrient_min_per_day": _nutrient,
    "nutrient_unknown": _nutrient_unknown,
    "ingredient_forbidden": _ingredient_forbidden,
    "group_forbidden": _group_forbidden,
    "tag_required": _tag,
    "tag_forbidden": _tag,
    "texture": _texture,
    "disliked": _disliked,
}
