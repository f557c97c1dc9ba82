"""A new key: everything opens, everything moves under it, and history still tells what changed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.common.models import AuditEvent
from core.common.sealing import SealBroken, key_id_of, make_key
from core.eaters import actions, health
from core.eaters.actions import rotation
from core.eaters.models import HealthRecord
from core.orders.models import Concern
from tests.factories import eaters, placed_order, system

pytestmark = pytest.mark.django_db


def keys_in_use() -> set[str]:
    rows = [*HealthRecord.objects.all(), *HealthRecord.history.all()]
    return {key_id_of(getattr(row, name)) for row in rows for name in HealthRecord.SEALED}


def known_of(eater, now):
    return health.read([eater.pk], by=system(), purpose="care", now=now)[eater.pk]


@pytest.fixture
def keza(now):
    keza = eaters.known(allergies={"peanuts": "severe"}, diet_keys=("renal",))
    before = known_of(keza, now)
    actions.write_health(eater=keza, health=health.Health(allergies=before.allergies, note="Well"), by=system(), now=now)
    return keza


def rotate() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def test_everything_moves_under_the_new_key_and_says_the_same(keza, now, settings):
    before, moved = known_of(keza, now), HealthRecord.objects.get().updated_at
    settings.HEALTH_KEYS = f"{make_key('new')},{settings.HEALTH_KEYS}"
    assert "1 people: 1 records and 2 history rows looked through, 9 texts sealed again" in rotate()
    assert keys_in_use() == {"new"}
    settings.HEALTH_KEYS = settings.HEALTH_KEYS.partition(",")[0]
    assert known_of(keza, now) == before
    assert (HealthRecord.objects.get().version, HealthRecord.objects.get().updated_at) == (2, moved)
    assert AuditEvent.objects.get(verb="health_keys.rotated").data == {"key": "new", "eaters": 1, "texts": 9}


def test_history_still_tells_what_changed(keza, settings):
    settings.HEALTH_KEYS = f"{make_key('new')},{settings.HEALTH_KEYS}"
    rotate()
    first, second = HealthRecord.history.order_by("history_id")
    assert [name for name in HealthRecord.SEALED if getattr(first, name) != getattr(second, name)] == ["diets", "note"]
    assert HealthRecord.objects.get().note == second.note


def test_nothing_is_done_twice(keza, settings):
    assert "0 people" in rotate()
    settings.HEALTH_KEYS = f"{make_key('new')},{settings.HEALTH_KEYS}"
    rotate()
    assert "0 people: 0 records and 0 history rows looked through, 0 texts sealed again" in rotate()
    assert AuditEvent.objects.filter(verb="health_keys.rotated").count() == 1


def test_a_rotation_that_was_stopped_goes_on_where_it_was(now, settings, monkeypatch):
    for _ in range(5):
        eaters.known()
    settings.HEALTH_KEYS = f"{make_key('new')},{settings.HEALTH_KEYS}"
    monkeypatch.setattr(rotation, "BATCH", 2)

    def pull_the_plug(done, left):
        assert (done.eaters, left) == (2, 3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.reseal(by=system(), now=now, told=pull_the_plug)
    assert keys_in_use() == {"test", "new"}
    assert "  2 people done, 1 to go\n  3 people done, 0 to go\n" in rotate()
    assert keys_in_use() == {"new"}


def test_what_does_not_open_is_named_left_alone_and_does_not_stop_the_others(now, settings):
    broken, well = eaters.known(), eaters.known()
    HealthRecord.objects.filter(pk=broken.pk).update(diets=HealthRecord.objects.get(pk=well.pk).diets)
    settings.HEALTH_KEYS = f"{make_key('new')},{settings.HEALTH_KEYS}"
    with pytest.raises(CommandError, match=f"1 people left as they were:\neaters_healthrecord.diets of row {broken.pk} does not open"):
        rotate()
    assert known_of(well, now).version == 1
    assert key_id_of(HealthRecord.objects.get(pk=well.pk).note) == "new"
    assert key_id_of(HealthRecord.objects.get(pk=broken.pk).note) == "test"
    with pytest.raises(SealBroken):
        known_of(broken, now)


def test_what_other_rows_keep_under_the_old_key_is_named(now, settings):
    order = placed_order()
    Concern.objects.create(line=order.lines.get(), cause="health", level="blocker", sealed="test:AAAA", raised_at=now)
    assert "Keep that key" not in rotate()
    settings.HEALTH_KEYS = f"{make_key('new')},{settings.HEALTH_KEYS}"
    told = rotate()
    assert "orders.Concern: 1 texts stay under another key. Keep that key in HEALTH_KEYS." in told
