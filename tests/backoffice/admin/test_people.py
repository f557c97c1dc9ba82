"""Working with people at the desk: inviting, roles, shutting out; and who may not."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django_q.models import Failure, OrmQ, Schedule

from core.accounts.models import User
from core.accounts.roles import roles
from core.common.models import AuditEvent
from management.schedules import ensure_schedules
from tests.factories import people
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/accounts/user/", "/admin/accounts/user/add/"
PASSWORD = "umugati-ushyushye-7"


@pytest.fixture
def administrator():
    """An administrator who has typed the password a moment ago."""
    client = sign_in(people.person(role="administrator", email="root@example.org", password=PASSWORD))
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "reauthenticated": True} for record in session["account_authentication_methods"]
    ]
    session.save()
    return client


def page(person: User, move: str = "change") -> str:
    return reverse(f"admin:accounts_user_{move}", args=[person.pk])


def press(client, person: User, move: str, **answers):
    return client.post(page(person, move), {"_form_submitted": "True", **answers}, headers={"HX-Request": "true"})


def invite(client, **values):
    site = people.site()
    given = {
        "name": "Divine Ingabire",
        "email": "divine@example.org",
        "phone": "0788 200 300",
        "language": "rw",
        "site": site.pk,
        "roles": ["nurse"],
    }
    return client.post(ADD, {**given, **values})


# --- inviting ------------------------------------------------------------------------------------------------


def test_an_administrator_invites_and_the_letter_waits_for_the_worker(administrator):
    answer = invite(administrator)
    person = User.objects.get(email="divine@example.org")
    assert answer["Location"] == page(person)
    assert (person.name, str(person.phone), person.language, person.is_staff, person.is_invited) == (
        "Divine Ingabire",
        "+250788200300",
        "rw",
        True,
        True,
    )
    assert list(person.groups.values_list("name", flat=True)) == ["nurse"]
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == (
        "core.accounts.tasks.send_invitation",
        (person.pk, "http://testserver/accounts/invitation/TOKEN/"),
    )
    assert set(AuditEvent.objects.filter(subject_name="Divine Ingabire", by=administrator.user).values_list("verb", flat=True)) == {
        "person.added",
        "person.roles_set",
        "person.invited",
    }
    assert "Invited" in administrator.get(page(person)).content.decode()


def test_the_page_asks_for_what_an_invitation_needs(administrator):
    text = administrator.get(ADD).content.decode()
    assert [name for name in ("name", "email", "phone", "language", "site", "roles") if f'name="{name}"' not in text] == []
    assert 'name="proof"' not in text


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"email": "taken@example.org"}, "email", "Somebody has"),
        ({"email": ""}, "email", "required"),
        ({"phone": "0788111222"}, "phone", "already exists"),
        ({"phone": "12"}, "phone", "not a phone number"),
        ({"roles": []}, "roles", "required"),
        ({"roles": ["customer"]}, "roles", "not one of the available choices"),
        ({"name": " "}, "name", "required"),
    ],
)
def test_a_wrong_invitation_is_said_beside_its_field_and_nobody_is_added(administrator, values, field, words):
    people.person(email="taken@example.org", phone="+250788111222")
    before = User.objects.count()
    answer = invite(administrator, **values)
    assert words in str(answer.context["adminform"].form.errors[field])
    assert (User.objects.count(), OrmQ.objects.count()) == (before, 0)


def test_inviting_asks_for_the_password_when_it_was_not_typed_just_now(administrator, clock):
    clock.shift(301)
    answer = invite(administrator)
    assert list(answer.context["adminform"].form.errors) == ["proof"]
    answer = invite(administrator, proof="wrong")
    assert "not your password" in str(answer.context["adminform"].form.errors["proof"])
    assert not User.objects.filter(email="divine@example.org").exists()
    assert invite(administrator, proof=PASSWORD).status_code == 302


def test_a_new_invitation_takes_the_place_of_the_one_before(administrator):
    invite(administrator)
    person = User.objects.get(email="divine@example.org")
    before = person.password
    press(administrator, person, "invite_again")
    person.refresh_from_db()
    assert person.password != before
    assert OrmQ.objects.count() == 2


# --- roles ------------------------------------------------------------------------------------------------------


def test_roles_are_given_with_a_reason_and_kept_in_history_and_audit(administrator):
    person = people.person(role="order_desk", name="Aline")
    press(administrator, person, "give_roles", keys=["support", "finance"], reason="New work")
    person.refresh_from_db()
    assert set(person.groups.values_list("name", flat=True)) == {"support", "finance"}
    event = AuditEvent.objects.get(verb="person.roles_set", reason="New work")
    assert (event.by, event.data) == (administrator.user, {"before": ["order_desk"], "after": ["finance", "support"]})
    row = person.history.order_by("history_id").last()
    assert ({each.group.name for each in row.groups.all()}, row.history_user, row.history_change_reason) == (
        {"support", "finance"},
        administrator.user,
        "New work",
    )


def test_a_person_without_roles_is_a_customer_again(administrator):
    person = people.person(role="support")
    press(administrator, person, "give_roles", keys=[])
    person.refresh_from_db()
    assert person.is_staff is False


def test_an_administrator_cannot_take_their_own_role(administrator):
    answer = press(administrator, administrator.user, "give_roles", keys=["support"])
    assert "cannot take the administrator" in answer.content.decode()
    assert administrator.user.groups.get().name == "administrator"


@pytest.mark.parametrize("role", [key for key, role in roles().items() if role.staff and key != "administrator"])
def test_nobody_but_an_administrator_changes_people(role):
    person = people.person(role="support")
    client = sign_in(people.person(role=role))
    for move in ("describe", "give_roles", "invite_again", "reset_second_factor", "sign_out", "let_in", "shut_out"):
        assert press(client, person, move, keys=["administrator"], reason="x").status_code == 403
    assert invite(client).status_code == 403
    assert list(person.groups.values_list("name", flat=True)) == ["support"]


# --- details, sessions, shutting out --------------------------------------------------------------------------------


def test_details_are_changed_with_a_reason(administrator):
    person = people.person(role="support", email="old@example.org", phone="+250788111222")
    site = people.site()
    press(
        administrator,
        person,
        "describe",
        name="New Name",
        phone="0788 999 000",
        email="New@Example.org",
        language="fr",
        site=site.pk,
        reason="Asked",
    )
    person.refresh_from_db()
    assert (person.name, str(person.phone), person.email, person.language) == ("New Name", "+250788999000", "new@example.org", "fr")
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")) == [("new@example.org", True, True)]
    assert person.history.order_by("history_id").last().history_change_reason == "Asked"


def test_a_phone_of_somebody_else_is_refused_in_the_dialog(administrator):
    people.person(phone="+250788111222")
    person = people.person(role="support")
    answer = press(administrator, person, "describe", name="X", phone="0788111222", email=person.email, language="en")
    assert "already exists" in answer.content.decode()
    before = person.phone
    person.refresh_from_db()
    assert person.phone == before


def test_shutting_out_asks_why_and_letting_in_again_too(administrator):
    person = people.person(role="support")
    assert "required" in press(administrator, person, "shut_out").content.decode()
    press(administrator, person, "shut_out", reason="Left us")
    person.refresh_from_db()
    assert person.is_active is False
    press(administrator, person, "let_in", reason="Came back")
    person.refresh_from_db()
    assert person.is_active is True
    assert list(AuditEvent.objects.filter(reason__in=("Left us", "Came back")).order_by("pk").values_list("verb", flat=True)) == [
        "person.shut_out",
        "person.let_in",
    ]


def test_nobody_shuts_themselves_out(administrator):
    answer = press(administrator, administrator.user, "shut_out", reason="Oops")
    assert "cannot do this to yourself" in answer.content.decode()


def test_grave_moves_ask_for_the_password_again(administrator, clock):
    clock.shift(301)
    person = people.person(role="support")
    assert "Your password" in administrator.get(page(person, "shut_out"), headers={"HX-Request": "true"}).content.decode()
    press(administrator, person, "shut_out", reason="x")
    person.refresh_from_db()
    assert person.is_active is True
    press(administrator, person, "shut_out", reason="x", proof=PASSWORD)
    person.refresh_from_db()
    assert person.is_active is False


# --- lists ------------------------------------------------------------------------------------------------------------


def names(client, url: str) -> list[str]:
    return [person.name for person in client.get(url).context["cl"].result_list]


def test_people_are_found_by_name_phone_and_email_and_by_role(administrator):
    people.person(role="customer", name="Aline Uwase", phone="+250788123456", email="aline@example.org")
    people.person(role="nurse", name="Claudine")
    assert names(administrator, f"{LIST}?q=uwase") == ["Aline Uwase"]
    assert names(administrator, f"{LIST}?q=788123") == ["Aline Uwase"]
    assert names(administrator, f"{LIST}?q=aline@") == ["Aline Uwase"]
    assert names(administrator, f"{LIST}?role=nurse") == ["Claudine"]
    assert names(administrator, f"{LIST}?is_staff__exact=0") == ["Aline Uwase"]
    assert "Dusangire" not in names(administrator, LIST)


def test_the_list_asks_little_of_the_database(administrator, django_assert_max_num_queries):
    for number in range(12):
        people.person(role="nurse", name=f"Nurse {number}")
    administrator.get(LIST)
    with django_assert_max_num_queries(14):
        administrator.get(LIST)


def test_staff_who_may_see_people_see_no_devices_and_no_trail():
    client = sign_in(people.person(role="order_desk"))
    answer = client.get(page(people.person()))
    assert answer.status_code == 200
    assert "Devices" not in answer.content.decode()


@pytest.mark.parametrize(
    "url",
    ["/admin/auth/group/", "/admin/common/auditevent/", "/admin/common/site/", "/admin/django_q/schedule/", "/admin/django_q/failure/"],
)
def test_an_administrator_opens_everything_in_system(administrator, url):
    ensure_schedules()
    assert administrator.get(url).status_code == 200


def test_a_role_says_what_it_may(administrator):
    group = Group.objects.get(name="administrator")
    text = administrator.get(reverse("admin:auth_group_change", args=[group.pk])).content.decode()
    assert "Audit events" in text


def test_an_event_of_the_trail_leads_to_its_row(administrator):
    person = people.person(role="support", name="Aline")
    press(administrator, person, "shut_out", reason="Left us")
    event = AuditEvent.objects.get(verb="person.shut_out")
    text = administrator.get(reverse("admin:common_auditevent_change", args=[event.pk])).content.decode()
    assert page(person) in text
    assert "Left us" in text


def test_a_failed_task_runs_again(administrator, now):
    task = Failure.objects.create(
        id="a" * 32,
        name="send",
        func="core.notifications.tasks.sweep",
        started=now,
        stopped=now,
        success=False,
        result="Boom : Traceback\nOSError: away",
    )
    text = administrator.get(reverse("admin:django_q_failure_change", args=[task.pk])).content.decode()
    assert "OSError: away" in text
    administrator.post(
        reverse("admin:django_q_failure_run_again", args=[task.pk]), {"_form_submitted": "True"}, headers={"HX-Request": "true"}
    )
    assert not Failure.objects.exists()
    assert OrmQ.objects.get().task["func"] == "core.notifications.tasks.sweep"


def test_the_administrator_changes_a_site_and_history_tells_it(administrator):
    site = people.site()
    url = reverse("admin:common_site_change", args=[site.pk])
    form = administrator.get(url).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields}
    administrator.post(url, {**data, "late_after_minutes": 10, "is_active": "on", "_why": "Slower evenings"})
    site.refresh_from_db()
    assert site.late_after_minutes == 10
    assert site.history.order_by("history_id").last().history_change_reason == "Slower evenings"


def test_libraries_pages_of_secrets_and_sessions_are_not_there(administrator):
    for label in ("mfa/authenticator", "account/emailaddress", "usersessions/usersession", "django_q/ormq"):
        assert administrator.get(f"/admin/{label}/").status_code == 404
    assert mail.outbox == []
    assert Schedule.objects.count() == 0
