"""What a file must pass before anything reads it: size, what it really is, what it would become unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from django.utils.translation import gettext as _

from backoffice.spreadsheets.tables import FileRefused

MB = 1024 * 1024
MOST_BYTES = 10 * MB
MOST_UNPACKED = 50 * MB
MOST_RATIO = 100
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_MEMBERS = 1_000
CHUNK = 256 * 1024
# What zipfile raises on bytes it cannot make sense of.
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError, ValueError, EOFError, OSError)

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
KINDS = ("xlsx", "ods", "csv")


def check_size(size: int) -> None:
    """:raises FileRefused: empty or too large; asked of an upload before it is read into memory."""
    if not size:
        raise FileRefused(_("The file is empty."), code="empty_file")
    if size > MOST_BYTES:
        raise FileRefused(
            _("The file has %(size)d MB. At most %(most)d MB are read.") % {"size": -(-size // MB), "most": MOST_BYTES // MB},
            code="too_large",
        )


def kind_of(name: str, content: bytes) -> str:
    """ "xlsx", "ods" or "csv": what the name says and the content is.

    :raises FileRefused: too large, empty, another kind of file, or a name that says something else than the content.
    """
    check_size(len(content))
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in KINDS:
        raise FileRefused(
            _("Files ending in .%(ending)s are not read. Save it as .xlsx, .ods or .csv.") % {"ending": ending}, code="wrong_kind"
        )
    found = _sniff(content)
    if found != ending:
        raise FileRefused(
            _("The name ends in .%(ending)s, but the file is something else. Save it again.") % {"ending": ending}, code="disguised"
        )
    return ending


def _sniff(content: bytes) -> str:
    if content.startswith(OLD_EXCEL):
        raise FileRefused(_("This is an old or locked Excel file. Save it as .xlsx without a password."), code="wrong_kind")
    if not content.startswith(ZIP):
        return "csv"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return "ods" if archive.read("mimetype").strip() == b"application/vnd.oasis.opendocument.spreadsheet" else "zip"
    except BROKEN:
        return "damaged"
    return "zip"


def unpack(content: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook, unpacked with an eye on how large they grow.

    :raises FileRefused: larger than the limits, macros inside, or damaged.
    """
    parts, total = {}, 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise _bomb()
            for member in members:
                if member.filename.lower().endswith("vbaproject.bin"):
                    raise FileRefused(_("The file holds macros. Save it as .xlsx."), code="macros")
                chunks = []
                # Not by the sizes it declares: they can lie.
                with archive.open(member) as stream:
                    while chunk := stream.read(CHUNK):
                        total += len(chunk)
                        if total > MOST_UNPACKED or total > MOST_RATIO * len(content):
                            raise _bomb()
                        chunks.append(chunk)
                if member.filename.endswith((".xml", ".rels")):
                    parts[member.filename] = b"".join(chunks)
    except BROKEN as error:
        raise FileRefused(_("The file is damaged or locked with a password. Save it again."), code="damaged") from error
    if any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in parts.values()):
        raise FileRefused(_("The file holds instructions a spreadsheet does not need. Save it again."), code="doctype")
    return parts


def _bomb() -> FileRefused:
    return FileRefused(
        _("Unpacked, the file is larger than %(most)d MB or %(ratio)d times its size. Split it, or save it again.")
        % {"most": MOST_UNPACKED // MB, "ratio": MOST_RATIO},
        code="unpacked_too_large",
    )


def check_extent(rows: int, columns: int) -> None:
    """:raises FileRefused: more rows or columns than are read."""
    if rows > MOST_ROWS + 1:
        raise FileRefused(_("At most %(most)d rows are read from one file. Split it.") % {"most": MOST_ROWS}, code="too_many_rows")
    if columns > MOST_COLUMNS:
        raise FileRefused(
            _("At most %(most)d columns are read. Delete those that are not needed.") % {"most": MOST_COLUMNS}, code="too_wide"
        )


def formulas_refused(addresses: list[str]) -> FileRefused:
    return FileRefused(
        _("Formulas are not read, since their results cannot be checked. Copy the cells and paste them as values."),
        code="formulas",
        items=[_("%(address)s holds a formula.") % {"address": where} for where in addresses[:50]],
    )
