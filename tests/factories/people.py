from __future__ import annotations

from itertools import count

from core.accounts import actions
from core.accounts.models import User
from core.common import clock
from core.common.models import Site

_numbers = count(1)


def system() -> User:
    return actions.ensure_system_user()


def site(*, key: str = "chub", vat_percent: int = 18) -> Site:
    found = Site.objects.filter(key=key).first()
    return found or Site.objects.create(key=key, name_en="CHUB, Huye", town="Huye", phone="+250788000100", vat_percent=vat_percent)


def person(
    *, role: str = "customer", name: str = "", email: str | None = None, phone: str | None = None, password: str | None = None
) -> User:
    """A person with a real role from roles.toml; "stranger" has none."""
    n = next(_numbers)
    user = User.objects.create_user(
        email=email or f"{role}{n}@example.org",
        password=password,
        name=name or f"{role.replace('_', ' ').capitalize()} {n}",
        phone=phone or f"+25078810{n:04d}",
        site=site() if role not in ("customer", "stranger") else None,
    )
    if role != "stranger":
        by = system()
        actions.sync_roles(by=by, now=clock.now())
        actions.set_roles(person=user, keys=[role], by=by, now=clock.now())
    return User.objects.get(pk=user.pk)
