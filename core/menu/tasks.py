"""Background work: for each site one action."""

from core.accounts.models import User
from core.common import clock
from core.common.models import Site
from core.menu.actions import cycle

DAYS = 14


def roll_menus_forward() -> int:
    """Once a day: the next two weeks have a menu. Returns how many services were filled."""
    by, now = User.objects.system(), clock.now()
    return sum(cycle.roll_forward(site=site, days=DAYS, by=by, now=now) for site in Site.objects.filter(is_active=True).order_by("pk"))
