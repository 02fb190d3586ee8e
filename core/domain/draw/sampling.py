"""Choosing among all valid draws: each block by the cheapest sampler that can be exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from core.domain.draw.blocks import Block, find_blocks
from core.domain.draw.chance import Chance
from core.domain.draw.counting import Counting
from core.domain.draw.masks import bits, mask_of
from core.domain.draw.matching import Matching
from core.domain.draw.sequential import Sequential
from core.domain.draw.walk import walk

#: Up to here counting is quickest; beyond the second it is not tried.
SMALL, COUNTABLE = 8, 256


class Sampler(StrEnum):
    """What chose. All but those that are near to uniform are exactly so."""

    SWITCHING = "switching"
    CROSSING = "crossing"
    FORCED = "forced"
    SHUFFLE = "shuffle"
    COUNTING = "counting"
    SEQUENTIAL = "sequential"
    WALK = "walk"
    #: Of shapes alone: random circles, all draws listed, and two ways to a circle.
    REJECTION = "rejection"
    LISTING = "listing"
    REINSERTION = "reinsertion"
    TURNING = "turning"


#: Their modules say how near to uniform these are.
NEARLY = frozenset((Sampler.WALK, Sampler.REINSERTION, Sampler.TURNING))


@dataclass(frozen=True)
class Sample:
    """`recipients[g]` is whom giver g draws."""

    recipients: Sequence[int]
    samplers: frozenset[Sampler]

    @property
    def is_exact(self) -> bool:
        return not self.samplers & NEARLY


@dataclass(frozen=True)
class Sampling:
    """All valid draws by some options, ready to be drawn from as often as one likes."""

    recipient_of: Sequence[int]
    blocks: Sequence[BlockSampling]
    has_forced: bool

    @classmethod
    def of(
        cls,
        rows: Sequence[int],
        columns: Sequence[int],
        matching: Matching,
        *,
        is_one_block: bool = False,
    ) -> Sampling:
        """`rows` are the options of each giver as masks, `columns` the same seen from the
        recipients, and `matching` is any valid draw by them. `is_one_block` where that is known
        beforehand."""
        everybody = Block(list(range(len(rows))), (1 << len(rows)) - 1)
        blocks = [everybody] if is_one_block else find_blocks(rows, columns, matching)
        return cls(
            matching.recipient_of,
            [
                BlockSampling.of(rows, columns, block, matching.recipient_of)
                for block in blocks
                if not block.is_forced
            ],
            any(block.is_forced for block in blocks),
        )

    def draw(self, chance: Chance) -> Sample:
        """One of them. Blocks are independent, so each is sampled apart."""
        recipients = list(self.recipient_of)
        samplers = {Sampler.FORCED} if self.has_forced else set()
        for block in self.blocks:
            drawn, sampler = block.draw(chance)
            samplers.add(sampler)
            for giver, to in drawn.items():
                recipients[giver] = to
        return Sample(recipients, frozenset(samplers))


@dataclass(frozen=True)
class BlockSampling:
    """One block. `rows` and `columns` are its options within the block, and `recipient_of` holds a
    valid draw of it."""

    givers: Sequence[int]
    recipients: Sequence[int]
    rows: Sequence[int]
    columns: Sequence[int]
    recipient_of: Sequence[int]

    @classmethod
    def of(
        cls,
        rows: Sequence[int],
        columns: Sequence[int],
        block: Block,
        recipient_of: Sequence[int],
    ) -> BlockSampling:
        recipients = bits(block.recipients)
        if len(recipients) == len(rows):
            return cls(block.givers, recipients, rows, columns, recipient_of)
        givers = mask_of(block.givers)
        within, backward = list(rows), list(columns)
        for giver in block.givers:
            within[giver] = rows[giver] & block.recipients
        for to in recipients:
            backward[to] = columns[to] & givers
        return cls(block.givers, recipients, within, backward, recipient_of)

    def draw(self, chance: Chance) -> tuple[dict[int, int], Sampler]:
        """Giver → recipient, by the first sampler that can."""
        if self._is_complete:
            order = chance.permutation(len(self.givers))
            shuffled = map(self.recipients.__getitem__, order)
            return dict(zip(self.givers, shuffled, strict=True)), Sampler.SHUFFLE
        if len(self.givers) > SMALL and (drawn := self._sequential.draw(chance)):
            return drawn, Sampler.SEQUENTIAL
        if counting := self._counting:
            return counting.draw(chance), Sampler.COUNTING
        return walk(self.rows, self.givers, self.recipient_of, chance), Sampler.WALK

    @cached_property
    def _is_complete(self) -> bool:
        size = len(self.givers)
        return all(self.rows[giver].bit_count() == size for giver in self.givers)

    @cached_property
    def _sequential(self) -> Sequential:
        return Sequential.over(self.rows, self.columns, self.givers, self.recipients)

    @cached_property
    def _counting(self) -> Counting | None:
        return Counting.of(self.rows, self.givers) if len(self.givers) <= COUNTABLE else None
