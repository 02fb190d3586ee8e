"""Whom an organizer has asked to join."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors import RefusedAs
from core.domain.snapshots.exchanges import Exchange
from core.domain.types import ParticipantStatus, UserId


@dataclass(frozen=True)
class Invitation:
    """What one person was asked, and how they stand to it: `status` is theirs. `is_open`: they may
    still join. `invited_by`: who added them."""

    exchange: Exchange
    invited_by: UserId | None
    status: ParticipantStatus
    is_open: bool
    gets_reminders: bool = True


@dataclass(frozen=True)
class Invited:
    """What came of inviting people, each of whom is in one of these.

    `asked`: they have been invited before, or have left. Whoever declines does so quietly, so it
    tells nobody which. `refused` cannot take part at all. `names_caller`: the organizer who invites
    was among them, is not in, and joins without an invitation if they like.
    """

    exchange: Exchange
    invited: tuple[UserId, ...] = ()
    joined: tuple[UserId, ...] = ()
    asked: tuple[UserId, ...] = ()
    refused: tuple[tuple[UserId, RefusedAs], ...] = ()
    names_caller: bool = False
