"""What the portal does on hearing of other apps."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from customer_portal import visitors


@receiver(user_logged_in)
def take_basket_along(sender: type, *, request: HttpRequest | None, user: Any, **_more: Any) -> None:
    """Whatever way somebody signs in or up, the basket comes along. Django keeps the guest's session data until here."""
    if request is not None and hasattr(request, "session"):
        visitors.take_along(request, user)
