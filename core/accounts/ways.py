"""The ways by which a person can be reached, and which of them are proven.

A way is proven once somebody typed a code that was sent by it. An account belongs to whoever first proves a way to it: what was
typed before and not proven opens nothing any more, so nobody can lie in wait in an account made with another's phone or e-mail.
`User.email` is a proven address or empty; what waits for its code is in allauth's EmailAddress rows alone.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings

from core.accounts.models import User


def sms_is_on() -> bool:
    """Whether codes can go out by SMS. Without it a phone is a contact and no way in."""
    return settings.SMS_BACKEND != "off"


def is_proven(person: User) -> bool:
    """Whether the person has shown that at least one phone or e-mail is theirs."""
    return person.phone_verified or bool(person.email) or EmailAddress.objects.filter(user=person, verified=True).exists()


def person_of_email(email: str) -> User | None:
    """The active person whom a code to this address lets in: who has proven it, else an account nobody has proven a way to."""
    rows = EmailAddress.objects.filter(email=email.lower(), user__is_active=True).select_related("user")
    for row in rows.order_by("-verified", "-pk"):
        if row.verified or not is_proven(row.user):
            return row.user
    return None


def person_of_phone(phone: str) -> User | None:
    """The active person whom a code to this phone lets in, by the same rule."""
    person = User.objects.filter(phone=phone, is_active=True).first()
    return person if person and (person.phone_verified or not is_proven(person)) else None


def account_of(login: str) -> User | None:
    """Whose account somebody who types this e-mail or phone wants to enter; for counting failed tries."""
    if "@" not in login:
        return User.objects.filter(phone=login).first()
    row = EmailAddress.objects.filter(email=login.lower()).order_by("-verified", "-pk").select_related("user").first()
    return row.user if row else None
