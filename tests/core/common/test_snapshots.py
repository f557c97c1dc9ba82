"""The measure by which "nothing changed" is judged sees what it should see."""

import pytest

from tests import factories as f
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def test_nothing_changed_lets_reading_pass():
    site = f.site()
    with nothing_changed():
        site.refresh_from_db()


def test_control_a_new_row_is_seen():
    f.site()
    with pytest.raises(AssertionError, match="menu_station"), nothing_changed():
        f.station()


def test_control_a_changed_value_is_seen():
    site = f.site()
    with pytest.raises(AssertionError, match="common_site"), nothing_changed():
        type(site).objects.update(town="Butare")
