"""The parts of look.md as template tags, at hand in every template of the three rooms (a template builtin).

Small parts are made here, larger ones from templates/parts/. Python in the desk may call the same functions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice import charts
from core.common import clock as kitchen_clock
from core.common import money as francs

register = template.Library()


@dataclass(frozen=True)
class State:
    """How a state looks: its symbol in the sprite, its tone and its word."""

    symbol: str
    tone: str
    word: Any


QUIET, OK, WAIT, LATE, INFO = "quiet", "ok", "wait", "late", "info"
STATES = {
    # orders
    "draft": State("draft", QUIET, gettext_lazy("Draft")),
    "placed": State("placed", WAIT, gettext_lazy("Placed")),
    "confirmed": State("confirmed", INFO, gettext_lazy("Confirmed")),
    "preparing": State("preparing", INFO, gettext_lazy("Preparing")),
    "ready": State("ready", OK, gettext_lazy("Ready")),
    "out_for_delivery": State("way", INFO, gettext_lazy("On the way")),
    "delivered": State("check", OK, gettext_lazy("Delivered")),
    "cancelled": State("cancelled", QUIET, gettext_lazy("Cancelled")),
    "undeliverable": State("undeliverable", LATE, gettext_lazy("Undeliverable")),
    "late": State("late", LATE, gettext_lazy("Late")),
    # kitchen tickets
    "queued": State("draft", WAIT, gettext_lazy("Queued")),
    "started": State("preparing", INFO, gettext_lazy("Started")),
    "done": State("check", OK, gettext_lazy("Done")),
    "recalled": State("hand", LATE, gettext_lazy("Recalled")),
    # stops of a porter or courier
    "waiting": State("draft", WAIT, gettext_lazy("Waiting")),
    "assigned": State("person", INFO, gettext_lazy("Assigned")),
    "picked_up": State("way", INFO, gettext_lazy("On the way")),
    # payments
    "due": State("placed", WAIT, gettext_lazy("To pay")),
    "paid": State("check", OK, gettext_lazy("Paid")),
    "refunded": State("undo", QUIET, gettext_lazy("Refunded")),
    "failed": State("close", LATE, gettext_lazy("Failed")),
    "pending": State("placed", WAIT, gettext_lazy("Waiting")),
    "succeeded": State("check", OK, gettext_lazy("Received")),
    "void": State("draft", QUIET, gettext_lazy("Nothing owed")),
    # what the rules say of a plate
    "fits": State("leaf", OK, gettext_lazy("Fits")),
    "warning": State("look", WAIT, gettext_lazy("Warning")),
    "approval": State("hand", LATE, gettext_lazy("Needs consent")),
    "blocker": State("stop", LATE, gettext_lazy("Does not fit")),
    "overruled": State("shield-check", INFO, gettext_lazy("Overruled")),
    "second": State("people", WAIT, gettext_lazy("Waits for a second person")),
    # everything else
    "active": State("ready", OK, gettext_lazy("Active")),
    "archived": State("draft", QUIET, gettext_lazy("Archived")),
    "published": State("ready", OK, gettext_lazy("Published")),
    "retired": State("draft", QUIET, gettext_lazy("Retired")),
    "unknown": State("unknown", WAIT, gettext_lazy("To check")),
    "open": State("placed", WAIT, gettext_lazy("Open")),
    "sent": State("check", OK, gettext_lazy("Sent")),
    "new": State("plus", OK, gettext_lazy("New")),
    "changed": State("preparing", WAIT, gettext_lazy("Changed")),
    "same": State("draft", QUIET, gettext_lazy("Same")),
    "refused": State("close", LATE, gettext_lazy("Refused")),
}
FITS = {
    "fits": ("leaf", gettext_lazy("Fits")),
    "look": ("look", gettext_lazy("Look first")),
    "no": ("stop", gettext_lazy("Does not fit")),
}
NEARLY_DUE = 5  # minutes before a promise from which its clock is amber


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One symbol of the sprite, said to nobody: the word beside it is what screen readers hear."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', f"icon {css}".strip(), static("house/icons.svg"), name
    )


@register.simple_tag
def chip(state: str, word: Any = "") -> SafeString:
    """A state as icon, colour and word. `word` replaces the word, never the icon."""
    look = STATES.get(state) or State("draft", QUIET, str(state).replace("_", " ").capitalize())
    return format_html('<span class="state-chip state-chip--{}">{}{}</span>', look.tone, icon(look.symbol), word or look.word)


@register.simple_tag
def state_words(state: str, word: Any = "") -> SafeString:
    """A state as icon and word without ground, for the second state in a row that already has a chip."""
    look = STATES.get(state) or State("draft", QUIET, str(state).replace("_", " ").capitalize())
    return format_html(
        '<span class="state-words state-words--{}">{}{}</span>', look.tone, icon(look.symbol, "icon--small"), word or look.word
    )


@register.simple_tag(takes_context=True, name="clock")
def clock_tag(context: dict[str, Any], due: datetime | None, done: bool = False) -> SafeString:
    """Minutes to or past a promise, against the context's `now` when the page was made for one."""
    return clock(due, now=context.get("now") or kitchen_clock.now(), done=done)


