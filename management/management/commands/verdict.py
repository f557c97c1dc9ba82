"""`manage.py verdict --dish KEY --eater ID`: what the rules say of a dish for a person, unfolded to the lines and their sources."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from core.accounts.models import User
from core.common import clock
from core.common.text import LANGUAGES
from core.eaters import facts as eater_facts
from core.eaters.models import Eater, Purpose
from core.menu import dish_facts, unfolding
from core.menu.dish_facts import Served
from core.menu.models import Dish, RecipeVersion
from core.menu.unfolding import Branch
from core.nutrition import words
from core.nutrition.models import NUTRIENTS, Allergen
from core.nutrition.verdicts import DishFacts, EaterFacts, Rule, give

LEVEL_WORDS = {None: "fits", "warning": "warning", "approval": "needs consent", "blocker": "does not fit"}


class Command(BaseCommand):
    help = "Print what the rules say of a dish for an eater, with the reasoning. The look at the health record is logged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dish", required=True, help="The dish's key.")
        parser.add_argument("--eater", required=True, type=int, help="The eater's number, as in the address of their page.")
        parser.add_argument("--by", default="", help="E-mail of the person who asks; the system, when left out.")
        parser.add_argument("--language", default="en", choices=LANGUAGES)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self.tell(_dish(options["dish"]), _eater(options["eater"]), _person(options["by"]))

    def tell(self, dish: Dish, eater: Eater, by: User) -> None:
        version = dish.recipe.published if hasattr(dish, "recipe") else None
        known = eater_facts.of([eater.pk], by=by, purpose=Purpose.OPERATOR, now=clock.now())[eater.pk]
        served = Served(dish, version.pk if version else None)
        facts = dish_facts.of([served])[served]
        self.say(f"{dish.name} · {f'recipe version {version.number}' if version else 'no published recipe'}")
        self.say(f"for {eater.name}{', in-patient' if known.is_patient else ''}")
        self.tell_allergens(facts, known)
        for rule in known.rules:
            self.tell_rule(rule, facts, version)
        verdict = give(facts, known)
        names = words.Names.of(verdict.items)
        self.say(f"\nVerdict: {LEVEL_WORDS[verdict.level]}")
        for item in verdict.items:
            self.say(f"  {item.level}: {words.say(item, dish=dish.name, eater=eater.name, names=names)}")
        self.say(
            f"Facts: recipe version {verdict.recipe_version}, food {verdict.stamp}, diets {verdict.rules_stamp}, "
            f"health record {verdict.eater_version}"
        )

    def tell_allergens(self, facts: DishFacts, known: EaterFacts) -> None:
        names = {row.key: row.name for row in Allergen.objects.all()}
        for allergen, severity in known.allergies:
            state, because = facts.allergens.get(allergen, ("unknown", ()))
            self.say(f"\nAllergy: {names.get(allergen, allergen)}, {severity}\n  {state}{f', from {_listed(because)}' if because else ''}")

    def tell_rule(self, rule: Rule, facts: DishFacts, version: RecipeVersion | None) -> None:
        asked = " ".join(
            f"{rule.kind} {rule.subject} {f'{rule.value.normalize():f}' if rule.value is not None else ''} {rule.unit}".split()
        )
        self.say(f"\n{rule.diet or 'own target'}: {asked}{f' [{rule.source}]' if rule.source else ''}")
        if rule.subject not in NUTRIENTS or version is None:
            return
        amount = facts.nutrients[rule.subject]
        self.say(f"  {words.between(amount.low, amount.high, NUTRIENTS[rule.subject])}, known of {amount.coverage} % of the ingredients")
        self.tell_branches(unfolding.unfold(version, rule.subject), NUTRIENTS[rule.subject], "    ")

    def tell_branches(self, branches: Iterable[Branch], unit: str, indent: str) -> None:
        for branch in branches:
            figure = words.between(branch.amount.low, branch.amount.high, unit)
            per_100g = (
                f" ({words.between(branch.value.amount.low, branch.value.amount.high, unit)} in 100 g: {branch.value.source})"
                if branch.value
                else ""
            )
            self.say(f"{indent}{branch.name} {branch.grams:.2f} g: {figure}{per_100g}")
            self.tell_branches(branch.parts, unit, f"{indent}  ")

    def say(self, text: str) -> None:
        self.stdout.write(text.replace("\u00a0", " "))


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(keys)


def _dish(key: str) -> Dish:
    dish = Dish.objects.select_related("recipe__published__basis").prefetch_related("tags").filter(key=key).first()
    if dish is None:
        near = get_close_matches(key, Dish.objects.values_list("key", flat=True), n=5, cutoff=0.4)
        raise CommandError(f"No dish has the key {key!r}.{f' Near: {_listed(near)}.' if near else ''}")
    return dish


def _eater(number: int) -> Eater:
    eater = Eater.objects.filter(pk=number).first()
    if eater is None:
        raise CommandError(f"No eater has the number {number}. Find it in the address of their page under People.")
    return eater


def _person(email: str) -> User:
    person = User.objects.filter(email__iexact=email).first() if email else User.objects.system()
    if person is None:
        raise CommandError(f"Nobody has the e-mail {email!r}.")
    return person
