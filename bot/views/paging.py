"""Lists that are too long for one view or answer: their pages, and the buttons that turn them.

Pages count from 0 here and in what buttons carry, and from 1 in what people read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from slack_sdk.models.blocks import Block, ButtonElement

from bot.views.blocks import actions, button, small

Item = TypeVar("Item")


@dataclass(frozen=True)
class Turning:
    """The two buttons of one list."""

    back_id: str
    more_id: str
    back: str = "Back"
    more: str = "More"

    def buttons(self, page: int, last: int, carried: Callable[[int], str]) -> list[ButtonElement]:
        """Those that lead somewhere; `carried`: what one says that leads to that page."""
        buttons = []
        if page > 0:
            buttons.append(button(self.back, self.back_id, carried(page - 1)))
        if page < last:
            buttons.append(button(self.more, self.more_id, carried(page + 1)))
        return buttons

    def foot(self, page: int, last: int, carried: Callable[[int], str]) -> list[Block]:
        """Where one is, and the buttons; nothing beneath a list of one page."""
        if not last:
            return []
        return [where(page, last), actions(*self.buttons(page, last, carried))]


def where(page: int, last: int) -> Block:
    return small(f"Page {page + 1:,} of {last + 1:,}")


def read(carried: str) -> int:
    """Which page a button leads to; what makes no sense is the first."""
    return int(carried) if carried.isascii() and carried.isdigit() and len(carried) < 9 else 0


def nearest(page: int, count: int) -> int:
    """Of so many pages, the one that is asked for, or the nearest that there is."""
    return min(max(0, page), max(0, count - 1))


def cut_up(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """In pages of so many each."""
    return [items[first : first + size] for first in range(0, len(items), size)] or [items]


def shared(room: int, needs: Sequence[int]) -> list[int]:
    """How much of the room each of several lists gets: what small ones leave, large ones take."""
    rooms = [0] * len(needs)
    for done, one in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        rooms[one] = min(needs[one], room // (len(needs) - done))
        room -= rooms[one]
    return rooms


def packed(parts: Sequence[Sequence[Block]], room: int) -> list[list[Block]]:
    """In pages of as many whole parts as `room` blocks hold."""
    pages: list[list[Block]] = [[]]
    for part in parts:
        if pages[-1] and len(pages[-1]) + len(part) > room:
            pages.append([])
        pages[-1] += part
    return pages
