"""The token: made in a session, shown once, kept as a digest, gone when revoked."""

import pytest
from django.test import Client

from core.accounts import actions as accounts
from core.accounts.models import ApiToken
from core.common.models import AuditEvent
from tests import factories as f
from tests.backoffice.api.calls import ORDERS, program
from tests.sessions import sign_in
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token/"


def with_token(key: str) -> Client:
    return Client(headers={"Authorization": f"Token {key}"})


def test_a_person_who_is_signed_in_makes_a_token_that_opens_the_api():
    person = f.person()
    client = sign_in(person)
    assert client.get(TOKEN).json() == {"made_at": None}
    answer = client.post(TOKEN)
    assert answer.status_code == 201
    key = answer.json()["token"]
    assert len(key) >= 40
    assert with_token(key).get(ORDERS).status_code == 200
    assert client.get(TOKEN).json() == {"made_at": "2026-11-25T08:00:00+02:00"}


def test_the_key_is_nowhere_in_the_database():
    person = f.person()
    key = sign_in(person).post(TOKEN).json()["token"]
    token = ApiToken.objects.get()
    assert key not in (token.digest, str(token))
    assert len(token.digest) == 64


def test_a_new_token_ends_the_one_before():
    client = sign_in(f.person())
    old, new = (client.post(TOKEN).json()["token"] for _ in range(2))
    assert with_token(old).get(ORDERS).status_code == 401
    assert with_token(new).get(ORDERS).status_code == 200
    assert ApiToken.objects.count() == 1


def test_a_revoked_token_opens_nothing_and_revoking_is_safe_to_repeat():
    person = f.person()
    client = sign_in(person)
    key = client.post(TOKEN).json()["token"]
    assert client.delete(TOKEN).status_code == 204
    answer = with_token(key).get(ORDERS)
    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (401, "token_unknown", "Token")
    with nothing_changed():
        assert client.delete(TOKEN).status_code == 204
    verbs = AuditEvent.objects.filter(verb__startswith="token.").order_by("pk").values_list("verb", "by", "subject_key")
    assert list(verbs) == [("token.made", person.pk, str(person.pk)), ("token.revoked", person.pk, str(person.pk))]


def test_a_person_who_is_shut_out_has_no_token_any_more(now):
    person = f.person()
    client = program(person)
    assert client.get(ORDERS).status_code == 200
    accounts.set_active(person=person, active=False, by=f.person(role="administrator"), now=now)
    assert client.get(ORDERS).status_code == 401


def test_a_token_makes_no_token():
    client = program(f.person())
    with nothing_changed():
        answer = client.post(TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_authenticated")


def test_a_session_without_its_csrf_token_makes_none():
    client = sign_in(f.person(), Client(enforce_csrf_checks=True))
    with nothing_changed():
        assert client.post(TOKEN).status_code == 403


def test_staff_make_one_only_past_their_second_factor():
    nurse = f.person(role="nurse")
    client = Client()
    client.force_login(nurse, backend="django.contrib.auth.backends.ModelBackend")
    with nothing_changed():
        assert client.post(TOKEN).status_code in (302, 401, 403)
    assert sign_in(nurse).post(TOKEN).status_code == 201


def test_tokens_cannot_be_made_without_end():
    client = sign_in(f.person())
    answers = [client.post(TOKEN) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert answers[-1].json()["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get(TOKEN).status_code == 200


@pytest.mark.parametrize("header", ["Token", "Token ", "Token a b", "Token wrong", "Token \xe9"])
def test_a_header_that_is_no_token_opens_nothing(header: str):
    answer = Client(headers={"Authorization": header}).get(ORDERS)
    assert answer.status_code == 401
    assert answer.json()["text"]
