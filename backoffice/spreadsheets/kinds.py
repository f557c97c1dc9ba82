"""What a cell may hold: one class a kind of value. `clean` says what is wrong and what is allowed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from backoffice.spreadsheets.tables import Cell

BIGGEST = 2_147_483_647
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+")
PLAIN = re.compile(r"-?\d+")
DECIMAL = re.compile(r"-?\d+([.,]\d+)?")
SLUG = re.compile(r"[-\w]+", re.ASCII)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]")
CODE_OF_LANGUAGE = ("en", "rw", "fr")


class Kind(Widget):
    """`clean(cell)` gives the value or raises ValueError with a sentence; `render(value)` gives the cell back."""

    empty: Any = None
    """What an empty cell means."""
    is_figure = False

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class Text(Kind):
    empty = ""

    def __init__(self, most: int | None = None, digits: int = 0) -> None:
        super().__init__()
        self.most, self.digits = most, digits

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str:
        if isinstance(value, (bool, date, time)):
            raise ValueError(_("A text is wanted here. Format the cell as text."))
        if isinstance(value, int) and self.digits:
            value = str(value).zfill(self.digits)
        text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").strip()
        if UNSEEN.search(text):
            raise ValueError(_("The text holds signs that cannot be seen. Type it again."))
        if self.most is not None and len(text) > self.most:
            raise ValueError(_("%(length)d letters; at most %(most)d.") % {"length": len(text), "most": self.most})
        return text


class Key(Text):
    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if not SLUG.fullmatch(text):
            raise ValueError(_("Only letters a to z, digits, _ and -, without spaces."))
        return text


class Whole(Kind):
    is_figure = True

    def __init__(self, least: int = 0, most: int = BIGGEST) -> None:
        super().__init__()
        self.least, self.most = least, most

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> int:
        if isinstance(value, str):
            text = value.translate(SPACES)
            if GROUPED.fullmatch(text):
                text = text.replace(",", "")
            if not PLAIN.fullmatch(text) or len(text) > 12:
                raise ValueError(self._allowed())
            value = int(text)
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise ValueError(self._allowed())
        return value

    def _allowed(self) -> str:
        if self.most < BIGGEST:
            return _("Whole figures, %(least)d to %(most)d.") % {"least": self.least, "most": self.most}
        return _("Whole figures, %(least)d or more.") % {"least": self.least} if self.least else _("Whole figures only.")


class Number(Kind):
    """A figure with decimals, kept exactly."""

    is_figure = True

    def __init__(self, places: int, least: Decimal | None = None, most: Decimal | None = None) -> None:
        super().__init__()
        self.places, self.least, self.most = places, least, most
        self.step = Decimal(1).scaleb(-places)

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Decimal:
        figure = self._figure(value)
        rounded = figure.quantize(self.step)
        # A workbook keeps 0.1 + 0.2 as 0.30000000000000004; that is not what was typed.
        if abs(figure - rounded) > Decimal("1e-9"):
            raise ValueError(_("At most %(places)d decimals.") % {"places": self.places})
        if (self.least is not None and rounded < self.least) or (self.most is not None and rounded > self.most):
            raise ValueError(self._allowed())
        return rounded

    def _figure(self, value: Cell) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
            raise ValueError(self._allowed())
        text = repr(value) if isinstance(value, float) else str(value).translate(SPACES)
        if isinstance(value, str):
            if GROUPED.fullmatch(text):
                raise ValueError(_("The comma can mean two things here: write 1400 or 1.4."))
            if not DECIMAL.fullmatch(text):
                raise ValueError(self._allowed())
            text = text.replace(",", ".")
        try:
            figure = Decimal(text)
        except InvalidOperation:
            raise ValueError(self._allowed()) from None
        if not figure.is_finite() or abs(figure) > 10**12:
            raise ValueError(self._allowed())
        return figure

    def _allowed(self) -> str:
        if self.least is not None and self.most is not None:
            return _("A figure from %(least)s to %(most)s.") % {"least": _plain(self.least), "most": _plain(self.most)}
        if self.least is not None:
            return _("A figure from %(least)s on.") % {"least": _plain(self.least)}
        return _("A figure like 12.5.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else _plain(value)


def _plain(figure: Decimal) -> Decimal:
    """Without zeros at the end and without an exponent: 2.80 → 2.8, 100 → 100."""
    return figure.quantize(Decimal(1)) if figure == figure.to_integral_value() else figure.normalize()


class YesNo(Kind):
    WORDS = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    MORE = {"yego": True, "oya": False, "oui": True, "non": False, "y": True, "n": False}

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> bool:
        if isinstance(value, bool):
            return value
        found = {**self.WORDS, **self.MORE}.get(str(value).strip().lower())
        if found is None:
            raise ValueError(_("Write yes or no."))
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "yes" if value else "no"


class OneOf(Kind):
    """One of a list, by its key or by its word in any of our languages."""

    empty = ""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.choices = dict(choices)
        self.words = {}
        for language in CODE_OF_LANGUAGE:
            with translation.override(language):
                self.words |= {str(label).casefold(): key for key, label in self.choices.items()}
        self.words |= {str(key).casefold(): key for key in self.choices}

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Any:
        found = self.words.get(str(value).strip().casefold())
        if found is None:
            raise ValueError(_("Not known. Possible: %(words)s.") % {"words": ", ".join(self.shown())})
        return found

    def shown(self) -> list[str]:
        return [str(self.render(key)) for key in self.choices]


class Weekday(OneOf):
    """A number in the database, a word in the sheet."""

    def __init__(self, choices: Iterable[tuple[int, Any]], keys: Mapping[int, str]) -> None:
        self.keys = keys
        super().__init__(choices)
        self.words |= {word: number for number, word in keys.items()}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.keys.get(value, "")


class Several(Kind):
    """Some of a list, with semicolons between; in the order of the list, whatever the order in the cell."""

    empty: tuple = ()

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.one = OneOf(choices)

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> tuple:
        given = {self.one.clean(word) for word in str(value).split(";") if word.strip()}
        return tuple(key for key in self.one.choices if key in given)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ";".join(value or ())


class Day(Kind):
    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(str(value).strip(), shape).date()  # noqa: DTZ007 (a day has no zone)
            except ValueError:
                continue
        raise ValueError(_("A day like 2026-11-25 or 25/11/2026."))


class Clock(Kind):
    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> time:
        if isinstance(value, datetime):
            value = value.time()
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        try:
            return datetime.strptime(str(value).strip()[:5].replace("h", ":"), "%H:%M").time()  # noqa: DTZ007
        except ValueError:
            raise ValueError(_("A time like 12:30.")) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%H:%M}" if value else ""


class Email(Text):
    empty = None

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value).lower()
        try:
            validate_email(text)
        except ValidationError:
            raise ValueError(_("An e-mail address like name@chub.example.")) from None
        return text


class Phone(Kind):
    """E.164; a number without a country is one of Rwanda."""

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str:
        text = str(value).strip()
        # A workbook that took the number for a figure has dropped its plus.
        if isinstance(value, int) and text.startswith("250"):
            text = f"+{text}"
        try:
            number = phonenumbers.parse(text, "RW")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValueError(_("A phone number like +250 788 412 067."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value) if value else ""
