"""roles.toml is the one list; the database and the words follow it."""

import tomllib

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import translation

from core.accounts import actions
from core.accounts import roles as role_file
from core.accounts.models import User
from core.accounts.policies import first_screen, may_manage_people
from core.accounts.roles import roles
from core.accounts.words import ROLES
from core.common.errors import RuleBroken
from core.common.models import AuditEvent
from tests.factories import people

pytestmark = pytest.mark.django_db
SYSTEM = {
    "accounts.view_user",
    "accounts.add_user",
    "accounts.change_user",
    "auth.view_group",
    "common.view_auditevent",
    "common.view_site",
    "common.add_site",
    "common.change_site",
    "django_q.view_schedule",
    "django_q.view_failure",
    "django_q.change_failure",
}


def held(group: Group) -> set[str]:
    return {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.select_related("content_type")}


def test_after_the_sync_each_group_holds_exactly_what_the_file_says(now):
    stray = Permission.objects.get(codename="delete_user")
    Group.objects.create(name="support").permissions.add(stray)
    actions.sync_roles(by=people.system(), now=now)
    assert {group.name: held(group) for group in Group.objects.all()} == {key: set(role.permissions) for key, role in roles().items()}


def test_every_permission_the_file_names_exists():
    known = {f"{each.content_type.app_label}.{each.codename}" for each in Permission.objects.select_related("content_type")}
    assert {key: sorted(role.permissions - known) for key, role in roles().items() if role.permissions - known} == {}


def test_a_permission_that_does_not_exist_stops_the_sync_and_changes_nothing(now, monkeypatch, tmp_path):
    text = role_file.FILE.read_text().replace('may = ["delivery.carry"]', 'may = ["delivery.fly"]')
    (tmp_path / "roles.toml").write_text(text)
    monkeypatch.setattr(role_file, "FILE", tmp_path / "roles.toml")
    role_file.roles.cache_clear()
    try:
        with pytest.raises(RuleBroken, match=r"courier names unknown permissions: delivery\.fly"):
            actions.sync_roles(by=people.system(), now=now)
    finally:
        monkeypatch.undo()
        role_file.roles.cache_clear()
    assert not Group.objects.exists()


def test_a_second_sync_writes_nothing(now):
    by = people.system()
    actions.sync_roles(by=by, now=now)
    before = AuditEvent.objects.count()
    actions.sync_roles(by=by, now=now)
    assert AuditEvent.objects.count() == before


def test_an_administrator_may_do_everything_in_system():
    person = people.person(role="administrator")
    assert {name for name in SYSTEM if not person.has_perm(name)} == set()
    assert person.is_superuser is False


def test_only_the_administrator_may_change_people():
    assert [key for key, role in roles().items() if "accounts.change_user" in role.permissions] == ["administrator"]


def test_whoever_may_change_a_kind_of_row_sees_it():
    assert "menu.view_dish" in roles()["head_chef"].permissions
    assert "menu.view_dish" not in roles()["courier"].permissions


def test_translators_read_the_titles_of_the_file():
    with translation.override("en"):
        titles = {key: entry["title"] for key, entry in tomllib.loads(role_file.FILE.read_text()).items()}
        assert {key: str(word) for key, word in ROLES.items()} == titles


# --- who gives roles -------------------------------------------------------------------------------------------


def test_staff_are_those_with_a_role_of_staff(now):
    person = people.person(role="customer")
    assert person.is_staff is False
    person = actions.set_roles(person=person, keys=["courier", "customer"], by=people.system(), now=now)
    assert person.is_staff is True
    assert actions.set_roles(person=person, keys=["customer"], by=people.system(), now=now).is_staff is False


@pytest.mark.parametrize("role", ["operations_manager", "support", "customer"])
def test_others_give_no_roles_not_even_to_themselves(role, now):
    by = people.person(role=role)
    with pytest.raises(RuleBroken) as refused:
        actions.set_roles(person=by, keys=["administrator"], by=by, now=now)
    assert refused.value.code == "not_allowed"
    assert set(by.groups.values_list("name", flat=True)) == {role}


def test_an_administrator_who_was_shut_out_gives_no_roles(now):
    by = people.person(role="administrator")
    by.is_active = False
    by.save()
    assert may_manage_people(User.objects.get(pk=by.pk)) is False


@pytest.mark.parametrize(
    ("keys", "code"),
    [(["king"], "unknown_role"), (["support"], "own_role")],
)
def test_a_role_that_is_none_or_ones_own_highest_is_refused(keys, code, now):
    by = people.person(role="administrator")
    with pytest.raises(RuleBroken) as refused:
        actions.set_roles(person=by, keys=keys, by=by, now=now)
    assert refused.value.code == code
    assert set(by.groups.values_list("name", flat=True)) == {"administrator"}


def test_the_programs_own_account_gets_no_role(now):
    with pytest.raises(RuleBroken):
        actions.set_roles(person=people.system(), keys=["support"], by=people.person(role="administrator"), now=now)


def test_the_same_roles_again_leave_no_trace(now):
    person = people.person(role="support")
    before = (AuditEvent.objects.count(), person.history.count())
    actions.set_roles(person=person, keys=["support"], by=people.system(), now=now)
    assert (AuditEvent.objects.count(), person.history.count()) == before


@pytest.mark.parametrize(
    ("role", "screen"),
    [
        ("customer", "portal"),
        ("stranger", "portal"),
        ("kitchen_staff", "kitchen"),
        ("head_chef", "admin"),
        ("courier", "admin"),
        ("administrator", "admin"),
    ],
)
def test_each_role_has_a_first_screen(role, screen):
    assert first_screen(people.person(role=role)) == screen


def test_a_cook_with_another_role_starts_at_the_desk(now):
    person = people.person(role="kitchen_staff")
    assert first_screen(actions.set_roles(person=person, keys=["kitchen_staff", "support"], by=people.system(), now=now)) == "admin"
