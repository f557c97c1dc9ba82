"""People, their roles, and how they come in."""

from backoffice.admin.accounts import people, roles

__all__ = ["people", "roles"]
