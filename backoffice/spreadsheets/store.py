"""A file between its preview and its confirmation: kept outside the media folder, for its owner, for a day."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from backoffice.spreadsheets.tables import FileRefused

DAY = 24 * 60 * 60
SALT = "spreadsheet"


@dataclass(frozen=True)
class Kept:
    """A kept file: its name as uploaded and its bytes."""

    name: str
    content: bytes


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(*, name: str, content: bytes, owner: int) -> str:
    """Keep a file and return the token by which its owner finds it again; files of yesterday are removed."""
    folder = _folder()
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - DAY:
            path.unlink(missing_ok=True)
    key = uuid.uuid4().hex
    (folder / key).write_bytes(content)
    return signing.dumps({"key": key, "name": name, "owner": owner}, salt=SALT)


def find(token: str, *, owner: int) -> Kept:
    """:raises FileRefused: another's token, a changed one, or a file of yesterday."""
    try:
        found = signing.loads(token, salt=SALT, max_age=DAY)
        if found["owner"] != owner:
            raise signing.BadSignature
        return Kept(found["name"], (_folder() / found["key"]).read_bytes())
    except (signing.BadSignature, FileNotFoundError) as error:
        raise FileRefused(_("The file is no longer kept here. Choose it again."), code="file_gone") from error


def forget(token: str, *, owner: int) -> None:
    """The file is done with."""
    found = signing.loads(token, salt=SALT)
    if found["owner"] == owner:
        (_folder() / found["key"]).unlink(missing_ok=True)
