"""Blocks: givers and recipients who are only ever paired among themselves.

With one valid draw known, let an arrow lead from giver i to giver j when i may draw the recipient
that j has. Any other draw moves recipients around along closed paths of such arrows, so a pair
occurs in some draw exactly when both its ends lie in one strong component (Dulmage and Mendelsohn,
Canad. J. Math. 10, 1958). The components are drawn apart; one of a single giver is forced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.draw.masks import bits, mask_of
from core.domain.draw.matching import Matching


@dataclass(frozen=True)
class Block:
    """`givers` in ascending order, and the mask of the recipients that they share out."""

    givers: list[int]
    recipients: int

    @property
    def is_forced(self) -> bool:
        return len(self.givers) == 1


def find_blocks(rows: Sequence[int], columns: Sequence[int], matching: Matching) -> list[Block]:
    """The strong components under a perfect matching, ordered by their first givers.

    Kosaraju's two passes, without recursion: a search takes what is unvisited of a mask.
    """
    components = []
    unvisited = (1 << len(rows)) - 1
    for start in reversed(_finished(rows, matching)):
        if not unvisited >> start & 1:
            continue
        unvisited ^= 1 << start
        members, waiting = [start], [start]
        while waiting:
            into = columns[matching.recipient_of[waiting.pop()]] & unvisited
            unvisited ^= into
            found = bits(into)
            members += found
            waiting += found
        components.append(sorted(members))
    components.sort()
    return [
        Block(givers, mask_of([matching.recipient_of[giver] for giver in givers]))
        for givers in components
    ]


def _finished(rows: Sequence[int], matching: Matching) -> list[int]:
    """The givers in the order in which a depth-first search along the arrows leaves them."""
    finished: list[int] = []
    unvisited = (1 << len(rows)) - 1  # recipients, which stand for their givers
    for start in range(len(rows)):
        own = 1 << matching.recipient_of[start]
        if not unvisited & own:
            continue
        unvisited ^= own
        path = [start]
        while path:
            ahead = rows[path[-1]] & unvisited
            if ahead:
                lowest = ahead & -ahead
                unvisited ^= lowest
                path.append(matching.giver_of[lowest.bit_length() - 1])
            else:
                finished.append(path.pop())
    return finished
