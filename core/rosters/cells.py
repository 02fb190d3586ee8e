"""The rows of text that a file comes down to, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.errors import FileProblem, FileRefused
from core.rosters import limits

#: What no text has: control characters but for line breaks, and halves of characters.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
#: They stand at the edges of what was copied from a web page, and nobody sees them.
_UNSEEN = (range(0x2000, 0x2010), range(0x202A, 0x2030), range(0x205F, 0x2070))
_BLANK = " \t\n\xa0\u1680\u3000\ufeff" + "".join(chr(one) for few in _UNSEEN for one in few)


@dataclass(frozen=True)
class Line:
    """One row with something in it. `number` is the one that its spreadsheet shows; the cells are
    trimmed, and those after the last one with text are left out."""

    number: int
    cells: tuple[str, ...]


class Lines:
    """Collects the rows of a file, and refuses what goes beyond the limits."""

    def __init__(self) -> None:
        self.all: list[Line] = []
        self._room = limits.MAX_TEXT

    def add(self, number: int, cells: Iterable[str]) -> None:
        """The next row. Raises `FileRefused`."""
        texts = [trimmed(cell, number) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            return
        if len(texts) > limits.MAX_COLUMNS:
            raise FileRefused(FileProblem.TOO_MANY_COLUMNS, number)
        if len(self.all) == limits.MAX_ROWS:
            raise FileRefused(FileProblem.TOO_MANY_ROWS)
        self._room -= sum(map(len, texts))
        if self._room < 0:
            raise FileRefused(FileProblem.TOO_BIG_INSIDE)
        self.all.append(Line(number, tuple(texts)))


def trimmed(cell: str, number: int) -> str:
    """A cell of row `number` without what is no text, and without blanks around it. Raises
    `FileRefused`."""
    if len(cell) > limits.MAX_CELL:
        raise FileRefused(FileProblem.CELL_TOO_LONG, number)
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    return _NO_TEXT.sub("", _LINE_BREAKS.sub("\n", cell)).strip(_BLANK)
