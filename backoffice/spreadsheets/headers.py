"""The first line of a file → its columns."""

from __future__ import annotations

from difflib import get_close_matches

from django.utils import translation
from django.utils.translation import gettext as _

from backoffice.spreadsheets.columns import Column
from backoffice.spreadsheets.kinds import CODE_OF_LANGUAGE
from backoffice.spreadsheets.tables import FileRefused, Table, address, is_blank, letters


def places(table: Table, columns: dict[str, Column], key: tuple[str, ...]) -> dict[str, int]:
    """{column name: place in the line}. A header is a column's name, or its label in any of our languages.

    :raises FileRefused: an unknown header (with the nearest right one), one twice, cells without one, or no key column.
    """
    words = _words(columns)
    found: dict[str, int] = {}
    problems = []
    for place, cell in enumerate(table.headers):
        where = address(place, table.header_row)
        if is_blank(cell):
            if any(place < len(cells) and not is_blank(cells[place]) for _number, cells in table.lines):
                problems.append(_("Column %(column)s has cells but no header.") % {"column": letters(place)})
            continue
        text = str(cell).strip()
        name = words.get(_folded(text))
        if name is None:
            near = get_close_matches(_folded(text), words, 1, 0.5)
            if near:
                problems.append(
                    _("%(address)s: no column is called “%(name)s”. Nearest: %(near)s.")
                    % {"address": where, "name": text, "near": words[near[0]]}
                )
            else:
                problems.append(
                    _("%(address)s: no column is called “%(name)s”. Possible: %(words)s.")
                    % {"address": where, "name": text, "words": ", ".join(columns)}
                )
        elif name in found:
            problems.append(_("%(address)s: the column %(name)s stands there twice.") % {"address": where, "name": name})
        else:
            found[name] = place
    problems += [_("The column %(name)s is missing: rows are found by it.") % {"name": name} for name in key if name not in found]
    if problems:
        raise FileRefused(_("The headers do not fit."), code="headers", items=problems)
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(columns: dict[str, Column]) -> dict[str, str]:
    words: dict[str, str] = {}
    for language in CODE_OF_LANGUAGE:
        with translation.override(language):
            for name, column in columns.items():
                words.setdefault(_folded(str(column.label)), name)
    return words | {name.replace("_", " "): name for name in columns} | {name: name for name in columns}
