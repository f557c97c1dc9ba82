"""From the invitation in the mailbox to the first screen at work."""

import re

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_q.models import OrmQ

from core.accounts import actions, invitations, tasks
from core.accounts.models import User
from core.common.errors import RuleBroken
from core.common.models import AuditEvent
from tests.accounts.conftest import GOOD_PASSWORD, Visitor, app_shows, shown_errors
from tests.factories import people
from tests.sessions import sign_in

LINK = "http://testserver/accounts/invitation/TOKEN/"


@pytest.fixture
def divine(now) -> User:
    by = people.system()
    actions.sync_roles(by=by, now=now)
    return actions.invite(
        name="Divine Ingabire", email="Divine@Example.org", keys=["head_chef"], site=people.site(), link=LINK, by=by, now=now, language="fr"
    )


def link_in_mail() -> str:
    return re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]


def choose(visitor: Visitor, link: str, password: str = GOOD_PASSWORD, again: str | None = None):
    page = visitor.get(link)
    assert page.status_code == 200
    return visitor.client.post(page.request["PATH_INFO"], {"password1": password, "password2": again or password}, follow=True)


def test_the_letter_goes_out_by_the_worker_and_its_link_is_kept_nowhere(divine):
    task = OrmQ.objects.get().task
    assert task["args"] == (divine.pk, LINK)
    assert tasks.send_invitation(*task["args"]) == "sent"
    assert mail.outbox[0].to == ["divine@example.org"]
    token = link_in_mail().split("/")[-2]
    assert invitations.person_of(token) == divine
    assert token not in str(list(OrmQ.objects.values())) + str(list(AuditEvent.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_an_invited_person_chooses_a_password_sets_up_the_second_factor_and_starts_work(visitor, divine):
    tasks.send_invitation(divine.pk, LINK)
    page = choose(visitor, link_in_mail())
    assert page.redirect_chain[-1][0].startswith(reverse("mfa_activate_totp"))
    page = visitor.post("mfa_activate_totp", {"code": app_shows(page.context["form"].secret)})
    assert page.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert reverse(project.LOGIN_REDIRECT_URL) in page.content.decode()
    assert visitor.get(reverse(project.LOGIN_REDIRECT_URL)).redirect_chain[-1][0] == "/admin/"
    divine.refresh_from_db()
    assert divine.check_password(GOOD_PASSWORD)
    assert not divine.is_invited
    assert AuditEvent.objects.filter(verb="person.joined", by=divine).count() == 1


def test_the_token_stands_in_no_address_after_the_first_click(visitor, divine):
    page = visitor.get(f"/accounts/invitation/{invitations.token_for(divine)}/")
    assert page.redirect_chain[-1][0] == "/accounts/invitation/open/"
    assert "Divine" in page.content.decode()


def test_a_link_works_once(visitor, another, divine):
    link = f"/accounts/invitation/{invitations.token_for(divine)}/"
    choose(visitor, link)
    page = another().get(link)
    assert page.status_code == 410
    assert "Divine" not in page.content.decode()


def test_a_link_dies_after_a_week(visitor, divine, clock):
    link = f"/accounts/invitation/{invitations.token_for(divine)}/"
    clock.shift(invitations.LASTS.total_seconds() - 1)
    assert visitor.get(link).status_code == 200
    clock.shift(2)
    assert visitor.get(link).status_code == 410


def test_a_newer_invitation_takes_the_place_of_the_older(visitor, divine, now):
    older = invitations.token_for(divine)
    newer = invitations.token_for(actions.invite_again(person=divine, link=LINK, by=people.system(), now=now))
    assert invitations.person_of(older) is None
    assert invitations.person_of(newer) == divine


def test_a_corrected_address_shuts_the_link_that_went_to_the_wrong_one(divine, now):
    older = invitations.token_for(divine)
    divine.email = "divine.right@example.org"
    actions.describe_person(person=divine, fields=["email"], by=people.system(), now=now)
    assert invitations.person_of(older) is None


@pytest.mark.parametrize("token", ["x", "open", "WzEsMV0:1vNrXX:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_forged_link_opens_nothing(visitor, divine, token):
    assert visitor.get(f"/accounts/invitation/{token}/").status_code == 410
    assert visitor.client.post("/accounts/invitation/open/", {"password1": GOOD_PASSWORD, "password2": GOOD_PASSWORD}).status_code == 410


def test_a_person_who_was_shut_out_cannot_accept(visitor, divine, now):
    token = invitations.token_for(divine)
    actions.set_active(person=divine, active=False, by=people.system(), now=now)
    assert visitor.get(f"/accounts/invitation/{token}/").status_code == 410
    assert tasks.send_invitation(divine.pk, LINK) == "gone"


@pytest.mark.parametrize(("password", "again"), [("short", None), (GOOD_PASSWORD, "another-one-9"), ("divine ingabire", None)])
def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays_good(visitor, divine, password, again):
    page = choose(visitor, f"/accounts/invitation/{invitations.token_for(divine)}/", password, again)
    assert shown_errors(page)
    divine.refresh_from_db()
    assert divine.is_invited


def test_two_who_press_at_once_set_one_password(divine, now):
    token = invitations.token_for(divine)
    actions.accept_invitation(person=divine, token=token, password=GOOD_PASSWORD, by=divine, now=now)
    with pytest.raises(RuleBroken, match="used"):
        actions.accept_invitation(person=divine, token=token, password="another-one-9", by=divine, now=now)
    divine.refresh_from_db()
    assert divine.check_password(GOOD_PASSWORD)


def test_whoever_is_signed_in_as_somebody_else_becomes_the_invited_person(divine):
    visitor = Visitor(sign_in(people.person()))
    choose(visitor, f"/accounts/invitation/{invitations.token_for(divine)}/")
    assert visitor.person == divine


def test_a_person_who_has_joined_is_not_invited_again(divine, now):
    actions.accept_invitation(person=divine, token=invitations.token_for(divine), password=GOOD_PASSWORD, by=divine, now=now)
    with pytest.raises(RuleBroken, match="has an account already"):
        actions.invite_again(person=divine, link=LINK, by=people.system(), now=now)


# --- the first administrator -----------------------------------------------------------------------------------


def add_administrator(capsys, *words: str) -> str:
    call_command("add_administrator", *words)
    return capsys.readouterr().out


def test_the_first_administrator_gets_a_printed_link(visitor, capsys, settings):
    settings.SITE_URL = "http://testserver"
    people.site()
    said = add_administrator(capsys, "--email", "Root@example.org", "--name", "Divine Ingabire")
    person = User.objects.get(email="root@example.org")
    assert list(person.groups.values_list("name", flat=True)) == ["administrator"]
    assert (person.is_superuser, person.site.key) == (False, "chub")
    choose(visitor, re.search(r"http://testserver(\S+)", said)[1])
    assert visitor.person == person


def test_running_it_again_prints_a_new_link_and_makes_nobody_new(capsys):
    first = add_administrator(capsys, "--email", "root@example.org", "--name", "Divine")
    second = add_administrator(capsys, "--email", "root@example.org")
    assert User.objects.filter(email="root@example.org").count() == 1
    tokens = [re.search(r"invitation/(\S+)/", said)[1] for said in (first, second)]
    assert [invitations.person_of(token) is not None for token in tokens] == [False, True]


def test_it_gives_the_role_to_somebody_who_has_an_account(capsys):
    person = people.person(role="support", email="aline@example.org", password=GOOD_PASSWORD)
    said = add_administrator(capsys, "--email", "aline@example.org")
    assert set(person.groups.values_list("name", flat=True)) == {"support", "administrator"}
    assert "invitation" not in said


def test_it_says_what_is_missing():
    with pytest.raises(CommandError, match="name"):
        call_command("add_administrator", "--email", "root@example.org")
    assert not User.objects.filter(is_system=False).exists()
