"""After restoring a backup: the database is older than what people have already read.

What was unfinished when the backup was made may have been sent since, by the process whose
database is lost. Sending it again would repeat it, so every unfinished delivery becomes `unknown`,
which means: look for it in the conversation first, and send it only if it is not there. That
holds however long it was to wait, for the lost process may have been ahead by any amount; the price
of a doubt too many is one look. `since`, the moment of the backup, is how far back the look goes
for those that had never been tried in the backup.

What is `sent` in the backup has Slack's receipt and stays. What `failed` stays too: it is sent
again only when an organizer asks for it.

A draw made after the backup is beyond repair: its matches are gone from the database. Such an
exchange is drawn again and its people get a second, different match; the count of those that may
be concerned is what an operator needs to warn them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.db.repository import resync
from core.db.session import Database
from core.services.patience import Patience


class SinceInFuture(ValueError):
    """The backup cannot be younger than now."""


@dataclass(frozen=True)
class Resynced:
    """How many deliveries will be looked for, and how many exchanges may be drawn a second time."""

    delivery_count: int
    perhaps_drawn_count: int


@dataclass(frozen=True)
class Resync:
    """`python -m bot resync`: to be run before the bot is started on the restored database."""

    database: Database
    clock: Clock

    def since(self, moment: datetime) -> Resynced:
        """Doubt what was unfinished at `moment`, which is aware. Raises `SinceInFuture`. Doing it
        twice does no harm."""
        now = self.clock.now()
        if moment > now:
            raise SinceInFuture
        # The lost process may have sent something just now.
        settles_at = self.clock.steady() + Patience().settles
        with self.database.write() as session:
            doubted = resync.doubt_unfinished(session, moment, settles_at)
            return Resynced(len(doubted), resync.count_perhaps_drawn(session, moment, now))
