"""Telling text from anything else, and reading it, without being told how it was written."""

from __future__ import annotations

import codecs
import re

from core.domain.errors import FileProblem, FileRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What is never typed. Old programs end a file with 1A; some write 0B or 0C for a line break.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]|\x1a(?!\s*$)")
#: Web pages that call themselves .xls, and other documents that begin as text does.
_OTHER = re.compile(
    r"\s*(<(!doctype|\?xml|html|head|body|meta|style|table|div)\b|%PDF-|\{\\rtf)", re.I
)


def text_of(data: bytes) -> str:
    """UTF-8 or UTF-16 where it is one of these, else Windows-1252, which Excel writes in the west.
    Raises `FileRefused` for what is no text."""
    text = _decoded(data)
    if _BINARY.search(text) or _OTHER.match(text):
        raise FileRefused(FileProblem.NOT_A_SPREADSHEET)
    return text.rstrip("\x1a")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    if b"\0" in data:
        return _marked(data, _utf_16(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _marked(data: bytes, encoding: str) -> str:
    # A file cut off in the middle of a character has lost more than that.
    text = data.decode(encoding, errors="replace")
    if "\ufffd" in text:
        raise FileRefused(FileProblem.BROKEN)
    return text


def _utf_16(data: bytes) -> str:
    """Which of the two it is without a mark: every second byte of an address is 0."""
    if data.count(b"\0") < len(data) / 4:
        raise FileRefused(FileProblem.NOT_A_SPREADSHEET)
    if b"\0" not in data[0::2]:
        return "utf-16-le"
    if b"\0" not in data[1::2]:
        return "utf-16-be"
    raise FileRefused(FileProblem.NOT_A_SPREADSHEET)
