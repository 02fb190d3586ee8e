"""The archive that an .xlsx is, and the two parts of it that matter.

Nothing else in it reaches the library that reads sheets: its other sheets, styles, links, pictures,
macros and whatever may be wrong with them stay shut. The archive that the library reads is written
here, with just the first sheet and its texts.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from core.domain.errors import FileProblem, FileRefused
from core.rosters import limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_MANIFEST = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>
</Types>"""
_WORKBOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">
<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>"""
_RELATIONS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="r1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"""
_NO_TEXTS = f'<sst xmlns="{MAIN}"/>'.encode()

#: What others put into an archive: LibreOffice, Numbers, Excel's binary workbooks.
_OTHER_SPREADSHEETS = {"mimetype", "index/document.iwa", "index.zip", "xl/workbook.bin"}
#: The others are no part of the format, and cannot be inflated piece by piece.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: Links, filters, rules for colours: much to read, and the part that programs get wrong.
_AFTER_CELLS = re.compile(rb"</((?:\w+:)?)sheetData\s*>.*", re.DOTALL)
_CHUNK = 64 * 1024


def first_sheet(data: bytes) -> io.BytesIO:
    """An .xlsx with nothing but the first sheet that is not hidden. Raises `FileRefused`."""
    try:
        parts = Parts(zipfile.ZipFile(io.BytesIO(data)))
        sheet, texts = _first_sheet(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError):
        raise FileRefused(FileProblem.BROKEN) from None
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("[Content_Types].xml", _MANIFEST)
        archive.writestr("xl/workbook.xml", _WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", texts)
    return written


class Parts:
    """The parts of an archive by name, as long as they stay small."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Raises `FileRefused` for what is no .xlsx, or says itself that it is too large."""
        entries = archive.infolist()
        self._archive = archive
        # Some programs write other capitals in a name than where they refer to it.
        self._entries = {entry.filename.lower(): entry for entry in entries}
        self._room = limits.MAX_INFLATED_BYTES
        if _OTHER_SPREADSHEETS & self._entries.keys():
            raise FileRefused(FileProblem.OTHER_SPREADSHEET)
        if "[content_types].xml" not in self._entries:
            raise FileRefused(FileProblem.NOT_A_SPREADSHEET)
        if len(entries) > limits.MAX_PARTS:
            raise FileRefused(FileProblem.TOO_MANY_PARTS)
        if sum(entry.file_size for entry in entries) > limits.MAX_INFLATED_BYTES:
            raise FileRefused(FileProblem.TOO_BIG_INSIDE)
        if any(entry.flag_bits & 1 for entry in entries):
            raise FileRefused(FileProblem.PROTECTED)
        if any(entry.compress_type not in _COMPRESSIONS for entry in entries):
            raise FileRefused(FileProblem.BROKEN)

    def read(self, name: str) -> bytes:
        """One part, however large it said it was. Raises `KeyError`, or `FileRefused`."""
        chunks = []
        with self._archive.open(self._entries[name.lower()]) as part:
            while chunk := part.read(_CHUNK):
                self._room -= len(chunk)
                if self._room < 0:
                    raise FileRefused(FileProblem.TOO_BIG_INSIDE)
                chunks.append(chunk)
        data = b"".join(chunks)
        _check_no_dtd(data)
        return data

    def tree(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.read(name))  # noqa: S314 - it has no DTD, thus no entities

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The kind and the name of each part that this one refers to, by the reference."""
        folder, base = posixpath.split(name)
        found = {}
        for relation in self.tree(posixpath.join(folder, "_rels", f"{base}.rels")):
            target = posixpath.join("/", folder, relation.get("Target", ""))
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            found[relation.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))
        return found


def _first_sheet(parts: Parts) -> tuple[bytes, bytes]:
    """Its own part, and the one with the texts that its cells refer to."""
    workbook = _one(parts.related(""), "officeDocument")
    tree = parts.tree(workbook)
    if tree.tag != f"{{{MAIN}}}workbook":
        # A text document, or a workbook by the stricter standard, which few programs read.
        raise FileRefused(FileProblem.OTHER_SPREADSHEET)
    related = parts.related(workbook)
    texts = [name for kind, name in related.values() if kind == "sharedStrings"]
    sheet = next(_sheets(tree, related), None)
    if sheet is None:
        raise FileRefused(FileProblem.EMPTY)
    cells = _AFTER_CELLS.sub(rb"</\1sheetData></\1worksheet>", parts.read(sheet))
    return cells, parts.read(texts[0]) if texts else _NO_TEXTS


def _one(related: dict[str, tuple[str, str]], wanted: str) -> str:
    for kind, name in related.values():
        if kind == wanted:
            return name
    raise FileRefused(FileProblem.BROKEN)


def _sheets(workbook: ElementTree.Element, related: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Those with cells, in the order of their tabs; the hidden ones last."""
    sheets = list(workbook.iter(f"{{{MAIN}}}sheet"))
    for sheet in sorted(sheets, key=lambda sheet: sheet.get("state", "visible") != "visible"):
        kind, name = related[sheet.get(f"{{{DOCUMENT}}}id", "")]
        if kind == "worksheet":
            yield name


class _RootSeen(Exception):
    """The first element has begun: a document type could only have stood before it."""


def _check_no_dtd(data: bytes) -> None:
    """No spreadsheet declares a document type, and only there can entities be declared."""

    def refuse(*_: object) -> None:
        raise FileRefused(FileProblem.BROKEN)

    def stop(*_: object) -> None:
        raise _RootSeen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(data, True)
    except _RootSeen:
        return
    except expat.ExpatError:
        refuse()  # no XML, or none of which anything can be said
