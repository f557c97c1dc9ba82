"""The token with which a program acts for a person.

No password opens the API: that door would pass by the second factor of staff and by the limits of signing in. A person who is
signed in, whatever way, makes the token; a program that holds one cannot make another.
"""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from backoffice.api.serializers import refusals
from core.accounts import actions as accounts
from core.accounts.models import ApiToken
from core.common import clock


class TokenStateSerializer(serializers.Serializer):
    made_at = serializers.DateTimeField(allow_null=True, help_text="Null: there is no token.")


class NewTokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Shown this once. Send it as `Authorization: Token …`.")


@extend_schema(tags=["token"], auth=[{"cookieAuth": []}])
class TokenView(APIView):
    """One token a person. Only in a session, with its CSRF token."""

    authentication_classes = [SessionAuthentication]
    throttle_scope = "token"

    def get_throttles(self) -> list:
        return super().get_throttles() if self.request.method == "GET" else [ScopedRateThrottle()]

    @extend_schema(responses={200: TokenStateSerializer, **refusals(403, 429)})
    def get(self, request: Request) -> Response:
        token = ApiToken.objects.filter(person=request.user).first()
        return Response(TokenStateSerializer({"made_at": token and token.made_at}).data)

    @extend_schema(request=None, responses={201: NewTokenSerializer, **refusals(403, 429)})
    def post(self, request: Request) -> Response:
        """Make a token. The one before stops working."""
        key = accounts.make_token(person=request.user, by=request.user, now=clock.now())
        return Response(NewTokenSerializer({"token": key}).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None, **refusals(403, 429)})
    def delete(self, request: Request) -> Response:
        """Revoke the token. Safe to repeat."""
        accounts.revoke_token(person=request.user, by=request.user, now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
