"""By what ways a person is reached, and what of them is proven."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from core.accounts.models import User
from core.common import audit
from core.common.history import acting


@transaction.atomic
def put_email(*, person: User, email: str | None, by: User, now: datetime) -> None:
    """Make this the person's one e-mail, proven because `by` vouches for it; None takes it away."""
    EmailAddress.objects.filter(user=person).delete()
    if email:
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)


@transaction.atomic
def follow_email(*, person: User, by: User, now: datetime) -> None:
    """Bring `User.email` to the main proven address of allauth's rows; empty when none is proven."""
    proven = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk").first()
    email = proven.email if proven else None
    if person.email != email:
        person.email = email
        with acting(by=by):
            person.save(update_fields=["email"])


@transaction.atomic
def set_phone(*, person: User, phone: str, verified: bool, by: User, now: datetime) -> None:
    """Give a person this phone, proven by a code or not."""
    if str(person.phone or "") == phone and person.phone_verified == verified:
        return
    person.phone, person.phone_verified = phone, verified
    with acting(by=by):
        person.save(update_fields=["phone", "phone_verified"])


@transaction.atomic
def drop_password(*, person: User, why: str, by: User, now: datetime) -> None:
    """The password opens nothing any more: its owner forgot it, or somebody else typed it before the owner came."""
    if not person.has_usable_password():
        return
    person.set_unusable_password()
    person.save(update_fields=["password"])
    audit.record(by=by, now=now, verb="person.password_dropped", subject=person, why=why)
