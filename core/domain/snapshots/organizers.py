"""Who looks after an exchange, and who may start one."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange
from core.domain.snapshots.exclusions import Drawability
from core.domain.types import UserId, WhoCreates


@dataclass(frozen=True)
class OrganizersChanged:
    """The exchange with those who organize it now, and what is different from before."""

    exchange: Exchange
    added: tuple[UserId, ...] = ()
    removed: tuple[UserId, ...] = ()


@dataclass(frozen=True)
class OrganizerNotice:
    """For somebody who has become an organizer. `drawability` where the exchange is stalled."""

    exchange: Exchange
    made_by: UserId | None
    drawability: Drawability | None = None


@dataclass(frozen=True)
class Creators:
    """Who may create exchanges in a workspace. `named` counts only where `who` says so; it is kept
    all the same."""

    who: WhoCreates = WhoCreates.EVERYONE
    named: tuple[UserId, ...] = ()
