"""What Kringle is going to do, as its database tells."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from playground.browser.outside import Moment

#: When the day begins on which gifts are given.
MORNING = time(9)
#: What is over has none of these moments ahead.
EXCHANGES = """
    SELECT name, time_zone, exchange_on,
           CASE WHEN drawn_at IS NULL THEN draw_at END,
           CASE WHEN revealed_at IS NULL THEN reveal_at END
    FROM exchanges WHERE status <> 'cancelled'
"""


def upcoming(database: Path, now: float) -> list[Moment]:
    """The draws, exchange days and reveals later than `now`, the soonest first. People elsewhere
    have their morning sooner or later than the exchange's own time zone, which is told."""
    moments = list[Moment]()
    for name, time_zone, exchange_on, draw_at, reveal_at in _exchanges(database):
        if draw_at:
            moments.append(Moment(f"the draw of {name}", _stored(draw_at)))
        if exchange_on:
            day = date.fromisoformat(exchange_on)
            morning = datetime.combine(day, MORNING, ZoneInfo(time_zone))
            moments.append(Moment(f"the exchange day of {name}", morning.timestamp()))
        if reveal_at:
            moments.append(Moment(f"the reveal of {name}", _stored(reveal_at)))
    ahead = (moment for moment in moments if moment.at > now)
    return sorted(ahead, key=lambda moment: (moment.at, moment.label))


def _exchanges(database: Path) -> list[tuple[str, str, str | None, str | None, str | None]]:
    try:
        opened = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=0.1)
        with closing(opened) as connection:
            return connection.execute(EXCHANGES).fetchall()
    except sqlite3.OperationalError:
        # There is no file yet, or no table, or the bot is migrating it: whoever shows a page has
        # nothing to show for the moment, and asks again soon.
        return []


def _stored(moment: str) -> float:
    """SQLite keeps no time zone: it is UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