def clock(due: datetime | None, *, now: datetime, done: bool = False) -> SafeString:
    """Minutes to (−) or past (+) a promise; the absolute time on hover and to screen readers."""
    if due is None:
        return SafeString("")
    minutes = round((now - due).total_seconds() / 60)
    tone = QUIET if done or minutes < -NEARLY_DUE else LATE if minutes > 0 else WAIT
    when = _("due %(when)s") % {"when": date_format(localtime(due), "D j M H:i")}
    return format_html(
        '<time class="clock clock--{}" datetime="{}" title="{}"><span aria-hidden="true">{}{}</span>'
        '<span class="visually-hidden">{}</span></time>',
        tone,
        due.isoformat(),
        when,
        icon("late", "icon--small") if tone == LATE else "",
        _span_of(minutes),
        when,
    )


def _span_of(minutes: int) -> str:
    size, sign = abs(minutes), "+" if minutes > 0 else "−" if minutes else ""
    if size < 90:
        return sign + _("%(minutes)d min") % {"minutes": size}
    if size < 24 * 60:
        return sign + _("%(hours)d h %(minutes)02d") % {"hours": size // 60, "minutes": size % 60}
    return sign + _("%(days)d d") % {"days": size // (24 * 60)}


@register.filter
def money(amount: int | str | None) -> str:
    """An amount in the reader's way of writing thousands, without the currency; nothing for what a template finds missing."""
    return "" if amount in (None, "") else francs.show(amount)


@register.simple_tag
def rwf(amount: int | str | None) -> str:
    """An amount that stands alone: "RWF 12,300", never broken over two lines."""
    return "" if amount in (None, "") else f"RWF\u00a0{francs.show(amount)}"


@register.simple_tag
def safety(text: Any, *, small: bool = False) -> SafeString:
    """The yellow badge of allergens, diets and recalls, and of nothing else."""
    return format_html('<span class="safety-badge{}">{}{}</span>', " safety-badge--small" if small else "", icon("warn"), text)


@register.simple_tag
def fit(kind: str, text: Any) -> SafeString:
    """The verdict in a row: leaf, eye or yellow."""
    return format_html('<span class="fit-mark fit-mark--{}">{}{}</span>', kind, icon(FITS[kind][0]), text)


@register.inclusion_tag("parts/verdict.html")
def verdict(kind: str, reasons: Sequence[Any] = (), title: Any = "") -> dict[str, Any]:
    """The verdict on a page: its word, the first reason, the rest on opening."""
    symbol, word = FITS[kind]
    reasons = list(reasons)
    return {"kind": kind, "symbol": symbol, "title": title or word, "first": reasons[0] if reasons else "", "rest": reasons[1:]}


@register.inclusion_tag("parts/person.html")
def person(
    name: Any, phone: Any = "", say: Any = "", hint: Any = "", badges: Iterable[tuple[str, Any]] = (), warnings: Iterable[Any] = ()
) -> dict[str, Any]:
    """Who it is and how to reach them. `badges` are (symbol, text), `warnings` go on safety yellow."""
    initials = "".join(word[0] for word in str(name).split()[:2]).upper()
    return {"initials": initials, "name": name, "phone": phone, "say": say, "hint": hint, "badges": badges, "warnings": warnings}


@register.inclusion_tag("parts/money_lines.html")
def money_lines(lines: Sequence[dict[str, Any]], notes: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """What makes up an amount: each line `label`, `reason`, `amount`; the last one is the total."""
    return {"lines": lines[:-1], "total": lines[-1], "notes": notes}


@register.inclusion_tag("parts/empty.html")
def empty(title: Any, text: Any = "", url: str = "", button: Any = "") -> dict[str, Any]:
    """What belongs here, and the one button that starts it."""
    return {"title": title, "text": text, "url": url, "button": button}


@register.simple_tag
def plate(address: str, words: Any, size: int = 72) -> SafeString:
    """The picture of a dish, photo or drawn plate, with its words for who cannot see it."""
    return format_html(
        '<img class="plate{}" src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">',
        " plate--large" if size > 200 else "",
        address,
        words,
        size,
        size,
    )


@register.inclusion_tag("parts/plate_key.html")
def plate_key(groups: Sequence[tuple[str, Any, float]]) -> dict[str, Any]:
    """What the textures of a drawn plate mean: (group, its name, grams), with the share of each."""
    total = sum(grams for _group, _name, grams in groups) or 1
    return {
        "rows": [(static(f"house/textures/{group}.svg"), name, round(grams), round(100 * grams / total)) for group, name, grams in groups]
    }


@register.inclusion_tag("parts/spark.html")
def spark(now: Sequence[float], before: Sequence[float] = (), label: Any = "") -> dict[str, Any]:
    """A figure's course today, its twin in grey behind it."""
    return {"label": label, **charts.spark(now, before)}


@register.inclusion_tag("parts/bars.html")
def bars(now: Sequence[int], before: Sequence[int], labels: Sequence[Any], label: Any = "", unit: Any = "") -> dict[str, Any]:
    """Two bars a step: now in green, its twin in grey."""
    return {"label": label, **charts.bars(now, before, labels, str(unit))}


@register.inclusion_tag("parts/interval.html")
def interval(low: float, high: float, scale: float, bound: float | None = None, tone: str = QUIET) -> dict[str, Any]:
    """A figure known only between two values, against the bound of a diet."""
    return {"tone": tone, **charts.interval(low, high, scale, bound)}


@register.inclusion_tag("parts/days.html")
def days(marks: Sequence[tuple[str, Any]], label: Any = "") -> dict[str, Any]:
    """One small block a day: (tone, words)."""
    width = 100 / max(len(marks), 1)
    return {
        "label": label,
        "width": f"{width - 0.8:.2f}%",
        "marks": [(tone, words, f"{place * width:.2f}%") for place, (tone, words) in enumerate(marks)],
    }
