"""The palette: one file, two modes, readable in both, and Unfold's scales made from it."""

import re

import pytest
from django.contrib.staticfiles import finders

from backoffice import unfold

CSS = unfold.TOKENS.read_text()
INKS = ("ink", "ink-2", "ink-3")
STATES = ("ok", "wait", "late", "info")
MODES = {"light": unfold.LIGHT, "dark": unfold.DARK}


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_two_places_that_say_dark_say_the_same():
    device, chosen = re.findall(r":root(?::not\(\[data-theme\]\)|\[data-theme=\"dark\"\], \.dark) \{([^}]*)\}", CSS)
    assert re.findall(r"--[\w-]+: [^;]+;", device) == re.findall(r"--[\w-]+: [^;]+;", chosen)


def test_tokens_are_nothing_but_custom_properties():
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", re.sub(r"/\*.*?\*/|@media [^{]+\{", "", CSS, flags=re.DOTALL))
    assert [rule.strip() for rule in rules] == [":root", ":root:not([data-theme])", ':root[data-theme="dark"], .dark']


@pytest.mark.parametrize("mode", MODES)
def test_every_ink_is_read_on_every_ground(mode):
    colours = MODES[mode]
    poor = {
        (ink, ground)
        for ink in (*INKS, "brand", "accent")
        for ground in ("ground", "card")
        if contrast(colours[ink], colours[ground]) < 4.5
    }
    assert poor == set()


@pytest.mark.parametrize("mode", MODES)
def test_every_state_is_read_on_its_own_soft_ground(mode):
    colours = MODES[mode]
    pairs = [(state, f"{state}-soft") for state in STATES] + [("brand", "brand-soft"), ("on-brand", "brand"), ("on-brand", "brand-strong")]
    assert {pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == set()


@pytest.mark.parametrize("mode", MODES)
def test_the_edge_of_a_field_is_seen(mode):
    colours = MODES[mode]
    assert min(contrast(colours["line-strong"], colours[ground]) for ground in ("ground", "card")) >= 3


def test_unfold_draws_light_with_600_and_dark_with_500():
    assert unfold.PRIMARY["600"] == unfold.LIGHT["brand"]
    assert unfold.PRIMARY["500"] == unfold.DARK["brand"]
    assert unfold.FONT["subtle-dark"] == unfold.DARK["ink-3"]


def test_every_sheet_and_script_of_the_desk_exists():
    named = [f"{name}.css" for name in unfold.STYLES] + [f"{name}.js" for name in unfold.SCRIPTS]
    assert [path for path in named if finders.find(path) is None] == []
