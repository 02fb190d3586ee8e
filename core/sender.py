"""Sends what the outbox gives out: one thread takes messages out, many try them."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Condition, Thread

from core.clock import Clock
from core.failures import log_failure
from core.services.outbox import Claim, Outbox

logger = logging.getLogger(__name__)

#: Messages that are on their way at the same time. Each waits for Slack, some 100 ms.
THREADS = 32
SPARING_THREADS, SPARING_TICK = 4, timedelta(seconds=0.2)
LINGERS = timedelta(seconds=0.5)
BLINK = timedelta(seconds=0.02)


class Sender:
    """Takes out no more than it has threads free for, so that whatever is `sending` is being sent
    at this moment. Any number of processes may do so on one database."""

    def __init__(
        self, outbox: Outbox, clock: Clock, tick_seconds: float, threads: int = THREADS
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._tick = timedelta(seconds=tick_seconds)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sender")
        self._free = self._free_at_most = threads
        self._spared = 0
        self._changed = Condition()
        self._turns: dict[str, datetime] = {}
        self._stopping = False
        #: When it last took something out, or found nothing, by `time.monotonic`.
        self.looked_at = time.monotonic()
        self._thread = Thread(target=self._run, name="outbox")

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Take nothing more out."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Take nothing more out, and wait for what is being sent."""
        self.finish()
        self._thread.join()
        self._pool.shutdown(wait=True)

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """Within, send with a few threads only: names are drawn beside it, and 32 threads would
        leave hardly any time for that."""
        with self._changed:
            self._spared = max(0, self._free_at_most - SPARING_THREADS)
        try:
            yield
        finally:
            with self._changed:
                self._spared = 0
                self._changed.notify_all()  # what was drawn is owed now

    def _run(self) -> None:
        while room := self._wait_for_room():
            self.looked_at = time.monotonic()
            now = self._clock.steady()
            try:
                until = self._take_out(room, now)
            except Exception as error:
                # The database may be away; the next look finds everything.
                log_failure(logger, "looking for deliveries", error)
                until = now + self._tick
            self._wait(until)

    def _take_out(self, room: int, now: datetime) -> datetime:
        """Hand as many messages to threads as there are and as have room; when to look again."""
        claims = self._outbox.claim(room)
        for claim in claims:
            with self._changed:
                self._free -= 1
            self._pool.submit(self._attempt, claim)
        return now if len(claims) == room else self._next_turn(claims, now)

    def _next_turn(self, claims: Sequence[Claim], now: datetime) -> datetime:
        """When the first of the workspaces served lately may have its next message. One whose turn
        has come and that gave nothing may have been in another's hands for a moment."""
        lately = {team: at for team, at in self._turns.items() if at > now - LINGERS}
        self._turns = lately | {claim.team_id: claim.lane_next_at for claim in claims}
        soonest = min(self._turns.values(), default=now + self._tick)
        return min(max(soonest, now + BLINK), now + self._tick)

    def _attempt(self, claim: Claim) -> None:
        try:
            self._outbox.attempt(claim)
        except Exception as error:
            # It stays `sending`, and is looked for when its lease has run out.
            log_failure(logger, f"settling delivery {claim.delivery_id}", error)
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def _wait_for_room(self) -> int:
        """How many threads are free, at least one; 0 to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._room() > 0)
            return 0 if self._stopping else self._room()

    def _room(self) -> int:
        return self._free - self._spared

    def _wait(self, until: datetime) -> None:
        # No longer than a tick, should somebody set the clock meanwhile. While names are drawn
        # there is something new all the time.
        tick = min(self._tick, SPARING_TICK) if self._spared else self._tick
        left = min(until - self._clock.steady(), tick)
        with self._changed:
            spared = self._spared
            self._changed.wait_for(
                lambda: self._stopping or self._spared != spared, max(left.total_seconds(), 0)
            )
