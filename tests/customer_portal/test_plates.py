"""Drawn plates."""

import pytest
from django.test import Client

from core.menu.actions import recipes
from tests import factories as f
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def address(dish):
    return f"/plates/{dish.recipe.published_id}.svg"


def test_a_plate_is_drawn_from_the_recipe_and_kept_for_a_year():
    f.ingredient(key="beans", group="legumes")
    response = Client().get(address(f.dish(ingredients=["rice", "beans"])))
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    svg = response.content.decode()
    assert svg.startswith("<svg ")
    assert svg.count("<pattern") == 2
    assert len(svg) <= 3 * 1024


def test_a_drink_is_drawn_in_a_cup():
    dish = f.dish()
    plate = Client().get(address(dish)).content
    dish.vessel = "cup"
    dish.save()
    assert Client().get(address(dish)).content != plate


def test_a_sign_in_does_not_fetch_all_plates_again():
    """What a cookie says makes no difference, so no cache keeps one copy a person."""
    dish = f.dish()
    for client in (Client(), sign_in(f.person())):
        assert "Cookie" not in client.get(address(dish)).get("Vary", "")


def test_a_draft_has_no_plate(now):
    dish = f.dish()
    draft = recipes.open_draft(recipe=dish.recipe, by=f.system(), now=now)
    assert Client().get(f"/plates/{draft.pk}.svg").status_code == 404


def test_an_earlier_version_keeps_its_plate(now):
    """Orders that pin it still show what was sold."""
    dish = f.dish()
    first = address(dish)
    draft = recipes.open_draft(recipe=dish.recipe, by=f.system(), now=now)
    recipes.publish(version=draft, by=f.system(), now=now)
    assert Client().get(first).status_code == 200


@pytest.mark.parametrize("wrong", ["/plates/999999.svg", "/plates/0.svg", "/plates/99999999999999999999999.svg"])
def test_a_plate_that_does_not_exist_is_not_found(db, wrong):
    assert Client().get(wrong).status_code == 404


def test_a_plate_is_only_read():
    assert Client().post(address(f.dish())).status_code == 405
