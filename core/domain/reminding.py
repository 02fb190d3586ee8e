"""When somebody who was invited and has not answered is reminded. Pure, like the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Nobody is reminded sooner after their invitation, or after another reminder.
REST = timedelta(hours=24)
#: How long before the draw each of them is due; there are no others.
BEFORE_THE_DRAW = {"second": timedelta(hours=24), "first": timedelta(hours=72)}
LONGEST_BEFORE = max(BEFORE_THE_DRAW.values())
LAST = min(BEFORE_THE_DRAW, key=BEFORE_THE_DRAW.__getitem__)
DAY_BEGINS, DAY_ENDS = time(9), time(17)


@dataclass(frozen=True)
class Reminder:
    """One of those that somebody may get in an exchange, and since when it has been due."""

    occasion: str
    due_at: datetime


def due_reminder(draw_at: datetime, time_zone: str, now: datetime) -> Reminder | None:
    """The reminder whose turn it is at this moment. The second takes the place of a first that
    nobody sent in time; at night it waits for the morning, unless names are drawn before that."""
    if now >= draw_at or now < humane(now, time_zone) < draw_at:
        return None
    for occasion, before in BEFORE_THE_DRAW.items():
        due_at = humane(draw_at - before, time_zone)
        if due_at <= now:
            return Reminder(occasion, due_at)
    return None


def last_reminder(draw_at: datetime, time_zone: str) -> Reminder:
    """The one after which nobody is reminded any more. Whoever has another one to come has this one
    to come, too."""
    return Reminder(LAST, humane(draw_at - BEFORE_THE_DRAW[LAST], time_zone))


def humane(at: datetime, time_zone: str) -> datetime:
    """That moment, if people there are at work then, or else the next morning."""
    there = at.astimezone(ZoneInfo(time_zone))
    if DAY_BEGINS <= there.time() < DAY_ENDS:
        return at
    on = there.date() if there.time() < DAY_BEGINS else there.date() + timedelta(days=1)
    return datetime.combine(on, DAY_BEGINS, ZoneInfo(time_zone)).astimezone(UTC)
