"""People: found by e-mail or phone, roles by the domain's action, never a password."""

import pytest

from backoffice.spreadsheets.people import PersonSheet
from core.accounts import actions
from core.accounts.models import User
from core.common import clock
from tests import factories as make
from tests.backoffice.spreadsheets.files import bring_in, cells, totals
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db

HEAD = ["name", "email", "phone", "language", "site", "roles", "is_active"]


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    actions.sync_roles(by=make.system(), now=clock.now())
    make.site()


def groups(person: User) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def test_staff_come_in_with_their_roles_and_without_a_password():
    bring_in("people", [HEAD, ["Diane Umuhoza", "Diane@chub.example", "0788 412 067", "rw", "chub", "order_desk;dispatcher", "yes"]])
    person = User.objects.get(email="diane@chub.example")
    assert (person.name, str(person.phone), person.language, person.site.key, person.is_staff) == (
        "Diane Umuhoza",
        "+250788412067",
        "rw",
        "chub",
        True,
    )
    assert groups(person) == ["dispatcher", "order_desk"]
    assert not person.has_usable_password()


def test_a_customer_needs_only_a_phone():
    plan = bring_in("people", [["name", "email", "phone"], ["Eric", "", "0788412068"]])
    assert totals(plan) == (1, 0, 0, 0)
    person = User.objects.get(phone="+250788412068")
    assert (person.email, person.is_staff, groups(person)) == (None, False, ["customer"])


def test_no_column_takes_or_gives_a_password():
    assert "password" not in PersonSheet().fields


def test_the_same_people_again_change_nothing():
    rows = [
        HEAD,
        ["Diane", "diane@chub.example", "0788412067", "rw", "chub", "order_desk", "yes"],
        ["Eric", "", "0788412068", "en", "", "customer", "yes"],
    ]
    bring_in("people", rows)
    with nothing_changed():
        assert totals(bring_in("people", rows)) == (0, 0, 2, 0)


def test_a_name_changes_and_a_role_is_taken_over():
    person = make.person(role="order_desk", email="diane@chub.example", name="Diane")
    bring_in("people", [["name", "email", "phone", "roles"], ["Diane Umuhoza", "diane@chub.example", str(person.phone), "head_chef"]])
    person.refresh_from_db()
    assert (person.name, groups(person)) == ("Diane Umuhoza", ["head_chef"])


def test_somebody_who_left_is_shut_out():
    person = make.person(role="order_desk", email="diane@chub.example")
    bring_in("people", [["email", "phone", "is_active"], ["diane@chub.example", str(person.phone), "no"]])
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (["X", "", "", "en", "", "", ""], ("B2", "Give an e-mail or a phone.")),
        (["X", "x@chub.example", "12", "en", "", "", ""], ("C2", "A phone number like +250 788 412 067.")),
        (["X", "", "0788412069", "en", "", "order_desk", ""], ("B2", "Staff sign in with an e-mail.")),
        (["X", "x@chub.example", "0788412069", "en", "kigali", "", ""], ("E2", "No site is called “kigali”.")),
    ],
)
def test_a_wrong_person_is_refused_and_nothing_is_written(row: list, found: tuple[str, str]):
    with nothing_changed():
        plan = bring_in("people", [HEAD, row])
    assert [(problem.address, problem.text) for problem in plan.problems] == [found]


def test_an_unknown_role_names_those_there_are():
    plan = bring_in("people", [HEAD, ["X", "x@chub.example", "", "en", "", "chef", ""]])
    assert plan.problems[0].text.startswith("Not known. Possible: administrator, operations_manager, order_desk, ")


def test_a_phone_of_somebody_else_is_refused():
    make.person(email="eric@chub.example", phone="+250788412060", name="Eric")
    make.person(email="aline@chub.example", phone="+250788412061")
    with nothing_changed():
        plan = bring_in("people", [["email", "phone"], ["aline@chub.example", "0788412060"]])
    assert cells(plan) == [("B2", "0788412060", "This phone belongs to Eric.")]


def test_two_rows_with_one_phone_are_refused():
    plan = bring_in("people", [["name", "email", "phone"], ["A", "a@chub.example", "0788412060"], ["B", "b@chub.example", "0788412060"]])
    assert cells(plan) == [("C3", "0788412060", "Row 2 has this phone as well.")]


def test_nobody_takes_the_administrators_role_from_themselves_by_a_file():
    admin = make.person(role="administrator", email="admin@chub.example")
    with nothing_changed():
        plan = bring_in("people", [["email", "phone", "roles"], ["admin@chub.example", str(admin.phone), "customer"]], by=admin)
    assert cells(plan) == [
        ("C2", "customer", "You cannot take the administrator's role from yourself. Ask another administrator."),
    ]


def test_the_programs_own_account_is_not_among_the_people():
    sheet = PersonSheet()
    make.person(role="support", name="Liliane")
    assert [line[0] for line in sheet.out(sheet.queryset())] == ["Liliane"]
