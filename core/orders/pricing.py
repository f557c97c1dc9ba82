"""The price of dishes brought to a zone: what the cart shows is what placing charges. Reads, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.common.errors import RuleBroken
from core.common.models import Site
from core.common.money import show
from core.menu.models import MenuItem, TaxClass
from core.orders import rules
from core.zones.models import Zone


def subtotal(lines: Sequence[tuple[MenuItem, int]]) -> int:
    """The dishes alone, in francs; before a place is chosen."""
    return sum(item.price * quantity for item, quantity in lines)


def price(lines: Sequence[tuple[MenuItem, int]], *, zone: Zone, site: Site) -> rules.Price:
    """Dishes, delivery and the VAT within, for these quantities brought to this zone.

    :raises RuleBroken: the zone is not served by the site, not for an order of this size, or it is below its minimum.
    """
    amount = subtotal(lines)
    if not zone.is_active or zone.site_id != site.pk:
        raise RuleBroken(_("We do not deliver to this place. Choose another."), code="not_served", field="zone")
    if amount < zone.minimum_order:
        raise RuleBroken(
            _("Orders to %(zone)s start at RWF %(least)s. Add a dish for RWF %(more)s more.")
            % {"zone": zone.name, "least": show(zone.minimum_order), "more": show(zone.minimum_order - amount)},
            code="below_minimum",
            field="zone",
        )
    fee = zone.fee_for(amount)
    if fee is None:
        raise RuleBroken(_("We do not deliver an order of this size to %(zone)s.") % {"zone": zone.name}, code="not_served", field="zone")
    priced = [rules.PricedLine(quantity, item.price, is_taxed=item.dish.tax_class == TaxClass.STANDARD) for item, quantity in lines]
    return rules.price(priced, fee, site.vat_percent)
