"""Files as people send them, and as somebody may forge them. Made in code: none lies about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8"?>'

#: One row: what a file says that is read as it should be.
ANA = "<row r='1'><c r='A1' t='inlineStr'><is><t>ana@example.com</t></is></c></row>"


def workbook(rows: Iterable[Sequence[object]], title: str = "People") -> bytes:
    """As a program saves it that knows what it does."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def sheet_xml(rows: str = ANA, before: str = "", after: str = "") -> str:
    return (
        f'{XML}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def strings_xml(*texts: str) -> str:
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'{XML}<sst xmlns="{MAIN}">{items}</sst>'


def parts(sheet: str | bytes | None = None, **others: str | bytes) -> dict[str, str | bytes]:
    """The parts of a small .xlsx. Others are given by name, `__` for a slash and `_` for a dot."""
    relations = (
        f'{XML}<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="a" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="b" Type="{DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    )
    office = f'<Relationship Id="a" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
    known: dict[str, str | bytes] = {
        "[Content_Types].xml": f"{XML}<Types/>",
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}">{office}</Relationships>',
        "xl/workbook.xml": workbook_xml(),
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet1.xml": sheet_xml() if sheet is None else sheet,
        "xl/sharedStrings.xml": strings_xml("ana@example.com"),
    }
    return known | {name.replace("__", "/").replace("_", "."): is_ for name, is_ in others.items()}


def workbook_xml(main: str = MAIN, sheets: str = "<sheet name='x' sheetId='1' r:id='a'/>") -> str:
    return (
        f'{XML}<workbook xmlns="{main}" xmlns:r="{DOCUMENT}"><sheets>{sheets}</sheets></workbook>'
    )


def archive(content: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as file:
        for name, data in content.items():
            file.writestr(name, data)
    return written.getvalue()


def xlsx(sheet: str | bytes | None = None, **others: str | bytes) -> bytes:
    return archive(parts(sheet, **others))


def bomb(megabytes: int) -> bytes:
    """An .xlsx with a sheet of so many megabytes of blanks."""
    return xlsx(sheet_xml(" " * megabytes * 1024 * 1024 + ANA))


def claiming(data: bytes, name: str, size: int) -> bytes:
    """The archive, with a part that says to have another size, before itself and in the index."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entry = file.getinfo(name)
    said = size.to_bytes(4, "little")
    changed[entry.header_offset + 22 : entry.header_offset + 26] = said
    index = data.index(b"PK\1\2")
    while data[index + 46 : index + 46 + len(name)] != name.encode():
        index = data.index(b"PK\1\2", index + 4)
    changed[index + 24 : index + 28] = said
    return bytes(changed)


def damaged(data: bytes, name: str) -> bytes:
    """The archive, with a part that has one other byte."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entry = file.getinfo(name)
    changed = bytearray(data)
    changed[entry.header_offset + 30 + len(name) + entry.compress_size // 2] ^= 0xFF
    return bytes(changed)


def marked(data: bytes, offset: int, value: int) -> bytes:
    """The archive with two bytes changed in all entries of its index: flags at 8, method at 10."""
    changed = bytearray(data)
    index = data.find(b"PK\1\2")
    while index >= 0:
        changed[index + offset : index + offset + 2] = value.to_bytes(2, "little")
        index = data.find(b"PK\1\2", index + 4)
    return bytes(changed)


def overlapping(copies: int, megabytes: int) -> bytes:
    """Many entries in the index that all stand for the same compressed bytes."""
    part = "[Content_Types].xml"
    data = archive({part: " " * megabytes * 1024 * 1024})
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    entry, last = data[start:end], bytearray(data[end:])
    # The names are of one length, so that nothing else has to be changed.
    names = [part, *(f"xl/media/pict{number:02}.png" for number in range(1, copies))]
    index = b"".join(entry.replace(part.encode(), name.encode()) for name in names)
    last[8:12] = copies.to_bytes(2, "little") * 2
    last[12:16] = len(index).to_bytes(4, "little")
    return data[:start] + index + bytes(last)
