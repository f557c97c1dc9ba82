"""Draw a dish as a plate, a bowl or a cup from the grams of its food groups: one SVG of at most 3 KB.

Each group has one colour and one texture, so that a grey printer and a colour-blind reader see it too.
Grams are those on the plate: dry food at its cooked weight, water left out (except in a drink).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Groups = Sequence[tuple[str, float]]

PLATE, BOWL, CUP = "plate", "bowl", "cup"
VESSELS = (PLATE, BOWL, CUP)

LEAST_SHARE = 0.05  # below this a group is not drawn
LEAST_DAIRY_SHARE = 0.15  # milk in a mash is not seen
MOST_GROUPS = 5
SERVED_COLD = frozenset({"fruit", "dairy"})  # a cup or a bowl of nothing else does not steam
LEAST_WEDGE = 0.055  # a wedge narrower than this cannot show its texture


@dataclass(frozen=True)
class Food:
    """How one food group looks: ground colour, colour of the marks, tile size, marks drawn on the tile."""

    name: Any
    ground: str
    mark: str
    tile: int
    marks: str


# In the order in which they lie on the plate.
FOODS: dict[str, Food] = {
    "cereals": Food(gettext_lazy("cereal"), "#F0DFB0", "#B98F3C", 11, '<path d="M2 4l3-2M7 9l3-2M8 3l1.6 1.8M2.6 8l1 1.9"/>'),
    "roots_tubers": Food(
        gettext_lazy("roots or banana"),
        "#E9B652",
        "#B47C1C",
        12,
        '<path d="M0 6h12M6 0v6M0 6M12 6M3 6v6M9 6v6" stroke-width="1"/>',
    ),
    "vegetables": Food(
        gettext_lazy("vegetables"),
        "#4F9A55",
        "#CDE9B6",
        9,
        '<path d="M4.5 9V0M4.5 3.6L1 1M4.5 3.6L8 1M4.5 8.1L1 5.5M4.5 8.1L8 5.5" stroke-width="1"/>',
    ),
    "fruit": Food(gettext_lazy("fruit"), "#EE8A4A", "#FFE0B8", 9, '<circle cx="4.5" cy="4.5" r="2.6"/>'),
    "legumes": Food(
        gettext_lazy("beans or pulses"),
        "#9C4A38",
        "#DB9A83",
        9,
        '<ellipse cx="2.6" cy="2.6" rx="2" ry="1.25" fill="#DB9A83" stroke="none" transform="rotate(35 2.6 2.6)"/>'
        '<ellipse cx="7" cy="6.9" rx="2" ry="1.25" fill="#DB9A83" stroke="none" transform="rotate(-30 7 6.9)"/>',
    ),
    "nuts_seeds": Food(
        gettext_lazy("groundnut"),
        "#C79A62",
        "#7A5220",
        6,
        '<circle cx="1.6" cy="1.6" r=".9" fill="#7A5220" stroke="none"/><circle cx="4.6" cy="4.6" r=".9" fill="#7A5220" stroke="none"/>',
    ),
    "eggs": Food(
        gettext_lazy("egg"),
        "#FFF6DC",
        "#F0AE1C",
        11,
        '<circle cx="5.5" cy="5.5" r="3.3" fill="#F0AE1C" stroke="#E09A0A" stroke-width=".6"/>',
    ),
    "dairy": Food(gettext_lazy("milk"), "#FBF9F1", "#B9B49F", 12, '<path d="M0 4q3-2.4 6 0t6 0M0 10q3-2.4 6 0t6 0" stroke-width="1"/>'),
    "fish": Food(
        gettext_lazy("fish"),
        "#8FB0BF",
        "#3F6577",
        9,
        '<path d="M0 0a4.5 4.5 0 0 0 9 0M-4.5 4.5a4.5 4.5 0 0 0 9 0a4.5 4.5 0 0 0 9 0" stroke-width="1"/>',
    ),
    "meat_poultry": Food(gettext_lazy("meat"), "#76412C", "#B98367", 7, '<path d="M-1 4L4-1M1.5 8.5L8.5 1.5" stroke-width="1.5"/>'),
    "beverages": Food(gettext_lazy("tea"), "#D9A566", "#9A6526", 10, '<path d="M1 3h4M6 8h4" stroke-width="1"/>'),
}

# Up to (not including) this share, the words for it.
SHARES = (
    (0.11, gettext_lazy("a tenth")),
    (0.17, gettext_lazy("a sixth")),
    (0.225, gettext_lazy("a fifth")),
    (0.29, gettext_lazy("a quarter")),
    (0.41, gettext_lazy("a third")),
    (0.58, gettext_lazy("half")),
    (0.7, gettext_lazy("two thirds")),
    (0.85, gettext_lazy("three quarters")),
    (0.97, gettext_lazy("nearly all")),
    (math.inf, gettext_lazy("all")),
)

RIM = "#0F6B4F"
ENAMEL = "#FDFEFC"


@dataclass(frozen=True)
class Cut:
    """A cup or a bowl seen from the side, cut open: where the food begins and ends, and the outlines."""

    top: float
    foot: float
    body: str
    inner: str
    shadow: str
    behind: str
    steam: str


HANDLE = "M69 38h8q10 0 9 13l-.6 9q-.8 12-12 12h-6"
CUTS = {
    CUP: Cut(
        top=30,
        foot=88,
        body="M17 24H71L68 84Q67.5 91 61 91H27Q20.5 91 20 84Z",
        inner="M20.5 29H67.5L64.8 82.5Q64.4 87.5 60 87.5H28Q23.6 87.5 23.2 82.5Z",
        shadow='<ellipse cx="44" cy="92.5" rx="27" ry="3" fill="#16201C" opacity=".14"/>',
        behind=f'<path d="{HANDLE}" fill="none" stroke="{RIM}" stroke-width="8.6"/>'
        f'<path d="{HANDLE}" fill="none" stroke="{ENAMEL}" stroke-width="5.4"/>',
        steam="M34 17q-4-4 0-8t0-7M52 17q-4-4 0-8t0-7",
    ),
    BOWL: Cut(
        top=40,
        foot=84,
        body="M6 36H94Q93 68 72 82Q68 85 62 85H38Q32 85 28 82Q7 68 6 36Z",
        inner="M10.5 40H89.5Q87.5 66 69.5 78.5Q66.5 81 61 81H39Q33.5 81 30.5 78.5Q12.5 66 10.5 40Z",
        shadow='<ellipse cx="50" cy="88" rx="26" ry="3" fill="#16201C" opacity=".14"/>',
        behind=f'<path d="M38 86h24v4H38z" fill="{ENAMEL}" stroke="{RIM}" stroke-width="1.8"/>',
        steam="M40 28q-4-4 0-8t0-7M58 28q-4-4 0-8t0-7",
    ),
}


def shares(groups: Groups) -> list[tuple[str, float]]:
    """What is seen of the dish: at most five known groups with their share of the whole, in the order of the plate.

    Unknown groups (fat, sugar, condiments, water) are left out; the shares add up to 1, or the list is empty.
    """
    grams: dict[str, float] = {}
    for group, weight in groups:
        if group in FOODS and weight > 0:
            grams[group] = grams.get(group, 0) + float(weight)
    total = sum(grams.values())
    largest = sorted(grams, key=lambda group: -grams[group])[:MOST_GROUPS]
    kept = {group: grams[group] for group in largest if grams[group] / total >= (LEAST_DAIRY_SHARE if group == "dairy" else LEAST_SHARE)}
    total = sum(kept.values())
    return [(group, kept[group] / total) for group in FOODS if group in kept]


def words(groups: Groups, lang: str | None = None) -> str:
    """The dish in words for who cannot see it, largest first: "half cereal, a quarter beans or pulses"."""
    with translation.override(lang) if lang else nullcontext():
        return ", ".join(
            _("%(share)s %(food)s") % {"share": _share_words(share), "food": FOODS[group].name}
            for group, share in sorted(shares(groups), key=lambda part: -part[1])
        )


def draw(groups: Groups, vessel: str = PLATE) -> str:
    """The dish as SVG text on a 100 × 100 ground; an empty vessel when nothing of it is known.

    :param groups: (food group, grams on the plate) pairs, in any order.
    :param vessel: one of VESSELS; a cup or a bowl steams unless it holds only fruit and milk.
    """
    if vessel not in VESSELS:
        raise ValueError(f"{vessel!r} is no vessel; there are {', '.join(VESSELS)}")
    parts = shares(groups)
    patterns = "".join(_pattern(f"p{number}", FOODS[group], 8 if vessel == PLATE else 0) for number, (group, _s) in enumerate(parts))
    picture = _plate(parts, patterns) if vessel == PLATE else _cut_open(parts, patterns, CUTS[vessel])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{picture}</svg>'


def swatch(group: str) -> str:
    """The colour and texture of one food group as a small square, for the key beside a plate."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22"><defs>'
        f'{_pattern("p", FOODS[group], None)}</defs><path fill="url(#p)" d="M0 0h22v22H0z"/></svg>\n'
    )


