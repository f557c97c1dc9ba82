# /// script
# requires-python = ">=3.11"
# dependencies = ["django-unfold==0.91.0", "fonttools==4.60.1", "brotli==1.2.1"]
# ///
"""Cut Unfold's icon font (292 KB) to the names that Unfold's own templates, styles and scripts use.

Run `uv run backoffice/frontend/subset_symbols.py` after an upgrade of django-unfold and commit what changed. Our own
templates draw from the sprite in static/house/icons.svg and need no name here.
"""

import re
import shutil
from pathlib import Path

import unfold
from fontTools import subset
from fontTools.ttLib import TTFont

UNFOLD = Path(unfold.__file__).parent
OUT = Path(__file__).resolve().parent.parent / "static" / "desk" / "vendor"
SOURCES = {
    "*.html": (r"material-symbols-outlined[^>]*>\s*([a-z0-9_]+)\s*<", r"icon=\"([a-z0-9_]+)\""),
    "*.css": (r"content:\s*[\"']([a-z0-9_\\]+)[\"']",),
    "*.js": (r"material-symbols-outlined[^>]*>\s*([a-z0-9_]+)\s*<",),
    "*.py": (r"after:content-\[[\"']([a-z0-9_\\]+)[\"']\]", r"icon=\"([a-z0-9_]+)\""),
}


def wanted() -> set[str]:
    """Every word in a place where a name of an icon stands; words that are no icon fall away at the font."""
    names = {"dark_mode", "light_mode", "computer"}  # chosen by Alpine at run time
    for pattern, expressions in SOURCES.items():
        for path in UNFOLD.rglob(pattern):
            text = path.read_text(encoding="utf-8", errors="ignore")
            names |= {name.replace("\\", "") for expression in expressions for name in re.findall(expression, text)}
    return names


def ligatures(font: TTFont) -> dict[tuple[str, ...], str]:
    """Spelled glyphs → the icon's glyph, out of the font's substitution table."""
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, rest in getattr(table, "ligatures", {}).items():
                found |= {(first, *ligature.Component): ligature.LigGlyph for ligature in rest}
    return found


def main() -> None:
    folder = UNFOLD / "static" / "unfold" / "fonts" / "material-symbols"
    font = TTFont(folder / "Material-Symbols-Outlined.woff2", recalcTimestamp=False)
    spelled, letters = font.getBestCmap(), "abcdefghijklmnopqrstuvwxyz0123456789_"
    known = ligatures(font)
    icons = {name: known.get(tuple(spelled.get(ord(letter), "") for letter in name)) for name in sorted(wanted())}
    kept = sorted(name for name, glyph in icons.items() if glyph)
    options = subset.Options()
    options.layout_closure, options.layout_features, options.flavor, options.glyph_names = False, ["*"], "woff2", False
    cutter = subset.Subsetter(options)
    cutter.populate(
        glyphs={spelled[ord(letter)] for letter in letters if ord(letter) in spelled} | {icons[name] for name in kept},
        unicodes=map(ord, letters),
    )
    cutter.subset(font)
    OUT.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, OUT / "symbols.woff2", options)
    (OUT / "symbols.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    shutil.copyfile(folder / "LICENSE", OUT / "symbols.LICENSE.txt")
    print(f"{len(kept)} icons, {(OUT / 'symbols.woff2').stat().st_size} bytes; no icons: {sorted(set(icons) - set(kept))}")


if __name__ == "__main__":
    main()
