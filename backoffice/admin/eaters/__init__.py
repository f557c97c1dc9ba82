"""The people who eat: who cares for them, and what is known of their health."""

from backoffice.admin.eaters.carers import EaterCarerAdmin
from backoffice.admin.eaters.people import EaterAdmin

__all__ = ["EaterAdmin", "EaterCarerAdmin"]
