"""The board's script as production serves it."""

import re
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from backoffice.staticfiles import HashedFiles

STATIC = Path(__file__).parents[2] / "kitchen_screen" / "static"
MOST = 120 * 1024


def test_the_modules_import_each_other_under_names_with_a_hash(tmp_path):
    source, storage = FileSystemStorage(STATIC), HashedFiles(location=tmp_path, base_url="/static/")
    scripts = [str(path.relative_to(STATIC)) for path in STATIC.rglob("*.js")]
    for name in scripts:
        with source.open(name) as file:
            storage._save(name, file)
    for _name, _hashed, processed in storage.post_process({name: (source, name) for name in scripts}):
        assert not isinstance(processed, Exception)
    made = next(path for path in tmp_path.glob("kitchen_screen/board.*.js") if path.name != "board.js").read_text()
    imports = re.findall(r'from "\./([^"]+)"', made)
    assert len(imports) == len(re.findall(r"^import ", made, re.MULTILINE))
    assert [name for name in imports if not re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)] == []
    assert all((tmp_path / "kitchen_screen" / name).exists() for name in imports)


def test_the_boards_own_files_weigh_little():
    house = STATIC.parents[1] / "backoffice" / "static" / "house"
    files = [*STATIC.rglob("*.*"), *(house / name for name in ("tokens.css", "base.css", "parts.css", "icons.svg"))]
    assert sum(path.stat().st_size for path in files) <= MOST
