"""Zones and sectors on the desk."""

import pytest
from django.urls import reverse

from core.zones.models import Sector, Zone
from tests import factories as f
from tests.pages import fields, send, text

pytestmark = pytest.mark.django_db
LIST = "admin:zones_zone_changelist"


@pytest.fixture
def manager(sign_in_as):
    return sign_in_as("operations_manager")


@pytest.fixture
def town():
    return f.zone(key="town", kind="town", fee=1000)


def page_of(zone):
    return reverse("admin:zones_zone_change", args=[zone.pk])


def fees_of(zone):
    return list(zone.fees.order_by("order_from").values_list("order_from", "order_to", "fee", "is_served"))


def test_one_save_keeps_terms_sectors_and_steps(manager, town):
    ngoma = Sector.objects.create(province="Southern", district="Huye", name="Ngoma", code="2401")
    steps = {"fees-0-order_to": "10000", "fees-1-order_from": "10000", "fees-1-fee": "500", "fees-1-is_served": "on", "fees-1-id": ""}
    changes = {"minimum_order": "2000", "sectors": [ngoma.pk], "_why": "Fuel is dearer", "fees-TOTAL_FORMS": "2"}
    assert send(manager, page_of(town), "zone_form", **steps, **changes).status_code == 302
    town.refresh_from_db()
    assert (town.minimum_order, list(town.sectors.all())) == (2000, [ngoma])
    assert fees_of(town) == [(0, 10000, 1000, True), (10000, None, 500, True)]
    assert town.history.latest().history_change_reason == "Fuel is dearer"


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({"fees-1-order_from": "5000"}, "The step from RWF 0 reaches into the one from RWF 5,000. End it there."),
        ({"fees-0-order_to": "8000", "fees-1-order_from": "5000"}, "The step from RWF 0 reaches into the one from RWF 5,000."),
        ({"fees-0-order_to": "5000", "fees-1-order_from": "5000", "fees-1-order_to": "4000"}, "A step ends above where it begins."),
        ({"fees-0-order_to": "5000", "fees-1-order_from": "5000", "fees-1-fee": "-1"}, "greater than or equal to 0"),
    ],
)
def test_steps_that_overlap_or_run_backwards_are_refused(steps, words, manager, town):
    new = {"fees-1-fee": "0", "fees-1-is_served": "on", "fees-1-id": "", "fees-1-order_to": "", "fees-TOTAL_FORMS": "2"}
    answer = send(manager, page_of(town), "zone_form", **new | steps)
    assert words in text(answer)
    assert fields(answer, "zone_form")["fees-1-order_from"] == "5000"
    assert fees_of(town) == [(0, None, 1000, True)]


def test_a_step_is_taken_out(manager, town):
    send(manager, page_of(town), "zone_form", **{"fees-0-DELETE": "on"})
    assert fees_of(town) == []
    assert "not served" in text(manager.get(reverse(LIST)))


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name_en": "x" * 200}, "name_en"), ({"minimum_order": "-1"}, "minimum_order"), ({"promised_minutes": "soon"}, "promised_minutes")],
)
def test_a_mistake_is_said_at_its_field(change, field, manager, town):
    answer = send(manager, page_of(town), "zone_form", **change)
    assert list(answer.context["adminform"].form.errors) == [field]


def test_the_list_says_terms_in_words(manager, town):
    f.zone(key="wards", fee=0)
    words = text(manager.get(reverse(LIST)))
    assert "Town Active Town 1,000 0 30 0 100" in words
    assert "Wards Active Ward beds free 0 30 0 100" in words


def test_a_new_zone_belongs_to_ones_own_site(manager):
    new = {"name_en": "Campus", "key": "campus", "kind": "campus"}
    send(manager, reverse("admin:zones_zone_add"), "zone_form", **new)
    assert Zone.objects.get(key="campus").site == f.site()


def test_a_sector_says_who_serves_it(manager, town):
    served = Sector.objects.create(province="Southern", district="Huye", name="Ngoma", code="2401")
    Sector.objects.create(province="Southern", district="Huye", name="Mbazi", code="2402")
    town.sectors.add(served)
    url = reverse("admin:zones_sector_changelist")
    words = text(manager.get(url))
    assert "Ngoma Huye Southern 2401 Town" in words
    assert "Mbazi Huye Southern 2402 not served" in words
    assert [row.name for row in manager.get(url, {"q": "2402"}).context["cl"].result_list] == ["Mbazi"]


@pytest.mark.parametrize("url", [LIST, "admin:zones_sector_changelist"])
def test_the_lists_ask_the_same_for_few_and_many(url, manager, django_assert_max_num_queries):
    for n in range(5):
        zone = f.zone(key=f"zone-{n}", kind="town", fee=n)
        zone.sectors.add(Sector.objects.create(province="Southern", district="Huye", name=f"Sector {n}", code=f"240{n}"))
    manager.get(reverse(url))
    with django_assert_max_num_queries(14):
        manager.get(reverse(url))


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        ("operations_manager", True, True),
        ("administrator", True, False),
        ("dispatcher", True, False),
        ("head_chef", False, False),
        ("nurse", False, False),
    ],
)
def test_who_sees_and_changes_zones(role, sees, changes, sign_in_as, town):
    person = sign_in_as(role)
    assert person.get(reverse(LIST)).status_code == (200 if sees else 403)
    assert person.get(page_of(town)).status_code == (200 if sees else 403)
    assert person.post(page_of(town), {"minimum_order": "9"}).status_code == (200 if changes else 403)
    town.refresh_from_db()
    assert town.minimum_order == 0
