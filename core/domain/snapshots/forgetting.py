"""What forgetting somebody means."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange


@dataclass(frozen=True)
class Traces:
    """Where somebody has a place that would be forgotten now. Whatever else names them goes along,
    and stands nowhere here.

    `left`: those that go on without them. `drawn`: those where their match stands until they are
    over. `past_count`: so many are over, those that are purged included. `alone`: of the first two,
    those that nobody else organizes; while there is one, nothing is forgotten.
    """

    left: tuple[Exchange, ...] = ()
    drawn: tuple[Exchange, ...] = ()
    past_count: int = 0
    alone: tuple[Exchange, ...] = ()
