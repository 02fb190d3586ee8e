"""What lies beyond the local Slack: the bot, the clock that it goes by, and its plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Moment:
    """Something that is to happen `at` a moment, in seconds since the epoch. `label` reads well
    after "Skip to", such as "the draw of Winter Secret Santa"."""

    label: str
    at: float


class Outside(Protocol):
    """Who runs the playground together with a bot says so by one of these."""

    def upcoming(self) -> Sequence[Moment]:
        """What the bot is going to do, the next first."""

    def advance(self, seconds: float) -> None:
        """Puts the bot's clock forward."""

    def trouble(self) -> str:
        """Why the bot does not run, with the end of its log; empty while it does, or starts."""


class Nothing:
    """A playground that knows nothing of the bots which connect to it."""

    def upcoming(self) -> Sequence[Moment]:
        return ()

    def advance(self, seconds: float) -> None:
        """Nobody else's clock is known."""

    def trouble(self) -> str:
        return ""
