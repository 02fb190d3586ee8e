"""The ports: what the services need of Slack, and how it may fail."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from core.domain.snapshots import Order, Receipt
from core.domain.types import Person, TeamId, UserId


class SendError(Exception):
    """A message did not certainly arrive."""


@dataclass(eq=False)
class RateLimited(SendError):
    """Not sent: the workspace has to wait `retry_after`."""

    retry_after: timedelta


@dataclass(eq=False)
class NotSent(SendError):
    """Certainly not sent, for a reason that passes; try again later."""

    error: str


@dataclass(eq=False)
class Refused(SendError):
    """Certainly not sent, and it will not be: this addressee cannot be reached."""

    error: str


@dataclass(eq=False)
class Blocked(SendError):
    """Certainly not sent: Slack refuses everything from this workspace (token, scope)."""

    error: str


@dataclass(eq=False)
class LostReply(SendError):
    """Perhaps sent: look for it before sending again."""

    error: str


class Messenger(Protocol):
    """Sends what is owed. Every method raises a `SendError`, never anything else, when Slack or
    the way to it fails, and never repeats a call by itself."""

    def send(self, order: Order, may_go: Callable[[], bool]) -> Receipt:
        """Post one message marked with `order.key`, or rewrite the one at `order.place`, and say
        where it lies.

        `may_go` is asked before connecting and again before each piece that leaves: when it says
        no, nothing is sent and `NotSent` is raised. (The process may have been frozen, and the
        message be another's by now.)
        """

    def find(self, order: Order) -> Receipt | None:
        """Look for a message sent earlier under `order.key`; None when it is not there.

        Raises `Refused` when the addressee cannot be reached at all, and `NotSent` when the
        conversation cannot be read.
        """


class Directory(Protocol):
    """Who people are, for work that nobody waits for. It never raises."""

    def people(self, team_id: TeamId, user_ids: Collection[UserId]) -> Collection[Person]:
        """What can be told of them within a minute. Of whom nothing can be told, nothing is; whom
        this workspace does not see is of another."""


class NoDirectory:
    """Knows nobody."""

    def people(self, team_id: TeamId, user_ids: Collection[UserId]) -> Collection[Person]:
        return ()
