"""The UNFOLD setting. Its colours are read from the design tokens, so the desk cannot drift from the other rooms."""

import re
from pathlib import Path

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

TOKENS = Path(__file__).parent / "static" / "house" / "tokens.css"
STYLES = (
    "house/tokens",
    "house/parts",
    *(
        f"desk/{name}"
        for name in (
            "tokens",
            "frame",
            "floating",
            "fields",
            "parts",
            "queue",
            "list",
            "record",
            "week",
            "changes",
            "orders",
            "lines",
            "eaters",
        )
    ),
)
SCRIPTS = ("desk/keys",)


def read_tokens(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The custom properties of the token file by name, light and dark."""
    blocks = {
        selector.strip(): dict(re.findall(r"--([\w-]+):\s*([^;]+);", body)) for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    }
    light = next(tokens for selector, tokens in blocks.items() if selector.endswith(":root"))
    dark = next(tokens for selector, tokens in blocks.items() if selector.endswith(".dark"))
    return light, light | dark


LIGHT, DARK = read_tokens(TOKENS.read_text(encoding="utf-8"))

# Unfold uses one scale for both modes: 50 to 300 are grounds and lines in light and text in dark, 400 to 950 the reverse.
BASE = {
    "50": LIGHT["ground"],
    "100": "#EDF0EE",
    "200": LIGHT["line"],
    "300": DARK["ink-2"],
    "400": DARK["ink-3"],
    "500": LIGHT["ink-3"],
    "600": LIGHT["ink-2"],
    "700": "#3A4943",
    "800": DARK["line"],
    "900": DARK["ground"],
    "950": "#080C0B",
}
# 600 is the brand in light, 500 in dark.
PRIMARY = {
    "50": "#F1F9F5",
    "100": LIGHT["brand-soft"],
    "200": "#C3E3D5",
    "300": "#94D0B7",
    "400": DARK["brand-strong"],
    "500": DARK["brand"],
    "600": LIGHT["brand"],
    "700": LIGHT["brand-strong"],
    "800": "#0A4633",
    "900": DARK["brand-soft"],
    "950": "#0A211A",
}
FONT = {
    "subtle-light": LIGHT["ink-3"],
    "subtle-dark": DARK["ink-3"],
    "default-light": LIGHT["ink-2"],
    "default-dark": DARK["ink-2"],
    "important-light": LIGHT["ink"],
    "important-dark": DARK["ink"],
}


def asset(path: str):
    """A static file's address, asked for at each request because hashed names exist only after collectstatic."""
    return lambda request: static(path)


UNFOLD = {
    "SITE_TITLE": "Dusangire",
    "SITE_HEADER": "Dusangire",
    "SITE_SUBHEADER": _("Hospital kitchen"),
    "SITE_ICON": asset("house/mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": asset("house/mark.svg")}],
    "BORDER_RADIUS": LIGHT["radius"],
    "COLORS": {"base": BASE, "primary": PRIMARY, "font": FONT},
    "STYLES": [asset(f"{name}.css") for name in STYLES],
    "SCRIPTS": [asset(f"{name}.js") for name in SCRIPTS],
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": False,
    "COMMAND": {"search_models": False, "show_history": False},  # DeskSite.search answers
    "SIDEBAR": {"show_search": True, "command_search": True, "show_all_applications": False, "navigation": "backoffice.navigation.groups"},
    "DASHBOARD_CALLBACK": "backoffice.dashboard.home",
    "GLOBAL_CALLBACK": "backoffice.navigation.every_page",
}
