import itertools
import math
import xml.etree.ElementTree as ET

import pytest

from core.menu import plate

RICE_AND_BEANS = [("cereals", 280.0), ("legumes", 170.0), ("vegetables", 75.0), ("fats_oils", 12.0)]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(groups, vessel=plate.PLATE):
    return ET.fromstring(plate.draw(groups, vessel))


def test_shares_lie_in_the_order_of_the_plate_and_add_up_to_one():
    shares = plate.shares(RICE_AND_BEANS)
    assert [group for group, _share in shares] == ["cereals", "vegetables", "legumes"]
    assert math.isclose(sum(share for _group, share in shares), 1)
    assert math.isclose(dict(shares)["cereals"], 280 / 525)


def test_a_group_named_twice_counts_once_with_both_weights():
    assert plate.shares([("fruit", 50), ("cereals", 100), ("fruit", 50)]) == [("cereals", 0.5), ("fruit", 0.5)]


def test_a_group_under_five_percent_is_not_drawn():
    assert [group for group, _share in plate.shares([("cereals", 96), ("fish", 4)])] == ["cereals"]
    assert [group for group, _share in plate.shares([("cereals", 95), ("fish", 5)])] == ["cereals", "fish"]


def test_milk_in_a_mash_is_not_drawn_but_milk_in_porridge_is():
    assert [group for group, _share in plate.shares([("roots_tubers", 90), ("dairy", 10)])] == ["roots_tubers"]
    assert [group for group, _share in plate.shares([("cereals", 80), ("dairy", 20)])] == ["cereals", "dairy"]


def test_only_the_five_largest_groups_are_drawn():
    groups = [(group, 100 - number) for number, group in enumerate(plate.FOODS)]
    assert len(plate.shares(groups)) == plate.MOST_GROUPS


def test_the_plate_in_words_says_the_largest_share_first():
    assert plate.words(RICE_AND_BEANS, "en") == "half cereal, a third beans or pulses, a sixth vegetables"


def test_one_food_alone_is_all_of_it():
    assert plate.words([("fruit", 180)], "en") == "all fruit"


def test_words_of_nothing_known_are_empty():
    assert plate.words([("condiments", 5), ("cereals", 0)], "en") == ""


@pytest.mark.parametrize("vessel", plate.VESSELS)
def test_no_five_groups_in_any_vessel_exceed_three_kilobytes(vessel):
    sizes = [
        len(plate.draw([(group, 1) for group in groups], vessel).encode())
        for groups in itertools.combinations(plate.FOODS, plate.MOST_GROUPS)
    ]
    assert max(sizes) <= 3072


def test_a_plate_has_one_wedge_and_one_texture_a_group():
    picture = drawn(RICE_AND_BEANS)
    assert len(picture.findall(f"{SVG}path")) == 3
    assert len(picture.findall(f"{SVG}defs/{SVG}pattern")) == 3
    assert [path.get("fill") for path in picture.findall(f"{SVG}path")] == ["url(#p0)", "url(#p1)", "url(#p2)"]


def test_one_group_alone_fills_the_plate_without_a_cut():
    picture = drawn([("fruit", 180)])
    assert picture.findall(f"{SVG}path") == []
    assert picture.findall(f"{SVG}circle")[-1].get("fill") == "url(#p0)"


def test_an_empty_plate_is_still_a_plate():
    picture = drawn([])
    assert len(picture.findall(f"{SVG}circle")) == 2
    assert picture.findall(f".//{SVG}pattern") == []


@pytest.mark.parametrize(
    ("groups", "steams"),
    [
        ([("cereals", 240), ("dairy", 60)], True),
        ([("beverages", 180), ("dairy", 90)], True),
        ([("fruit", 250)], False),
        ([("dairy", 250)], False),
        ([], False),
    ],
)
def test_porridge_and_tea_steam_but_juice_and_fermented_milk_do_not(groups, steams):
    steam = plate.CUTS[plate.CUP].steam
    assert any(path.get("d") == steam for path in drawn(groups, plate.CUP).findall(f"{SVG}path")) is steams


def test_layers_of_a_bowl_are_inside_its_outline():
    layers = drawn([("vegetables", 150), ("dairy", 90), ("roots_tubers", 60)], plate.BOWL).find(f"{SVG}g")
    assert layers.get("clip-path") == "url(#c)"
    assert [path.get("fill") for path in layers] == ["url(#p2)", "url(#p1)", "url(#p0)"]


def test_an_unknown_vessel_is_refused():
    with pytest.raises(ValueError, match="'jug' is no vessel"):
        plate.draw(RICE_AND_BEANS, "jug")


def test_colours_and_textures_differ_from_group_to_group():
    foods = plate.FOODS.values()
    assert len({food.ground for food in foods}) == len(plate.FOODS)
    assert len({food.marks for food in foods}) == len(plate.FOODS)


def test_a_swatch_shows_the_texture_of_its_group():
    assert plate.FOODS["fish"].marks in plate.swatch("fish")
    ET.fromstring(plate.swatch("fish"))
