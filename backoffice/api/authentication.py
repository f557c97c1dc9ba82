"""Who asks: a program by its person's token, or a page by the session."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from core.accounts.models import ApiToken, User


class PersonToken(TokenAuthentication):
    """`Authorization: Token KEY`. The key was made by the person, signed in; passwords open nothing here."""

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        token = ApiToken.objects.of_key(key).select_related("person").first()
        if token is None:
            raise AuthenticationFailed(_("This token does not open anything. Make a new one while signed in."), code="token_unknown")
        return token.person, token