def _share_words(share: float) -> Any:
    return next(text for top, text in SHARES if share < top)


def _pattern(name: str, food: Food, turn: int | None) -> str:
    turned = "" if turn is None else f' patternTransform="rotate({turn})"'
    return (
        f'<pattern id="{name}" width="{food.tile}" height="{food.tile}" patternUnits="userSpaceOnUse"{turned}>'
        f'<path fill="{food.ground}" d="M0 0h{food.tile}v{food.tile}H0z"/>'
        f'<g fill="none" stroke="{food.mark}" stroke-width="1.3" stroke-linecap="round">{food.marks}</g></pattern>'
    )


def _plate(parts: list[tuple[str, float]], patterns: str) -> str:
    """Seen from above: wedges on an enamel plate, the first beginning at the upper left."""
    out = [
        f'<defs>{patterns}</defs><ellipse cx="50" cy="53" rx="46" ry="45.5" fill="#16201C" opacity=".12"/>'
        f'<circle cx="50" cy="50" r="47" fill="{ENAMEL}" stroke="{RIM}" stroke-width="1.8"/>'
        '<circle cx="50" cy="50" r="41.5" fill="#F1F4EE" stroke="#DCE2DB"/>'
    ]
    if len(parts) == 1:
        out.append('<circle cx="50" cy="50" r="37.6" fill="url(#p0)"/>')
        return "".join(out)
    widths = [max(share, LEAST_WEDGE) for _group, share in parts]
    edges = [-math.pi * 0.75]
    for width in widths:
        edges.append(edges[-1] + 2 * math.pi * width / sum(widths))
    for number, (start, end) in enumerate(pairwise(edges)):
        fill = f"url(#p{number})"
        out.append(f'<path d="{_wedge(start, end, 36, 2.5)}" fill="{fill}" stroke="{fill}" stroke-width="3.4" stroke-linejoin="round"/>')
    return "".join(out)


