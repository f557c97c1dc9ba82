"""Geometry of the small drawings: numbers in, SVG coordinates out, as text so that no language puts a comma in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def spark(now: Sequence[float], before: Sequence[float] = ()) -> dict[str, str]:
    """Two lines on a 74 × 24 ground over the same hours: this day so far, and its twin behind it."""
    values = [*now, *before]
    if not values:
        return {"now": "", "before": "", "end": ""}
    low, span = min(values), (max(values) - min(values)) or 1
    steps = max(len(now), len(before), 2) - 1

    def line(points: Sequence[float]) -> list[str]:
        return [f"{_n(2 + place * 68 / steps)},{_n(20 - (value - low) * 17 / span)}" for place, value in enumerate(points)]

    present = line(now)
    return {"now": " ".join(present), "before": " ".join(line(before)), "end": present[-1].replace(",", " ") if present else ""}


@dataclass(frozen=True)
class Bar:
    kind: str
    x: str
    y: str
    height: str
    words: str


def bars(now: Sequence[int], before: Sequence[int], labels: Sequence[Any], unit: str = "") -> dict[str, Any]:
    """Two bars a step on a 600 × 152 ground: grey is the twin before, green is now; hours to come have no green bar."""
    top = max([*now, *before, 1])
    marked = (0, 0.5, 1) if top >= 4 else (0, 1)
    step = 560 / max(len(labels), 1)
    width = min(11, step / 2 - 2)
    drawn, marks = [], []
    for place, label in enumerate(labels):
        left = 34 + place * step
        for offset, (kind, values) in enumerate((("before", before), ("now", now))):
            if place < len(values):
                height = values[place] / top * 110
                words = f"{label}: {values[place]} {unit}".strip()
                drawn.append(Bar(kind, _n(left + offset * (width + 2)), _n(130 - height), _n(height), words))
        marks.append((_n(left + width + 1), str(label)))
    scale = [(_n(130 - share * 110), _n(134 - share * 110), str(round(top * share))) for share in marked]
    return {"bars": drawn, "width": _n(width), "marks": marks, "scale": scale}


def interval(low: float, high: float, scale: float, bound: float | None = None) -> dict[str, str]:
    """A band from low to high on a rail that ends at `scale`, with a tick at the bound; all in percent, kept inside the rail."""

    def place(value: float) -> float:
        return min(max(100 * value / scale, 0), 100) if scale else 0

    left, width = place(low), max(place(high) - place(low), 3)
    return {"left": _n(min(left, 97)), "width": _n(min(width, 100 - min(left, 97))), "bound": "" if bound is None else _n(place(bound))}
