"""Choosing a station."""

import re
from datetime import timedelta

import pytest

from tests import factories as f

pytestmark = pytest.mark.django_db


def tiles(client):
    """(address, words) of each tile."""
    page = client.get("/kitchen/").text
    found = re.findall(r'<a class="tile" href="([^"]+)">(.*?)</a>', page, re.DOTALL)
    return [(address, " ".join(re.sub(r"<[^>]+>", " ", inside).split())) for address, inside in found]


def test_every_station_in_use_is_a_tile_with_what_waits_there(sign_in_as, clock):
    for position, key in enumerate(["hot", "cold", "drinks", "closed"]):
        station = f.station(key=key)
        station.position, station.is_active = position, key != "closed"
        station.save()
    f.confirmed_order(stations=["hot", "cold"], slot=f.slot(starts="12:00", ends="12:30"))
    f.confirmed_order(stations=["hot"], slot=f.slot(starts="12:30"))
    clock.shift(timedelta(hours=4, minutes=10))
    assert tiles(sign_in_as("kitchen_staff")) == [
        ("/kitchen/all/", "All stations 3 open 2 late"),
        ("/kitchen/hot/", "Hot 2 open 1 late"),
        ("/kitchen/cold/", "Cold 1 open 1 late"),
        ("/kitchen/drinks/", "Drinks nothing to do"),
    ]


def test_the_page_says_who_is_signed_in_and_lets_them_out(sign_in_as):
    page = sign_in_as("kitchen_staff", name="Claudine Mukamana").get("/kitchen/").text
    assert "Claudine Mukamana" in page
    assert "Sign out" in page
    assert "Ikinyarwanda" in page
