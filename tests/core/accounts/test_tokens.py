"""The key with which a program acts for a person."""

from __future__ import annotations

import pytest

from core.accounts import actions
from core.accounts.models import ApiToken
from core.common.models import AuditEvent
from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def test_a_key_is_random_shown_once_and_found_by_its_digest(now):
    person = f.person(role="stranger")
    key = actions.make_token(person=person, by=person, now=now)
    token = ApiToken.objects.of_key(key).get()
    assert (token.person, token.made_at, str(token)) == (person, now, str(person))
    assert key not in token.digest
    assert token.digest == ApiToken.digest_of(key)
    assert not ApiToken.objects.of_key(key[:-1]).exists()


def test_a_new_key_takes_the_place_of_the_one_before(now):
    person = f.person(role="stranger")
    old, new = (actions.make_token(person=person, by=person, now=now) for _ in range(2))
    assert old != new
    assert not ApiToken.objects.of_key(old).exists()
    assert ApiToken.objects.of_key(new).exists()
    assert AuditEvent.objects.filter(verb="token.made", subject_key=str(person.pk)).count() == 2


def test_the_key_of_a_person_who_is_shut_out_opens_nothing(now):
    person = f.person(role="stranger")
    key = actions.make_token(person=person, by=person, now=now)
    actions.set_active(person=person, active=False, by=f.system(), now=now)
    assert not ApiToken.objects.of_key(key).exists()


def test_a_revoked_key_is_gone_and_revoking_again_changes_nothing(now):
    person = f.person(role="stranger")
    actions.make_token(person=person, by=person, now=now)
    assert actions.revoke_token(person=person, by=person, now=now) is True
    assert ApiToken.objects.count() == 0
    with nothing_changed():
        assert actions.revoke_token(person=person, by=person, now=now) is False
    assert AuditEvent.objects.filter(verb="token.revoked").count() == 1
