"""Who may draw whom, as one bit mask of recipients per giver."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """`allowed[g]` has bit r set when giver g may draw recipient r; people stand in sorted order,
    so that nothing depends on the order in which they were named."""

    people: tuple[str, ...]
    allowed: tuple[int, ...]

    @classmethod
    def build(
        cls,
        participants: Sequence[str],
        exclusions: Collection[tuple[str, str]],
        groups: Sequence[Collection[str]],
    ) -> Options:
        """Names that do not take part are ignored: an exclusion may outlive somebody's leaving.

        Raises `ValueError` for fewer than two people and for a name that stands there twice.
        """
        people = tuple(sorted(participants))
        position = {name: index for index, name in enumerate(people)}
        if len(position) < 2:
            raise ValueError("a draw needs at least two people")
        if len(position) < len(people):
            raise ValueError("somebody stands among the participants twice")
        forbidden = [1 << index for index in range(len(people))]
        for giver, recipient in exclusions:
            if giver in position and recipient in position:
                forbidden[position[giver]] |= 1 << position[recipient]
        for group in groups:
            members = {position[name] for name in group if name in position}
            mask = sum(1 << index for index in members)
            for index in members:
                forbidden[index] |= mask
        everyone = (1 << len(people)) - 1
        return cls(people, tuple(everyone & ~mask for mask in forbidden))

    def mirrored(self) -> Options:
        """The same rules seen from the recipients: `allowed[r]` are the givers who may draw r."""
        everyone = (1 << len(self.people)) - 1
        givers = [everyone] * len(self.people)
        for giver, mask in enumerate(self.allowed):
            for recipient in bits(everyone & ~mask):
                givers[recipient] ^= 1 << giver
        return Options(self.people, tuple(givers))


def bits(mask: int) -> list[int]:
    """The positions of the set bits, lowest first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
