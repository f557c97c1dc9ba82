"""Text for people is marked for translation, in Python and in templates; rooms stay small; pages carry no inline code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, Source, name_of, nothing, sources, unexplained

WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN_WORDS = {
    "verbose_name",
    "verbose_name_plural",
    "help_text",
    "label",
    "empty_label",
    "violation_error_message",
    "title",
    "description",
    "form_submit_text",
}
"""Keyword arguments whose text lands on a screen."""
SPEAKING_CALLS = {"RuleBroken", "ValidationError", "Http404", "PermissionDenied"}
MESSAGES = {"success", "error", "warning", "info"}
NO_TRANSLATION = {"Dusangire", "CHUB", "RWF", "PDF", "QR", "CSV", "XLSX", "API", "kcal", "kJ", "min", "mg", "km"}
"""Names and units that are the same in every language."""
NOT_SPOKEN = {
    "management": "commands speak English to operators",
    "backoffice.settings": "names of settings",
}

FOR_PROGRAMMERS = "backoffice.api"
"""The API's own description is English; its refusals are not."""


def plain_text(node: ast.AST) -> bool:
    """Whether this is a literal with a word in it, or an f-string: neither reaches a translator."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(WORD.search(node.value)) and node.value not in NO_TRANSLATION
    return isinstance(node, ast.JoinedStr) and any(plain_text(part) for part in node.values)


def untranslated(found: Iterable[Source]) -> list[str]:
    breaches = []
    for source in found:
        if source.module.startswith(tuple(NOT_SPOKEN)):
            continue
        refusals = SPEAKING_CALLS | {
            node.name
            for node in source.tree.body
            if isinstance(node, ast.ClassDef) and any(name_of(base) in SPEAKING_CALLS for base in node.bases)
        }
        for node in source.walk():
            if not isinstance(node, ast.Call):
                continue
            called = name_of(node)
            spoken = [] if source.module.startswith(FOR_PROGRAMMERS) else [word.value for word in node.keywords if word.arg in SPOKEN_WORDS]
            if called in refusals or called.startswith("Cannot"):
                spoken += node.args[:1]
            if called in MESSAGES and isinstance(node.func, ast.Attribute) and name_of(node.func.value) == "messages":
                spoken += node.args[1:2]
            if called.endswith("Field") and ast.unparse(node.func).startswith(("models.", "forms.")):
                spoken += [argument for argument in node.args[:1] if isinstance(argument, ast.Constant)]
            breaches += [f"{source.at(text)} {ast.unparse(text)}" for text in spoken if plain_text(text)]
    return breaches


def test_text_for_people_in_python_goes_through_gettext():
    nothing(untranslated(sources()))


@pytest.mark.parametrize(
    "line",
    [
        "raise RuleBroken('The slot is full.')",
        "raise CannotReserveSlot(f'{slot} is full.')",
        "messages.success(request, 'Saved.')",
        "models.CharField('name', max_length=3)",
        "forms.CharField(label='Name')",
        "models.CharField(_('name'), help_text='Short.')",
        "action(description='Confirm')",
    ],
)
def test_control_a_text_without_gettext_is_found(line: str):
    assert len(untranslated([Source.of("core.orders.actions", line)])) == 1


def test_control_translated_text_is_no_breach():
    assert (
        untranslated(
            [Source.of("core.orders.actions", "raise RuleBroken(_('Full.') % {'a': 1}, code='full'); action(description=_('Confirm'))")]
        )
        == []
    )


# --- templates ----------------------------------------------------------------------------------------------------


def templates() -> list[Path]:
    return [
        path for package in PACKAGES for path in sorted((ROOT / package).glob("templates/**/*")) if path.suffix in (".html", ".svg", ".txt")
    ]


BLOCK = re.compile(r"{%\s*(blocktranslate|blocktrans|comment|verbatim)\b.*?{%\s*end\1\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
SILENT = ("script", "style", "kbd")
ATTRIBUTES = re.compile(r"""\s*([\w:-]+=("[^"]*"|'[^']*')\s*)+""")
SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "aria-description")


