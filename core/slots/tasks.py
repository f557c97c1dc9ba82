"""Background work: for each site one action."""

from core.accounts.models import User
from core.common import clock
from core.common.models import Site
from core.slots import actions

DAYS = 21


def open_ahead() -> int:
    """Once a day: the windows of the next three weeks are open. Returns how many are new."""
    by, now = User.objects.system(), clock.now()
    return sum(actions.open_ahead(site=site, days=DAYS, by=by, now=now) for site in Site.objects.filter(is_active=True).order_by("pk"))
