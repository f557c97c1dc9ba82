"""Every icon that is asked for is drawn: ours in the sprite, Unfold's own in the cut font."""

import re
from pathlib import Path

import pytest
import unfold
from django.conf import settings
from django.contrib import admin

from backoffice.navigation import GROUPS
from backoffice.templatetags.parts import FITS, STATES

SPRITE = (settings.BASE_DIR / "backoffice/static/house/icons.svg").read_text()
NAMES = re.findall(r'<symbol id="i-([a-z-]+)"', SPRITE)
SCREENS = ("backoffice", "customer_portal", "kitchen_screen")
UNFOLD = Path(unfold.__file__).parent
CUT = (settings.BASE_DIR / "backoffice/static/desk/vendor/symbols.txt").read_text().split()


def templates() -> list[Path]:
    return [path for screen in SCREENS for path in (settings.BASE_DIR / screen / "templates").rglob("*.html")]


def asked_for_in(text: str) -> set[str]:
    return set(re.findall(r"{%\s*icon \"([\w-]+)\"", text)) | set(re.findall(r"icons\.svg[^\"']*#i-([\w-]+)", text))


def test_no_symbol_is_drawn_twice():
    assert len(NAMES) == len(set(NAMES))


def test_templates_ask_only_for_symbols_that_are_drawn():
    missing = {(str(path), name) for path in templates() for name in asked_for_in(path.read_text()) if name not in NAMES}
    assert missing == set()


def test_control_a_symbol_that_is_not_drawn_is_found():
    assert asked_for_in('{% icon "leaf" %}{% icon "unicorn" css %}') - set(NAMES) == {"unicorn"}


def test_states_verdicts_and_pages_are_drawn():
    asked = {state.symbol for state in STATES.values()} | {symbol for symbol, _word in FITS.values()}
    asked |= {page.icon for _title, pages in GROUPS for page in pages} | {"home"}
    assert asked - set(NAMES) == set()


def test_buttons_and_palette_kinds_of_the_desk_are_drawn():
    asked = set()
    for model_admin in admin.site._registry.values():
        asked.add(getattr(model_admin, "palette_icon", ""))
        for place in ("list", "detail", "row"):
            read = getattr(model_admin, f"_get_base_actions_{place}", None)
            asked |= {action.icon for action in read()} if read else set()
    assert asked - {"", None} - set(NAMES) == set()


def test_our_templates_draw_from_the_sprite_alone():
    assert [str(path) for path in templates() if "material-symbols-outlined" in path.read_text()] == []


@pytest.mark.parametrize(
    ("pattern", "expression"),
    [
        ("templates/**/*.html", r"material-symbols-outlined[^>]*>\s*([a-z0-9_]+)\s*<"),
        ("contrib/**/*.html", r"material-symbols-outlined[^>]*>\s*([a-z0-9_]+)\s*<"),
        ("static/unfold/css/styles.css", r"content:\s*[\"']([a-z][a-z0-9_\\]+)[\"']"),
    ],
)
def test_what_unfold_draws_itself_is_in_the_cut_font(pattern, expression):
    asked = {name.replace("\\", "") for path in UNFOLD.glob(pattern) for name in re.findall(expression, path.read_text())}
    assert asked, "the pattern finds nothing any more"
    assert asked - set(CUT) == set()
