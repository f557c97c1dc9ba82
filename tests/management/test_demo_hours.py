"""The demo is in the middle of a service, whenever somebody makes it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.test import override_settings

from core.common import clock as kitchen_clock
from core.delivery.models import Stop
from core.kitchen.models import Ticket
from core.menu.models import DishStrike, MenuItem
from core.orders.models import Order
from core.slots.models import Slot
from management.seeding import demo
from tests.management.conftest import run
from tests.moments import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet_days(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing in the queues comes from the ordinary days."""
    monkeypatch.setattr(demo, "PAST_DAYS", 1)
    monkeypatch.setattr(demo, "weekday_number", lambda _day: 0)
    with override_settings(DEBUG=True):
        yield


@pytest.mark.parametrize("hour", ["00:20", "05:10", "11:40", "14:30", "20:30"])
def test_every_queue_holds_something_at_any_hour(seeded: str, quiet_days: None, clock, hour: str):
    moment = datetime.combine(MORNING.date() + timedelta(days=1), datetime.strptime(hour, "%H:%M").time(), tzinfo=kitchen_clock.KIGALI)
    clock.move_to(moment)
    run("seed_all", demo=True)
    now = kitchen_clock.now()
    assert Order.objects.filter(status="placed", slot__cut_off_at__gt=now).count() >= 5
    tickets = Counter(Ticket.objects.on_board().values_list("status", flat=True))
    assert tickets["queued"] >= 4
    assert tickets["started"] >= 3
    assert Ticket.objects.late(now=now).count() >= 2
    stops = Counter(Stop.objects.values_list("status", flat=True))
    assert stops["waiting"] >= 2
    assert stops["assigned"] >= 1
    assert stops["picked_up"] >= 1
    strike = DishStrike.objects.get(lifted_at__isnull=True)
    assert strike.until > now
    coming = Slot.objects.sellable(now=now + timedelta(minutes=20)).order_by("starts_at").first()
    items = MenuItem.objects.on_sale(site=coming.site, date=coming.date, period=coming.period)
    assert items.filter(portions_sold=F("portions_planned")).exists()
    assert items.filter(dish=strike.dish).exists()
    assert max(Order.objects.values_list("placed_at", flat=True)) <= now
