"""Open a session as allauth leaves it behind: signed in and, for staff, the second factor passed."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from core.accounts.models import User


def sign_in(person: User, client: Client | None = None, *, second_factor: bool = True) -> Client:
    """A client with the person's session; the person is `client.user`."""
    client = client or Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if person.is_staff and second_factor:
        Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}})
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    client.user = person  # type: ignore[attr-defined]
    return client
