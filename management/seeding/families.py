"""Whom the demo's customers care for, and what is known of them. All are invented; one has no needs at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.accounts.models import User
from core.eaters import actions
from core.eaters.health import Allergy, Health, Target
from core.eaters.models import Relationship


@dataclass(frozen=True)
class Kin:
    """Somebody `carer` (a guest's name) cares for; `name` empty is the guest themself."""

    carer: str
    name: str
    relationship: str
    health: Health


def _at_most_a_day(nutrient: str, value: int) -> Target:
    return Target(nutrient, "nutrient_max_per_day", Decimal(value))


KIN = (
    Kin(
        "Aline Uwase",
        "Keza Uwase",
        Relationship.CHILD,
        Health(
            (Allergy("peanuts", "severe", "Swollen lips in 2024, adrenaline pen in her bag"),),
            ("renal",),
            birth_on=date(2019, 3, 4),
            sex="female",
        ),
    ),
    Kin(
        "Aline Uwase",
        "Thérèse Mukamana",
        Relationship.PARENT,
        Health(diets=("diabetic", "low_sodium"), dislikes=("cassava_leaves",), birth_on=date(1957, 11, 2), sex="female"),
    ),
    Kin("Jean Bosco Habimana", "", Relationship.SELF, Health(diets=("diabetic",), birth_on=date(1968, 6, 21), sex="male")),
    Kin(
        "Claudine Mukamana",
        "Ganza Mugisha",
        Relationship.CHILD,
        Health((Allergy("milk", "moderate"),), ("soft",), birth_on=date(2021, 8, 15), sex="male"),
    ),
    Kin(
        "Chantal Uwimana",
        "",
        Relationship.SELF,
        Health(diets=("renal",), targets=(_at_most_a_day("potassium_mg", 2000),), birth_on=date(1975, 1, 30)),
    ),
    Kin(
        "Vestine Mukeshimana",
        "Shema Irakoze",
        Relationship.CHILD,
        Health((Allergy("eggs", "moderate"), Allergy("milk", "mild")), birth_on=date(2022, 5, 9)),
    ),
    Kin(
        "Solange Umutoni",
        "Daphrose Nyirabagenzi",
        Relationship.PARENT,
        Health(diets=("cardiac",), birth_on=date(1951, 4, 12), sex="female"),
    ),
    Kin(
        "Patrick Mugisha",
        "Ineza Mugisha",
        Relationship.CHILD,
        Health((Allergy("fish", "severe"),), birth_on=date(2017, 12, 1), sex="female"),
    ),
    Kin(
        "Théogène Ndayisaba",
        "Anastase Ndayisaba",
        Relationship.PARENT,
        Health((Allergy("gluten", "moderate", "Coeliac"),), ("gluten_free",), birth_on=date(1949, 2, 2)),
    ),
    Kin(
        "Josiane Uwamahoro",
        "Cyusa Rwema",
        Relationship.CHILD,
        Health((Allergy("soybeans", "mild"),), dislikes=("aubergine",), birth_on=date(2020, 10, 10)),
    ),
    Kin("Grâce Iradukunda", "", Relationship.SELF, Health(diets=("vegetarian",), birth_on=date(2003, 9, 17), sex="female")),
    Kin(
        "Fidèle Twagirayezu",
        "Félicité Uwera",
        Relationship.PARTNER,
        Health((Allergy("crustaceans", "moderate"),), birth_on=date(1984, 7, 7), sex="female"),
    ),
)


def make(everybody: dict[str, User], *, now: datetime) -> int:
    """Everybody of KIN, through the actions; returns how many."""
    for kin in KIN:
        carer = everybody[kin.carer]
        own = actions.self_eater(person=carer, by=carer, now=now) if kin.relationship == Relationship.SELF else None
        actions.keep_sheet(
            eater=own, name=kin.name or carer.name, relationship=kin.relationship, health=kin.health, agrees=True, by=carer, now=now
        )
    return len(KIN)
