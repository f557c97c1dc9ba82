"""What a new site begins with, and that a second run changes nothing."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError
from django_q.models import Schedule

from core.accounts.models import User
from core.accounts.roles import roles
from core.common.clock import now as clock_now
from core.common.models import AuditEvent, Site
from core.menu.actions import cycle, dishes
from core.menu.models import Dish, MenuDay, MenuItem, Recipe
from core.nutrition.models import Allergen, Diet, DietRule, FoodReference, Ingredient, IngredientAllergen
from core.orders.models import Order
from core.slots.models import Slot
from core.zones.models import Sector, Zone
from management.seeding import ahead, reference
from tests import factories as make
from tests.management.conftest import run
from tests.snapshots import nothing_changed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
TODAY = date(2026, 11, 25)


def test_every_file_is_there_in_full():
    counted = (Site, Sector, Zone, Allergen, Diet, DietRule, FoodReference, Ingredient, Dish, Recipe)
    assert [model.objects.count() for model in counted] == [1, 416, 5, 14, 15, 95, 8790, 138, 60, 79]
    assert IngredientAllergen.objects.count() == 138 * 14 - unknown_states()


def unknown_states() -> int:
    """States that are unknown in the file have no row."""
    import csv

    with (reference.FOLDER / "ingredients.csv").open(encoding="utf-8", newline="") as file:
        return sum(value == "unknown" for row in csv.DictReader(file) for name, value in row.items() if name.startswith("allergen_"))


def test_dishes_are_active_when_their_recipes_are_published():
    assert Dish.objects.filter(status="active").count() == 58
    assert not Recipe.objects.filter(published__isnull=True).exists()
    plate = Dish.objects.get(key="kawunga_inyama").recipe.published.plate
    assert plate["cost"] > 0
    assert set(plate["groups"]) >= {"cereals", "meat_poultry"}


@pytest.mark.parametrize(
    ("zone", "fee", "sectors"),
    [
        ("wards", 0, []),
        ("campus", 500, []),
        ("butare_central", 1000, ["Ngoma"]),
        ("butare_suburban", 2000, ["Huye", "Mbazi", "Mukura", "Tumba"]),
        ("outside_butare", 3500, ["Gishamvu", "Karama", "Kigoma", "Kinazi", "Maraba", "Ruhashya", "Rusatira", "Rwaniro", "Simbi"]),
    ],
)
def test_zones_cost_what_the_hospital_asks(zone: str, fee: int, sectors: list[str]):
    row = Zone.objects.get(key=zone)
    assert row.fee_for(5000) == fee
    assert sorted(sector.name for sector in row.sectors.all()) == sectors


def test_windows_are_open_for_three_weeks_with_their_cut_offs():
    assert Slot.objects.count() == 21 * 11
    told = {
        slot.period: (f"{slot.cut_off_at.astimezone():%d %H:%M}", slot.capacity)
        for slot in Slot.objects.filter(date=TODAY + timedelta(days=1)).order_by("starts_at")
    }
    assert told == {"breakfast": ("25 20:00", 40), "lunch": ("26 10:00", 40), "dinner": ("26 15:00", 40)}


def test_two_weeks_of_menus_are_on_sale_from_today():
    days = MenuDay.objects.filter(is_published=True)
    assert (days.count(), min(d.date for d in days), max(d.date for d in days)) == (42, TODAY, TODAY + timedelta(days=13))


@pytest.mark.parametrize("tag", ["renal", "diabetic_friendly", "soft", "liquid", "vegetarian"])
def test_every_service_has_a_choice_for_every_diet(tag: str):
    for day in MenuDay.objects.all():
        assert day.items.filter(dish__tags__key=tag).exists(), f"{day} has nothing {tag}"


def test_every_active_dish_comes_up_in_two_weeks():
    assert set(MenuItem.objects.values_list("dish__key", flat=True)) == set(Dish.objects.active().values_list("key", flat=True))


def test_every_dish_has_a_kitchen_name_that_fits_the_board_in_each_language():
    for dish in Dish.objects.all():
        for name in (dish.kitchen_name_en, dish.kitchen_name_rw, dish.kitchen_name_fr):
            assert 0 < len(name) <= 28, f"{dish.key}: {name!r}"


def test_every_tag_a_diet_asks_for_and_every_subject_of_a_rule_exists():
    ingredients = set(Ingredient.objects.values_list("key", flat=True))
    for rule in DietRule.objects.filter(kind="ingredient_forbidden"):
        assert rule.subject in ingredients
    for rule in DietRule.objects.filter(kind="allergen_forbidden"):
        assert Allergen.objects.filter(key=rule.subject).exists()


def test_roles_and_the_programs_own_user_are_there_and_nobody_else():
    assert set(Group.objects.values_list("name", flat=True)) == set(roles())
    assert [person.is_system for person in User.objects.all()] == [True]
    assert not Order.objects.exists()


def test_the_worker_opens_windows_and_repeats_menus_every_day():
    assert {
        "core.slots.tasks.open_ahead",
        "core.menu.tasks.roll_menus_forward",
    } <= set(Schedule.objects.filter(schedule_type=Schedule.DAILY).values_list("func", flat=True))


def test_each_row_has_exactly_one_history_row_that_names_its_file():
    for model in (FoodReference, Ingredient, Sector, IngredientAllergen):
        assert model.history.count() == model.objects.count()
    row = Ingredient.objects.get(key="rice_white").history.get()
    assert (row.history_user.is_system, row.history_change_reason) == (True, "Import ingredients.csv")
    assert [h.status for h in Dish.objects.get(key="isombe_ubugali").history.order_by("history_id")] == ["draft", "active"]


def test_a_second_run_changes_nothing():
    with nothing_changed():
        assert run("seed_all").startswith("Seed: everything is there")


def test_looking_at_every_file_again_changes_no_row_but_the_note_that_it_was_done():
    before = AuditEvent.objects.count()
    text = run("seed_all", again=True)
    assert "  food composition       0 new   8790 there" in text
    assert AuditEvent.objects.count() == before + 1


def test_what_the_site_has_changed_is_left_alone_and_what_is_missing_is_added():
    Dish.objects.filter(key="isombe_ubugali").update(price=9999)
    dish = dishes.archive(dish=Dish.objects.get(key="chapati"), by=make.system(), now=clock_now())
    Sector.objects.filter(code="1101").delete()
    run("seed_all", again=True)
    dish.refresh_from_db()
    assert (Dish.objects.get(key="isombe_ubugali").price, dish.status) == (9999, "archived")
    assert Sector.objects.filter(code="1101").exists()


def test_a_later_day_has_a_menu_and_windows_after_another_run(clock):
    clock.shift(timedelta(days=3))
    text = run("seed_all")
    assert "9 services and 33 windows opened ahead" in text
    later = MenuDay.objects.filter(date=TODAY + timedelta(days=16), period="lunch").get()
    model = MenuDay.objects.filter(date=TODAY + timedelta(days=2), period="lunch").get()
    assert set(later.items.values_list("dish", "portions_planned")) == set(model.items.values_list("dish", "portions_planned"))
    with nothing_changed():
        run("seed_all")


def dishes_on(day: date) -> set[int]:
    return set(MenuItem.objects.filter(menu_day__date=day).values_list("dish", flat=True))


def test_a_site_that_rested_for_a_month_begins_where_its_cycle_stopped(clock):
    clock.shift(timedelta(days=35))
    assert cycle.roll_forward(site=Site.objects.get(), days=1, by=make.system(), now=clock_now()) == 3
    today = TODAY + timedelta(days=35)
    assert dishes_on(today) == dishes_on(TODAY + timedelta(days=7)) != set()


def test_a_day_that_somebody_has_hidden_is_not_filled_again():
    MenuDay.objects.filter(date=TODAY, period="lunch").update(is_published=False)
    with nothing_changed():
        cycle.roll_forward(site=Site.objects.get(), days=14, by=make.system(), now=clock_now())


@pytest.mark.parametrize("offset", range(15))
def test_the_cycle_begins_on_a_monday_and_lasts_two_weeks(offset: int):
    day = TODAY + timedelta(days=offset)
    assert (ahead.cycle_day(day) - 1) % 7 == day.weekday()
    assert 1 <= ahead.cycle_day(day) <= 14
    assert ahead.cycle_day(day) == ahead.cycle_day(day + timedelta(days=14)) != ahead.cycle_day(day + timedelta(days=7))


def test_a_file_that_is_refused_stops_the_seed_with_the_cells(tmp_path, monkeypatch):
    bad = tmp_path / "stations.csv"
    bad.write_text("key,name_en,position\nhot,Hot,first\n")
    with pytest.raises(CommandError) as caught, nothing_changed():
        reference.import_file("stations", bad, by=make.system(), now=clock_now())
    assert str(caught.value) == "stations: 1 rows are refused, nothing was written.\n  C2: 'first': Whole figures, 0 to 32767."


def test_production_never_makes_a_demo_account():
    with nothing_changed(), pytest.raises(CommandError, match="Production seeding never makes a demo account"):
        run("seed_all", demo=True)


def test_there_are_no_demo_logins_without_a_demo():
    assert run("demo_logins") == ""


def test_roles_can_be_brought_up_to_date_alone():
    Group.objects.get(name="courier").permissions.clear()
    assert "courier" in run("sync_roles")
    assert Group.objects.get(name="courier").permissions.count() == len(roles()["courier"].permissions)
