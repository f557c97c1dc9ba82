"""Password sign-in; what a person may do comes from their roles alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from core.accounts.models import User


class RoleBackend(ModelBackend):
    """Permissions by role only: no query for permissions given to single people, which the house does not do."""

    def _get_user_permissions(self, user_obj: User) -> Any:
        return Permission.objects.none()
