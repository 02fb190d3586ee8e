"""When somebody who was invited is reminded: at work, in time, and twice at most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain.reminding import Reminder, due_reminder, humane, last_reminder

BERLIN = "Europe/Berlin"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def there(day: int, hour: int, minute: int = 0) -> datetime:
    """In Berlin, in December."""
    return datetime(2026, 12, day, hour, minute, tzinfo=ZoneInfo(BERLIN))


NOON = there(10, 12)


@pytest.mark.parametrize(
    ("at", "instead"),
    [
        (there(7, 9), there(7, 9)),
        (there(7, 16, 59), there(7, 16, 59)),
        (there(7, 17), there(8, 9)),
        (there(7, 23), there(8, 9)),
        (there(7, 3), there(7, 9)),
    ],
)
def test_nobody_is_reminded_before_nine_or_after_five(at: datetime, instead: datetime) -> None:
    assert humane(at, BERLIN) == instead


def test_the_morning_is_the_one_there() -> None:
    assert humane(datetime(2026, 12, 7, 23, tzinfo=UTC), "Asia/Tokyo") == datetime(
        2026, 12, 8, 0, tzinfo=UTC
    )


def test_the_morning_after_the_clocks_change_is_at_nine() -> None:
    night = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo(BERLIN))

    assert humane(night, BERLIN) == datetime(2026, 3, 29, 9, tzinfo=ZoneInfo(BERLIN))


def occasion(draw_at: datetime, now: datetime) -> str | None:
    due = due_reminder(draw_at, BERLIN, now)
    return due.occasion if due else None


def test_the_first_is_due_three_days_before_the_draw_and_the_second_one_day() -> None:
    assert occasion(NOON, NOON - 72 * HOUR - MINUTE) is None
    assert occasion(NOON, NOON - 72 * HOUR) == "first"
    assert occasion(NOON, NOON - 24 * HOUR - MINUTE) == "first"
    assert occasion(NOON, NOON - 24 * HOUR) == "second"
    assert occasion(NOON, NOON - MINUTE) == "second"


def test_none_is_due_once_names_are_drawn() -> None:
    assert occasion(NOON, NOON) is None
    assert occasion(NOON, NOON + HOUR) is None


def test_what_would_come_at_night_comes_in_the_morning() -> None:
    late = there(10, 22)

    assert occasion(late, late - 72 * HOUR) is None
    assert occasion(late, there(8, 8, 59)) is None
    assert occasion(late, there(8, 9)) == "first"
    assert occasion(late, there(9, 22)) is None  # neither of them at night
    assert occasion(late, there(10, 9)) == "second"


def test_what_nobody_sent_in_time_waits_for_the_morning_unless_names_are_drawn_before() -> None:
    assert occasion(there(10, 10), there(10, 3)) is None
    assert occasion(there(10, 8), there(10, 3)) == "second"


@pytest.mark.parametrize("hour", range(24))
def test_each_moment_is_before_the_draw_and_they_are_a_day_apart(hour: int) -> None:
    draw_at = there(10, hour)

    due = [due_reminder(draw_at, BERLIN, draw_at - before * HOUR / 4) for before in range(1, 400)]
    at = {one.occasion: one.due_at for one in due if one}

    assert at["first"] + 24 * HOUR <= at["second"] < draw_at
    assert last_reminder(draw_at, BERLIN) == Reminder("second", at["second"])
