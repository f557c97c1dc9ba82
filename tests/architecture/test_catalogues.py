"""Every text for people is said in every language we ship: whole, with its blanks, and compiled."""

from __future__ import annotations

import ast
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import date
from gettext import GNUTranslations
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django import forms
from django.core.management import call_command
from django.utils.dateformat import format as date_format
from django.utils.translation import override

from tests.architecture.house import PACKAGES, ROOT, name_of, nothing, sources

OURS = [path for path in sorted(ROOT.glob("locale/??/LC_MESSAGES/django.po")) if len(polib.pofile(str(path)))]
PACKAGES_SAY = sorted(ROOT.glob("locale/packages/??/LC_MESSAGES/django.po"))
BLANK = re.compile(r"%\(\w+\)[-#0 +.\d]*[a-zA-Z]|%[sd%]|\{\w*\}|</?\w[^>]*>")
"""What a program fills in, and the tags around it."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "locale").parent.parent)


every_catalogue = pytest.mark.parametrize("path", [*OURS, *PACKAGES_SAY], ids=named)


def said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def about(entry: polib.POEntry) -> str:
    return f"{entry.occurrences[0][0] if entry.occurrences else '?'}: {entry.msgid!r}"


def unsaid(entries: Iterable[polib.POEntry]) -> list[str]:
    """Texts without a translation, guessed ones, and plurals of which a form lacks."""
    return [
        about(entry)
        for entry in entries
        if entry.fuzzy or not all(said(entry)) or (entry.msgid_plural and sorted(entry.msgstr_plural) != [0, 1])
    ]


def with_other_blanks(entries: Iterable[polib.POEntry]) -> list[str]:
    """A form may leave out a number that it says in words ("one row"), as English does; it may add or rename nothing."""
    found = []
    for entry in entries:
        singular, plural = Counter(BLANK.findall(entry.msgid)), Counter(BLANK.findall(entry.msgid_plural or entry.msgid))
        allowed = [(singular,)] if not entry.msgid_plural else [(singular, plural), (plural,)]
        for form, wanted in zip(said(entry), allowed, strict=False):
            if form and Counter(BLANK.findall(form)) not in wanted:
                found.append(f"{about(entry)} → {form!r}")
    return found


def test_kinyarwanda_is_shipped_for_django_has_none():
    assert "rw" in {path.parent.parent.name for path in OURS}
    assert (ROOT / "locale" / "packages" / "rw" / "LC_MESSAGES" / "django.po") in PACKAGES_SAY


@every_catalogue
def test_every_text_is_translated_with_all_its_plurals(path: Path):
    nothing(unsaid(polib.pofile(str(path))))


@every_catalogue
def test_translations_have_the_blanks_of_their_source(path: Path):
    nothing(with_other_blanks(polib.pofile(str(path))))


@every_catalogue
def test_the_compiled_catalogue_says_what_the_written_one_says(path: Path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {key: text for key, text in GNUTranslations(file)._catalog.items() if key}
    written = {}
    for entry in polib.pofile(str(path)):
        key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        if entry.msgid_plural:
            written |= {(key, number): text for number, text in entry.msgstr_plural.items() if text}
        elif entry.msgstr:
            written[key] = entry.msgstr
    assert compiled == written


@every_catalogue
def test_a_catalogue_carries_no_line_numbers_and_no_paths_of_a_machine(path: Path):
    places = {place for entry in polib.pofile(str(path)) for place in entry.occurrences}
    nothing(f"{file}:{line}" for file, line in places if line or file.startswith(("/", "..")))


def marked_texts() -> set[tuple[str, str]]:
    """What collecting finds in Python, without gettext installed: the plain literals given to gettext and its kin."""
    found = set()
    for source in sources():
        for node in source.walk():
            if isinstance(node, ast.Call) and name_of(node) in {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}:
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
                if name_of(node).startswith("pgettext") and len(texts) == 2:
                    found.add((texts[0], texts[1]))
                elif texts and not name_of(node).startswith("pgettext"):
                    found.add(("", texts[0]))
    return found


TRANSLATE = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')(?:\s+context\s+["']([^"']+)["'])?""")


def marked_in_templates() -> set[tuple[str, str]]:
    files = [path for package in PACKAGES for path in (ROOT / package).glob("templates/**/*") if path.is_file()]
    return {
        (context, (double or single).replace("%", "%%"))
        for path in files
        for double, single, context in TRANSLATE.findall(path.read_text())
    }


