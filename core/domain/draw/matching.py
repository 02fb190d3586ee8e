"""Is there a valid draw at all? A maximum matching by augmenting paths, and Hall's condition."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from core.domain.draw.rules import Options, bits


@dataclass(frozen=True)
class Shortage:
    """`people` together may only be paired with `partners`, who are fewer."""

    people: tuple[int, ...]
    partners: tuple[int, ...]


def find_assignment(options: Options) -> list[int] | Shortage:
    """A recipient for every giver, or the people for whom there are too few.

    Augmenting paths, one search per giver; a search that fails has reached a set of givers whose
    options are all taken by one another, which by Hall's theorem proves that no draw exists.
    """
    size = len(options.people)
    recipient_of = [-1] * size
    giver_of = [-1] * size
    for start in range(size):
        shortage = _augment(start, options.allowed, recipient_of, giver_of)
        if shortage:
            return shortage
    return recipient_of


def _augment(
    start: int, allowed: tuple[int, ...], recipient_of: list[int], giver_of: list[int]
) -> Shortage | None:
    unvisited = (1 << len(allowed)) - 1
    reached_from: dict[int, int] = {}
    queue = deque([start])
    givers = [start]
    while queue:
        giver = queue.popleft()
        for recipient in bits(allowed[giver] & unvisited):
            unvisited ^= 1 << recipient
            reached_from[recipient] = giver
            owner = giver_of[recipient]
            if owner < 0:
                _flip(recipient, reached_from, recipient_of, giver_of)
                return None
            queue.append(owner)
            givers.append(owner)
    return Shortage(tuple(sorted(givers)), tuple(sorted(reached_from)))


def _flip(
    recipient: int, reached_from: dict[int, int], recipient_of: list[int], giver_of: list[int]
) -> None:
    while recipient >= 0:
        giver = reached_from[recipient]
        previous = recipient_of[giver]
        recipient_of[giver], giver_of[recipient] = recipient, giver
        recipient = previous
