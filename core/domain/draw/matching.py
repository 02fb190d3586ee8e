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
    free = (1 << size) - 1
    for start in range(size):
        taken = _augment(start, options.allowed, free, recipient_of, giver_of)
        if isinstance(taken, Shortage):
            return taken
        free ^= 1 << taken
    return recipient_of


def _augment(
    start: int,
    allowed: tuple[int, ...],
    free: int,
    recipient_of: list[int],
    giver_of: list[int],
) -> int | Shortage:
    """Give `start` a recipient by moving others; which of the `free` recipients was taken.

    Whoever is reached is asked first for a free recipient, so that most searches end at once.
    """
    unvisited = (1 << len(allowed)) - 1
    reached_from: dict[int, int] = {}
    queue = deque([start])
    givers = [start]
    while queue:
        giver = queue.popleft()
        if direct := allowed[giver] & free:
            recipient = (direct & -direct).bit_length() - 1
            reached_from[recipient] = giver
            _flip(recipient, reached_from, recipient_of, giver_of)
            return recipient
        reached = allowed[giver] & unvisited
        unvisited &= ~reached
        for recipient in bits(reached):
            reached_from[recipient] = giver
            queue.append(giver_of[recipient])
            givers.append(giver_of[recipient])
    return Shortage(tuple(sorted(givers)), tuple(sorted(reached_from)))


def is_forced(options: Options) -> bool:
    """Whether a drawable exchange has one valid draw only.

    A unique perfect matching leaves somebody with a single option, and so on without that pair
    (Kotzig 1959): whoever can only be peeled off to the end is forced.
    """
    allowed = dict(enumerate(options.allowed))
    left = (1 << len(allowed)) - 1
    while allowed:
        single = [one for one, mask in allowed.items() if (mask & left).bit_count() == 1]
        if not single:
            return False
        left &= ~allowed.pop(single[0])
    return True


def _flip(
    recipient: int, reached_from: dict[int, int], recipient_of: list[int], giver_of: list[int]
) -> None:
    while recipient >= 0:
        giver = reached_from[recipient]
        previous = recipient_of[giver]
        recipient_of[giver], giver_of[recipient] = recipient, giver
        recipient = previous
