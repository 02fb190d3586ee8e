"""What becomes of an exchange's name and dates when it is held once more. Pure, like the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

#: So long before the day comes round again, organizers are reminded that they can copy theirs.
SEASON = timedelta(days=75)
YEAR_AT_THE_END = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*$")


@dataclass(frozen=True)
class Moved:
    """The same, whole years later."""

    years: int
    name: str
    draw_at: datetime
    exchange_on: date | None


def moved(
    name: str, draw_at: datetime, exchange_on: date | None, time_zone: str, now: datetime
) -> Moved:
    """By as many years as it takes until the draw lies ahead: on the same day of the year, at the
    same hour there, whatever daylight saving does. A 29 February becomes a 28th."""
    zone = ZoneInfo(time_zone)
    there = draw_at.astimezone(zone)
    years = max(0, now.astimezone(zone).year - there.year)
    if _years_later(there, years, zone) <= now:
        years += 1
    on = _day_in(exchange_on, exchange_on.year + years) if exchange_on else None
    return Moved(years, _renamed(name, years), _years_later(there, years, zone), on)


def is_season(moved: Moved, now: datetime) -> bool:
    """Whether the time of the year for it is coming."""
    return moved.years > 0 and moved.draw_at - now <= SEASON


def _years_later(there: datetime, years: int, zone: ZoneInfo) -> datetime:
    """An hour that daylight saving leaves out that day is the one after it."""
    on = _day_in(there.date(), there.year + years)
    return datetime.combine(on, there.time(), zone).astimezone(UTC)


def _day_in(on: date, year: int) -> date:
    try:
        return on.replace(year=year)
    except ValueError:
        return on.replace(year=year, day=28)


def _renamed(name: str, years: int) -> str:
    """A year that a name ends in goes along."""
    return YEAR_AT_THE_END.sub(lambda found: str(int(found[1]) + years), name)
