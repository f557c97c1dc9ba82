"""Files as people and others send them, made in memory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

import xlsxwriter

from backoffice.spreadsheets.tables import FileRefused
from core.common import clock
from tests.factories import system

Rows = Sequence[Sequence[Any]]


def csv_bytes(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: Rows, *, formulas: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for address, text in (formulas or {}).items():
            sheet.write_formula(address, text)
    return out.getvalue()


def zip_bytes(members: dict[str, bytes], *, stored: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else None)
    return out.getvalue()


def changed_member(content: bytes, name: str, change: Any) -> bytes:
    """The workbook with one of its parts put through `change`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members[name] = change(members[name])
    return zip_bytes(members)


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
)
ODS_FOOT = "</office:spreadsheet></office:body></office:document-content>"
ODS_KIND = b"application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(value: Any) -> str:
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    kind = f'office:value-type="string" office:string-value={quoteattr(str(value))}'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def ods_bytes(rows: Rows = (), *, body: str = "") -> bytes:
    lines = body or "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    content = f'{ODS_HEAD}<table:table table:name="Sheet1">{lines}</table:table>{ODS_FOOT}'
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    return zip_bytes(
        {"mimetype": ODS_KIND, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}, stored=["mimetype"]
    )


def bring_in(kind: str, rows: Rows, **options: Any) -> Any:
    """Import rows by the door, as the program itself."""
    from backoffice.spreadsheets import door

    return door.bring_in(kind, [list(row) for row in rows], by=options.pop("by", None) or system(), now=clock.now(), **options)


def outcome(deed: Callable[[], Any]) -> tuple[Any, FileRefused | None]:
    """What came of it, or how it was refused."""
    try:
        return deed(), None
    except FileRefused as refused:
        return None, refused


def cells(plan: Any) -> list[tuple[str, Any, str]]:
    """Where, what stands there, why: of each refused cell."""
    return [(problem.address, problem.value, problem.text) for problem in plan.problems]


def totals(plan: Any) -> tuple[int, int, int, int]:
    """New, changed, same, refused."""
    return tuple(plan.totals[name] for name in ("new", "update", "skip", "invalid"))
