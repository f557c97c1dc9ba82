"""Sectors, zones and their fees."""

from django.utils.translation import gettext_lazy as _

from backoffice.spreadsheets.columns import of
from backoffice.spreadsheets.common import NAMES
from backoffice.spreadsheets.kinds import Text
from backoffice.spreadsheets.links import Links
from backoffice.spreadsheets.sheets import Sheet
from core.zones.models import Sector, Zone, ZoneFee


class SectorSheet(Sheet):
    model = Sector
    title = _("Sectors")
    takes = ("code", "province", "district", "name")
    key = ("code",)
    order = ("code", "pk")
    code = of(Sector, "code", kind=Text(8, digits=4))


class ZoneSheet(Sheet):
    """Sectors are named by their codes, with semicolons between."""

    model = Zone
    title = _("Zones")
    takes = (*NAMES, "site", "kind", "priority", "sectors", "minimum_order", "promised_minutes", "is_active")
    sectors = of(Zone, "sectors", kind=Links(Sector, ("code",)))


class ZoneFeeSheet(Sheet):
    model = ZoneFee
    title = _("Delivery fees")
    takes = ("zone", "order_from", "order_to", "fee", "is_served")
    key = ("zone", "order_from")
    parent = "zone"
    order = ("zone", "order_from", "pk")
