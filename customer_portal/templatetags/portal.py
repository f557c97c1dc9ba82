"""What the portal's templates need beyond the family's parts: fields, the way through the pages, languages."""

from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

register = template.Library()

LANGUAGE_ORDER = ("rw", "en", "fr")


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], *names: str) -> SafeString:
    """The mark of the present page on a link that leads to one of the URL names."""
    match = getattr(context.get("request"), "resolver_match", None)
    return mark_safe(' aria-current="page"') if match and match.view_name in names else SafeString("")


@register.inclusion_tag("portal/pieces/languages.html", takes_context=True)
def languages(context: dict[str, Any]) -> dict[str, Any]:
    """The languages as buttons of one form, so that choosing works without script."""
    known = dict(settings.LANGUAGES)
    return {
        "languages": [get_language_info(code) for code in LANGUAGE_ORDER if code in known],
        "chosen": get_language(),
        "csrf_token": context["csrf_token"],
        "request": context["request"],
    }


@register.inclusion_tag("portal/pieces/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A form's field with its label, its hint, its mistake and its widget, tied together for screen readers.

    The ids are those Django names in aria-describedby: <id>_helptext and <id>_error.
    """
    widget = bound.field.widget
    if hint:
        bound.help_text = hint
    kind = "text"
    if bound.is_hidden:
        kind = "hidden"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "check"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "choices"
    return {
        "bound": bound,
        "kind": kind,
        "widget": bound.as_widget(attrs=_attributes(widget) if kind == "text" else {}),
    }


def _attributes(widget: forms.Widget) -> dict[str, Any]:
    """Class and keyboard of a text field. A placeholder that repeats the label goes: it vanishes while one types."""
    attributes: dict[str, Any] = {"class": "field__input", "placeholder": False}
    purpose = widget.attrs.get("autocomplete")
    if purpose == "one-time-code":
        attributes |= {"class": "field__input code-input", "inputmode": "numeric", "spellcheck": "false"}
    elif purpose == "tel" or getattr(widget, "input_type", "") == "tel":
        attributes["inputmode"] = "tel"
    elif purpose == "username":
        attributes |= {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
    return attributes


@register.filter
def fours(secret: str) -> str:
    """A long secret in groups of four, which eyes and fingers can follow."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))


@register.filter
def device(user_agent: str) -> str:
    """ "Chrome, Android" for what a browser says of itself; what it says, when that names neither."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or user_agent
