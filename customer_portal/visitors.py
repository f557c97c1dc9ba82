"""Whose basket it is: the signed-in person's, or a guest's by the token in the session."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from core.accounts.models import User
from core.common import clock
from core.common.models import Site
from core.orders.actions import carts
from core.orders.models import Cart, CartLine

BASKET_KEY = "basket"


def lines_of(request: HttpRequest) -> QuerySet[CartLine]:
    """What is in the visitor's basket."""
    return CartLine.objects.of(user=_person(request), token=_token(request))


def cart_of(request: HttpRequest) -> Cart | None:
    return Cart.objects.of(user=_person(request), token=_token(request)).first()


def cart_for(request: HttpRequest, site: Site) -> Cart:
    """The visitor's basket, made when there is none; a guest's session remembers it."""
    cart = carts.find_or_create(user=_person(request), token=_token(request), site=site, now=clock.now())
    if _person(request) is None:
        request.session[BASKET_KEY] = str(cart.token)
    return cart


def take_along(request: HttpRequest, person: User) -> None:
    """A guest has signed in: what they filled is theirs now."""
    token = request.session.pop(BASKET_KEY, None)
    if token:
        carts.hand_over(token=token, user=person, now=clock.now())


def _person(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _token(request: HttpRequest) -> str | None:
    return request.session.get(BASKET_KEY)
