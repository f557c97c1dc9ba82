"""The demo's people: one of every role, and customers of the ward, the house and the town. All are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from core.accounts import actions
from core.accounts.models import User
from core.common.models import Site

PASSWORD = "murakaza-neza"  # noqa: S105 (of the demo alone, printed by demo_logins; production has no demo)
DOMAIN = "dusangire.example"


@dataclass(frozen=True)
class Worker:
    role: str
    name: str
    login: str


STAFF = (
    Worker("administrator", "Marie Louise Nyirabizimana", "admin"),
    Worker("operations_manager", "Beata Mutesi", "manager"),
    Worker("order_desk", "Diane Umuhoza", "desk"),
    Worker("order_desk", "Fabrice Nkurunziza", "desk2"),
    Worker("finance", "Gaspard Rwigema", "finance"),
    Worker("head_chef", "Callixte Hategekimana", "chef"),
    Worker("kitchen_staff", "Donatha Mukamusoni", "kitchen"),
    Worker("kitchen_staff", "Pascal Nsengimana", "kitchen2"),
    Worker("dispatcher", "Sandrine Ingabire", "dispatch"),
    Worker("courier", "Faustin Habiyaremye", "porter"),
    Worker("courier", "Claude Tuyisenge", "porter2"),
    Worker("nutritionist", "Clarisse Umulisa", "nutrition"),
    Worker("nurse", "Valentine Mukantwari", "nurse"),
    Worker("ward_clerk", "Théoneste Nzabonimpa", "ward"),
    Worker("support", "Liliane Uwera", "support"),
)


@dataclass(frozen=True)
class Guest:
    """A customer: where the meal goes (zone, sector code in town, words) and whether a diet plays a part."""

    name: str
    language: str
    zone: str
    place: str
    sector: str = ""
    diet: str = ""
    login: str = ""


GUESTS = (
    Guest("Aline Uwase", "en", "wards", "Maternity, bed 7", login="customer"),
    Guest("Jean Bosco Habimana", "rw", "wards", "Internal medicine, bed 12", diet="diabetic_friendly"),
    Guest("Claudine Mukamana", "rw", "wards", "Paediatrics, bed 3", diet="soft"),
    Guest("Eric Nshimiyimana", "fr", "wards", "Surgery, bed 21", diet="post_surgery"),
    Guest("Chantal Uwimana", "rw", "wards", "Internal medicine, bed 4", diet="renal"),
    Guest("Emmanuel Niyonzima", "rw", "wards", "Surgery, bed 9", diet="soft"),
    Guest("Jeanne d'Arc Mukandayisenga", "rw", "wards", "Maternity, bed 15"),
    Guest("Patrick Mugisha", "en", "campus", "Laboratory, ground floor"),
    Guest("Divine Ishimwe", "en", "campus", "Radiology, reception", login="divine"),
    Guest("Théogène Ndayisaba", "fr", "campus", "Administration, room 12"),
    Guest("Immaculée Nyirahabimana", "rw", "wards", "Emergency, bed 2", diet="liquid"),
    Guest("Olivier Hakizimana", "en", "campus", "Pharmacy, counter 2"),
    Guest("Solange Umutoni", "en", "butare_central", "Ngoma, blue gate behind the market", sector="2409"),
    Guest("Innocent Bizimana", "rw", "wards", "Internal medicine, bed 18", diet="cardiac"),
    Guest("Vestine Mukeshimana", "rw", "wards", "Paediatrics, bed 11"),
    Guest("Fidèle Twagirayezu", "fr", "butare_central", "Ngoma, office above the bank, second floor", sector="2409"),
    Guest("Josiane Uwamahoro", "rw", "butare_suburban", "Tumba, house beside the primary school", sector="2414"),
    Guest("Samuel Rukundo", "en", "campus", "Students' hall, room 31"),
    Guest("Béatrice Nyiransabimana", "rw", "wards", "Surgery, bed 14", diet="high_protein"),
    Guest("Alphonse Munyaneza", "rw", "butare_suburban", "Mukura, shop with the green door", sector="2408"),
    Guest("Ange Kayitesi", "en", "campus", "Eye clinic, reception"),
    Guest("Jean Claude Ntakirutimana", "fr", "wards", "Internal medicine, bed 22", diet="low_sodium"),
    Guest("Espérance Mukarugwiza", "rw", "wards", "Maternity, bed 2"),
    Guest("Yves Manzi", "en", "butare_central", "Ngoma, hostel near the stadium, room 8", sector="2409"),
    Guest("Grâce Iradukunda", "rw", "campus", "Nursing school, gate", login="grace"),
    Guest("Protais Karangwa", "rw", "outside_butare", "Maraba, coffee washing station", sector="2406"),
)


def email_of(login: str) -> str:
    return f"{login}@{DOMAIN}"


def make(*, site: Site, by: User, now: datetime) -> dict[str, User]:
    """Everybody by e-mail or, without one, by name. Phones are of a block nobody has."""
    password = make_password(PASSWORD)
    made = {}
    for number, worker in enumerate(STAFF):
        person = actions.add_person(
            name=worker.name, email=email_of(worker.login), phone=f"+2507880002{number:02d}", site=site, by=by, now=now, reason="Demo"
        )
        actions.set_roles(person=person, keys=[worker.role], by=by, now=now, reason="Demo")
        made[worker.login] = person
    for number, guest in enumerate(GUESTS):
        made[guest.name] = actions.add_person(
            name=guest.name,
            email=email_of(guest.login) if guest.login else None,
            phone=f"+2507880003{number:02d}",
            language=guest.language,
            by=by,
            now=now,
            reason="Demo",
        )
    # One hash for all: making it is slow by design. A customer's phone counts as proven, so that the phone signs in, too.
    for person in made.values():
        User.objects.filter(pk=person.pk).update(password=password, phone_verified=True)
    return {name: User.objects.get(pk=person.pk) for name, person in made.items()}
