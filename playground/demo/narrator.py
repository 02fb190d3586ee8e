"""Prints the story: who did what, and, set in a little, what each person saw."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import TextIO

from playground.emoji_names import with_emoji

BOLD, DIM, GREEN, RED = "1", "2", "32", "31"
WIDTH = 92
STRONG = re.compile(r"\*([^*\n]+)\*")


class Narrator:
    """In colour on a terminal, unless NO_COLOR asks for none. `stopped_with` is the exit status of
    a story that is to end early: nothing more is told."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.stopped_with = 0
        self._colourful = stream.isatty() and not os.environ.get("NO_COLOR")

    def act(self, title: str) -> None:
        self._print("", self._painted(title, BOLD))

    def tell(self, words: str) -> None:
        self._print(f"  {words}")

    def show(self, text: str, buttons: Sequence[str] = (), who: str = "") -> None:
        """What somebody sees, their name above it when it is not the one who just did something."""
        if who:
            self.tell(who)
        wrapped = (part for line in text.splitlines() for part in textwrap.wrap(line, WIDTH))
        lines = [self._shown(line) for line in wrapped]
        lines += ["  ".join(f"[{label}]" for label in buttons)] if buttons else []
        bar = self._painted("│", DIM)
        self._print(*(f"    {bar} {line}" for line in lines))

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        rows = list(rows)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self._print(f"    {'  '.join(cells)}".rstrip())

    def judge(self, holds: bool, words: str) -> None:
        mark = self._painted("✔", GREEN) if holds else self._painted("✘", RED)
        self.tell(f"{mark} {words}")

    def _shown(self, line: str) -> str:
        return STRONG.sub(lambda found: self._painted(found[1], BOLD), with_emoji(line))

    def _painted(self, text: str, style: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._colourful else text

    def _print(self, *lines: str) -> None:
        if self.stopped_with:
            raise SystemExit(self.stopped_with)
        for line in lines:
            self._stream.write(f"{line}\n")
        self._stream.flush()
