"""The walk: from any draw to any other, and near to uniform where exactness is out of reach.

An excursion frees one giver's recipient; whoever is without one takes any they may have, which
frees its giver, until somebody takes the one that was freed first. It is the trace on full draws of
the chain of Jerrum and Sinclair ("Approximating the permanent", SIAM J. Comput. 18, 1989): as
likely one way as back, so that the limit is uniform, and any two draws of a block are connected,
which exchanges between two givers do not achieve. What is left of the start was measured to halve
with each excursion, so that the walk makes 2 log₂ n + 40 of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.draw.chance import Chance
from core.domain.draw.options import Pick, pick_from

#: An excursion may take this many steps for each giver. One that does not come back by then is
#: undone: as likely one way as back as well, since the way back is as long.
MAX_STEPS = 64


def walk(
    rows: Sequence[int], givers: Sequence[int], recipient_of: Sequence[int], chance: Chance
) -> dict[int, int]:
    """Giver → recipient, from the valid draw `recipient_of` of a block on; `rows` are the options
    within the block."""
    recipients = {giver: recipient_of[giver] for giver in givers}
    pick = pick_from(rows, givers)
    for _ in range(2 * len(givers).bit_length() + 40):
        ended = _excursion(recipients, pick, givers[chance.below(len(givers))], chance)
        recipients = ended or recipients
    return recipients


def _excursion(
    recipients: dict[int, int],
    pick: Pick,
    free: int,
    chance: Chance,
) -> dict[int, int] | None:
    after = dict(recipients)
    owner = {to: giver for giver, to in recipients.items()}
    hole = recipients[free]
    for _ in range(MAX_STEPS * len(recipients)):
        to = pick(free, chance)
        after[free] = to
        if to == hole:
            return after
        free, owner[to] = owner[to], free
    return None
