"""Cells of lists that several domains draw alike."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backoffice.templatetags import parts

NOTHING = SafeString('<span class="nothing"></span>')  # nothing to say in this row: on a phone its label goes too


def thing(words: Any, hint: Any = "") -> SafeString:
    """What the row is about in words, and small under it what tells it from its neighbours."""
    if not hint:
        return format_html('<span class="thing">{}</span>', words)
    return format_html('<span class="thing">{}<small>{}</small></span>', words, hint)


def number(value: Any) -> SafeString:
    """A figure at the right edge; a dash where there is none."""
    return format_html('<span class="num">{}</span>', "–" if value is None or value == "" else value)


def francs(amount: int | None) -> SafeString:
    return number(parts.money(amount))


def badges(allergens: list[str]) -> SafeString:
    """What something surely contains, each on safety yellow."""
    if not allergens:
        return NOTHING
    return format_html(
        '<span class="badges">{}</span>', format_html_join(" ", "{}", ((parts.safety(name, small=True),) for name in allergens))
    )


def links(found: list[tuple[str, Any]]) -> SafeString:
    """(address, words) as links in one line; a dash where there are none."""
    if not found:
        return SafeString("–")
    return format_html_join(", ", '<a class="link" href="{}">{}</a>', found)


def meter(taken: int, of: int, words: Any = "") -> SafeString:
    """How much of a whole is taken, as a bar with its words."""
    share = min(100, round(100 * taken / of)) if of else 100
    tone = parts.LATE if taken >= of else parts.WAIT if share >= 85 else parts.OK
    return format_html(
        '<span class="meter"><svg class="meter-bar is-{}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="meter-rail" width="100" height="6"/><rect class="meter-fill" width="{}" height="6"/></svg><span>{}</span></span>',
        tone,
        share,
        words or _("%(taken)d of %(of)d") % {"taken": taken, "of": of},
    )
