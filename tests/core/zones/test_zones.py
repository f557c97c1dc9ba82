"""Which zone serves an address, and its fee read from the rows."""

import pytest

from core.zones.models import Sector, Zone, ZoneFee
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_of_two_zones_with_a_sector_the_lowest_priority_number_wins():
    ngoma = Sector.objects.create(province="South", district="Huye", name="Ngoma", code="2409")
    far, near, closed = f.zone(key="far", kind="town"), f.zone(key="near", kind="town"), f.zone(key="closed", kind="town")
    for zone, priority in ((far, 30), (near, 20), (closed, 10)):
        Zone.objects.filter(pk=zone.pk).update(priority=priority, is_active=zone != closed)
        zone.sectors.add(ngoma)
    assert list(Zone.objects.served_by(f.site())) == [near, far]
    assert Zone.objects.for_sector(f.site(), ngoma) == near


def test_a_sector_nobody_serves_has_no_zone():
    ngoma = Sector.objects.create(province="South", district="Huye", name="Ngoma", code="2409")
    f.zone()
    assert Zone.objects.for_sector(f.site(), ngoma) is None


def test_a_zone_tells_its_fee_for_a_total():
    zone = f.zone(fee=1000)
    ZoneFee.objects.filter(zone=zone).update(order_to=5000)
    ZoneFee.objects.create(zone=zone, order_from=5000, order_to=9000, fee=300)
    ZoneFee.objects.create(zone=zone, order_from=9000, is_served=False)
    assert [zone.fee_for(total) for total in (0, 4999, 5000, 8999, 9000)] == [1000, 1000, 300, 300, None]