class Page(HTMLParser):
    """Collects what a person reads, and what a strict content policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.inline: list[str] = []
        self.silent = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent += 1
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in ("application/json", "speculationrules")):
            self.inline.append(f"<{tag}> in the page")
        for name, value in given.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name) or name.startswith("hx-on"):
                self.inline.append(f"{name}=")
            if name in ("src", "href", "action") and tag != "a" and re.match(r"(https?:)?//", value):
                self.inline.append(f"{name}={value}")
            if name in SPOKEN_ATTRIBUTES and readable(value):
                self.words.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT and self.silent:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        given = NAMES_OF_STYLES.sub("", data)
        if ATTRIBUTES.fullmatch(given):
            # A block that fills in attributes of a tag which stands in another template.
            tag = Page(f"<i {given}>")
            self.words += tag.words
            self.inline += tag.inline
        elif not self.silent and readable(data):
            self.words.append(" ".join(data.split()))


NAMES_OF_STYLES = re.compile(r"[\w-]+--[\w-]+|\bpage-[\w-]+")
"""What a block puts into the class of a tag that stands in another template."""


def readable(text: str) -> bool:
    return bool(set(WORD.findall(NAMES_OF_STYLES.sub("", text))) - NO_TRANSLATION)


def page(text: str) -> Page:
    return Page(VALUE.sub("", TAG.sub("", BLOCK.sub("", text))))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_text_in_templates_is_marked_for_translation():
    nothing([f"{shown(path)}: {words}" for path in templates() if path.suffix != ".txt" for words in page(path.read_text()).words])


@pytest.mark.parametrize("text", ["<p>Your order</p>", '<img alt="A plate">', "{% if x %}Sold out{% endif %}"])
def test_control_a_text_in_a_template_without_a_mark_is_found(text: str):
    assert len(page(text).words) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<p>{% translate "Your order" %}</p>',
        "<img alt=\"{% translate 'A plate' %}\">",
        "{% blocktranslate with n=order.number %}Order {{ n }}{% endblocktranslate %}",
        "<p>{{ price }} RWF</p><script src='x.js'></script>",
        "{# A remark. #}{% comment %}Another{% endcomment %}",
    ],
)
def test_control_marked_text_is_no_breach(text: str):
    assert page(text).words == []


def test_no_page_carries_inline_code_or_asks_another_host():
    """Letters are not pages: mail programs read no style sheet."""
    found = [path for path in templates() if path.suffix == ".html" and "email" not in path.parts]
    nothing(unexplained((f"{shown(path)}: {what}" for path in found for what in page(path.read_text()).inline), "inline"))


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p { }</style>",
        "<script>go()</script>",
        '<a onclick="go()">',
        '<form hx-on:submit="go()">',
        """{% block body %} style="color: red"{% endblock %}""",
        '<img src="https://elsewhere.example/x.png">',
        '<link href="//elsewhere.example/x.css">',
    ],
)
def test_control_inline_code_is_found(text: str):
    assert page(text).inline


def test_control_templates_are_really_found():
    assert len(templates()) > 20


# --- small files -------------------------------------------------------------------------------------------------

LONGEST = 400
GENERATED = {"vendor", "node_modules", "locale", "static_shadow", "migrations"}


def too_long(files: Iterable[Path]) -> list[str]:
    return [f"{path}: {lines} lines" for path in files if (lines := len(path.read_text().splitlines())) > LONGEST]


def written_by_hand() -> list[Path]:
    return [
        path
        for folder in (*PACKAGES, "tests", "deploy")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".js", ".scss", ".css", ".sh") and not GENERATED & set(path.relative_to(ROOT).parts)
    ]


def test_no_file_is_too_long_to_read():
    nothing(too_long(written_by_hand()))


def test_control_a_long_file_is_found(tmp_path: Path):
    long, short = tmp_path / "long.py", tmp_path / "short.py"
    long.write_text("x\n" * (LONGEST + 1))
    short.write_text("x\n" * LONGEST)
    assert too_long([long, short]) == [f"{long}: 401 lines"]