@pytest.mark.parametrize("path", OURS, ids=named)
def test_every_marked_text_is_in_the_catalogue(path: Path):
    """`make messages` collects them."""
    there = {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(path))}
    nothing(f"{named(path)}: {text!r}" for _context, text in sorted((marked_texts() | marked_in_templates()) - there))


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed: apt-get install gettext")
def test_collecting_twice_changes_nothing(tmp_path: Path, settings, monkeypatch):
    catalogue = tmp_path / "locale" / "rw" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text((ROOT / "locale/rw/LC_MESSAGES/django.po").read_text().split("\n\n")[0] + "\n")
    (tmp_path / "words.py").write_text('from django.utils.translation import gettext as _\nb = _("Zones")\na = _("Allergens")\n')
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)

    def collect() -> str:
        call_command("makemessages", locale=["rw"], add_location="file", no_obsolete=True, verbosity=0)
        return catalogue.read_text()

    first = collect()
    assert collect() == first
    assert [each.msgid for each in polib.pofile(str(catalogue))] == ["Allergens", "Zones"]
    assert polib.pofile(str(catalogue)).metadata["POT-Creation-Date"] == "2026-11-25 08:00+0200"


# --- what packages say ------------------------------------------------------------------------------------------------


def texts_of(package: str) -> str:
    """All a package could say: its own catalogues, or else its sources."""
    spec = find_spec(package)
    assert spec is not None, package
    root = Path(str(spec.origin)).parent
    catalogues = sorted(root.glob("**/locale/fr/LC_MESSAGES/django.po")) if package != "unfold" else []
    if catalogues:
        return "\n".join(f"{entry.msgctxt or ''}\x04{entry.msgid}" for file in catalogues for entry in polib.pofile(str(file)))
    return "\n".join(path.read_text() for suffix in ("html", "py") for path in sorted(root.glob(f"**/*.{suffix}")))


@pytest.mark.parametrize("path", PACKAGES_SAY, ids=named)
def test_packages_still_say_what_we_translate_for_them(path: Path):
    entries = list(polib.pofile(str(path)))
    texts = {package: texts_of(package) for package in {entry.occurrences[0][0] for entry in entries}}
    nothing(about(entry) for entry in entries if entry.msgid not in texts[entry.occurrences[0][0]])


@pytest.mark.parametrize("path", PACKAGES_SAY, ids=named)
def test_no_text_is_translated_twice(path: Path):
    ours = ROOT / "locale" / path.relative_to(ROOT / "locale" / "packages")
    own = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(ours))}
    nothing(about(entry) for entry in polib.pofile(str(path)) if (entry.msgctxt, entry.msgid) in own)


def test_django_speaks_kinyarwanda_in_dates_and_forms():
    class Asking(forms.Form):
        name = forms.CharField()

    with override("rw"):
        assert date_format(date(2026, 11, 25), "D j M") == "ku wa gatatu 25 Ugu."
        assert date_format(date(2026, 5, 1), "l j F Y") == "ku wa gatanu 1 Gicurasi 2026"
        assert Asking({}).errors == {"name": ["Uzuza aha hantu."]}


# --- controls -----------------------------------------------------------------------------------------------------------


def entry(text: str, translation: str = "", *plural: str, **more: object) -> polib.POEntry:
    forms_said = {"msgid_plural": plural[0], "msgstr_plural": dict(enumerate(plural[1:]))} if plural else {"msgstr": translation}
    return polib.POEntry(msgid=text, **forms_said, **more)


@pytest.mark.parametrize(
    "wrong",
    [
        entry("Save"),
        entry("Save", "Bika", flags=["fuzzy"]),
        entry("%(n)d row", "", "%(n)d rows", "umurongo %(n)d"),
        entry("%(n)d row", "", "%(n)d rows", "umurongo %(n)d", ""),
    ],
)
def test_control_a_text_that_is_not_said_is_found(wrong: polib.POEntry):
    assert len(unsaid([wrong])) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        entry("Saved: %(name)s", "Byabitswe: %(izina)s"),
        entry("Saved: %(name)s", "Byabitswe"),
        entry("%(n)d rows", "imirongo %(n)s"),
        entry("<b>%(x)s</b>", "%(x)s"),
        entry("Import %(n)d row", "", "Import %(n)d rows", "Injiza %(n)d", "Injiza imirongo"),
    ],
)
def test_control_a_translation_with_other_blanks_is_found(wrong: polib.POEntry):
    assert len(with_other_blanks([wrong])) == 1