def _cut_open(parts: list[tuple[str, float]], patterns: str, cut: Cut) -> str:
    """Seen from the side: layers from the foot up, each drawn before the one below it, with a wave between."""
    layers, level = [], cut.foot
    for number, (_group, share) in enumerate(parts):
        height = (cut.foot - cut.top) * share
        level -= height
        is_top = number == len(parts) - 1
        surface = f"M0 {cut.top - 6:g}H100V{_n(level + height + 4)}H0z" if is_top else f"M0 {_n(level)}q12.5-3 25 0t25 0t25 0t25 0V100H0z"
        layers.append(f'<path d="{surface}" fill="url(#p{number})"/>')
    out = [
        f'<defs>{patterns}<clipPath id="c"><path d="{cut.inner}"/></clipPath></defs>{cut.shadow}{cut.behind}'
        f'<path d="{cut.body}" fill="{ENAMEL}" stroke="{RIM}" stroke-width="1.8" stroke-linejoin="round"/>'
        f'<g clip-path="url(#c)">{"".join(reversed(layers))}</g>'
    ]
    if any(group not in SERVED_COLD for group, _share in parts):
        out.append(f'<path d="{cut.steam}" fill="none" stroke="#8C9A94" stroke-width="1.8" stroke-linecap="round"/>')
    return "".join(out)


def _n(value: float) -> str:
    """One decimal, and none where it is nought."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _polar(radius: float, angle: float) -> str:
    return f"{_n(50 + radius * math.cos(angle))} {_n(50 + radius * math.sin(angle))}"


def _wedge(start: float, end: float, radius: float, gap: float) -> str:
    """A sector with its sides moved in by `gap`, so that neighbours do not touch."""
    half = (end - start) / 2
    inset = math.asin(gap / radius)
    apex = _polar(min(gap / math.sin(half), radius * 0.8), start + half)
    large = int(end - start - 2 * inset > math.pi)
    return f"M{apex}L{_polar(radius, start + inset)}A{radius} {radius} 0 {large} 1 {_polar(radius, end - inset)}Z"
