"""How long Kringle waits before it believes something about a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Patience:
    """`lease`: whoever has a message in hand begins to send it within this time, or does not.

    A message that may be out is looked for `looks_after` that, since most often it is there; that
    it is *not* there counts only `settles` after, which is longer than Slack, or the way to it, may
    be late. Where the conversation cannot be read for `gives_up_looking`, it is sent again:
    the same text twice is harmless, a missing match is not.

    An announcement is rewritten once in `between_refreshes` at most: `chat.update` is limited to
    50 a minute in a workspace (Slack, tier 3). A message whose buttons may have stopped working is
    read and rewritten once in `between_tidyings` in a workspace, so that the others have room.
    """

    lease: timedelta = timedelta(seconds=10)
    looks_after: timedelta = timedelta(seconds=2)
    settles: timedelta = timedelta(seconds=30)
    gives_up_looking: timedelta = timedelta(minutes=15)
    between_refreshes: timedelta = timedelta(seconds=5)
    between_tidyings: timedelta = timedelta(seconds=3)
