"""The alarm clock: APScheduler makes the services look at what is due. The database knows; losing
this, or being down at a deadline, only delays."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.clock import Clock
from core.db.session import Database
from core.failures import log_failure
from core.sender import Sender
from core.services.registry import Services
from core.services.requests import forget_old_requests

logger = logging.getLogger(__name__)

HOUSEKEEPING_SECONDS = 300
#: Nobody minds a reminder, or a reveal, that comes a minute later.
REMINDER_SECONDS = 60
#: Nor who looks at it two days, or an hour, ahead.
PREFLIGHT_SECONDS = 60
#: Nor whoever is invited to what was copied.
COPY_SECONDS = 5
#: Far longer than any look takes, also the draw of a hundred thousand people.
LATE_SECONDS = 120
DELIVERIES = "deliveries"


class Scheduler:
    """Looks every `tick_seconds`, and once at `start`: what came due while nobody looked is done
    then. Every look is idempotent, so any number of processes may look."""

    def __init__(
        self, services: Services, database: Database, clock: Clock, tick_seconds: float
    ) -> None:
        self._sender = Sender(services.outbox, clock, tick_seconds)
        #: How often each looks, in seconds, and when it last did, by `time.monotonic`.
        self._seconds, self._looked_at = {DELIVERIES: tick_seconds}, dict[str, float]()
        self._apscheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._every("draws", tick_seconds, self._sparing(services.drawing.draw_due))
        self._every("lost deliveries", tick_seconds, services.outbox.doubt_expired)
        self._every("reminders", REMINDER_SECONDS, services.reminders.remind_due)
        self._every("pre-flights", PREFLIGHT_SECONDS, services.preflight.look_due)
        self._every("copies", COPY_SECONDS, services.copying.invite_due)
        self._every("exchange days", REMINDER_SECONDS, services.exchange_days.remind_due)
        self._every("reveals", REMINDER_SECONDS, services.reveals.reveal_due)
        self._every("circles", REMINDER_SECONDS, services.reveals.post_due)
        self._every("missing gifts", REMINDER_SECONDS, services.rescues.look_after)
        self._every("wrong waits", HOUSEKEEPING_SECONDS, services.timekeeping.mend_waits)
        self._every("completions", HOUSEKEEPING_SECONDS, services.exchanges.complete_due)
        self._every("told deliveries", HOUSEKEEPING_SECONDS, services.outbox.forget_told)
        self._every("who is to be forgotten", REMINDER_SECONDS, services.forgetting.forget_due)
        self._every("emergencies", REMINDER_SECONDS, services.break_glass.lapse_due)
        self._every("past exchanges", HOUSEKEEPING_SECONDS, services.retention.purge_due)
        self._every("old rosters", HOUSEKEEPING_SECONDS, services.rosters.forget_old)
        self._every("requests", HOUSEKEEPING_SECONDS, lambda: forget_old_requests(database, clock))

    def start(self) -> None:
        self._apscheduler.start()
        self._sender.start()

    def stop(self) -> None:
        """Begin nothing new and wait for what is being sent."""
        self._sender.finish()
        self._apscheduler.shutdown(wait=True)
        self._sender.stop()

    def check(self) -> str | None:
        """None, or in a few words that it does not look any more."""
        looked_at = {**self._looked_at, DELIVERIES: self._sender.looked_at}
        since = time.monotonic() - LATE_SECONDS
        late = [name for name, at in looked_at.items() if at < since - self._seconds[name]]
        return f"not looking for {' and '.join(late)} any more" if late else None

    def _sparing(self, draw_due: Callable[[], int]) -> Callable[[], object]:
        def draw() -> None:
            with self._sender.sparing():
                draw_due()

        return draw

    def _every(self, name: str, seconds: float, look: Callable[[], object]) -> None:
        def tick() -> None:
            try:
                look()
            except Exception as error:
                # The database may be away; the next tick looks again.
                log_failure(logger, f"looking for {name}", error)
            finally:
                self._looked_at[name] = time.monotonic()

        self._seconds[name], self._looked_at[name] = seconds, time.monotonic()
        # The first look at once, and no job of its own: APScheduler's thread breaks when it is
        # stopped while it removes a job that has run for the last time.
        self._apscheduler.add_job(
            tick, _Pause(seconds=seconds, timezone=UTC), id=name, next_run_time=datetime.now(UTC)
        )


class _Pause(IntervalTrigger):  # type: ignore[misc]  # APScheduler 3 ships no types
    """So long after the last look, and never in the past: APScheduler goes through all looks that
    were missed while the machine slept or somebody set its clock, and after some weeks of seconds
    that takes it seconds, and hundreds of megabytes."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        last = max(previous, now) if previous else None
        following: datetime | None = super().get_next_fire_time(last, now)
        return following
