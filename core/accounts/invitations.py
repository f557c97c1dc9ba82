"""The link in an invitation: signed, good for a week, and for one use."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from core.accounts.models import User

LASTS = timedelta(days=7)
SALT = "dusangire invitation"
PLACE = "TOKEN"


def _mark(person: User) -> str:
    """Changes with the password, so that a link dies when a password is set or a newer invitation goes out."""
    return salted_hmac(SALT, f"{person.pk} {person.password}").hexdigest()[:20]


def token_for(person: User) -> str:
    """What makes the link theirs; never kept and never logged."""
    return signing.dumps([person.pk, _mark(person)], salt=SALT)


def link_for(person: User, link: str) -> str:
    """The address of the page where they choose a password: `link` is what the screen gave, with PLACE where the token goes."""
    return link.replace(PLACE, token_for(person))


def person_of(token: str) -> User | None:
    """Who was invited with this token; None when it is forged, too old or used, or the person was shut out."""
    try:
        key, mark = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=key, is_active=True).first()
    return person if person and constant_time_compare(mark, _mark(person)) else None
