"""What came of joining and leaving."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.snapshots.exchanges import Exchange


@dataclass(frozen=True)
class Joined:
    exchange: Exchange
    is_new: bool


@dataclass(frozen=True)
class Left:
    exchange: Exchange
    was_in: bool
