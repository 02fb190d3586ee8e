"""The name and the dates of an exchange that is held once more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain.copying import is_season, moved

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def at(*moment: int, zone: str = BERLIN) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("name", "years", "then"),
    [
        ("Secret Santa 2025", 1, "Secret Santa 2026"),
        ("Secret Santa 2024 ", 2, "Secret Santa 2026"),
        ("2025", 1, "2026"),
        ("Santa '25", 1, "Santa '25"),
        ("2025: our Santa", 1, "2025: our Santa"),
        ("Order 12025", 1, "Order 12025"),
        ("Budget 3000", 1, "Budget 3000"),
        ("Winter", 1, "Winter"),
    ],
)
def test_a_year_at_the_end_of_a_name_goes_along(name: str, years: int, then: str) -> None:
    assert moved(name, at(2026 - years, 12, 1, 12), None, BERLIN, NOW).name == then


@pytest.mark.parametrize(
    ("was", "then"),
    [
        (at(2025, 12, 1, 12), at(2026, 12, 1, 12)),
        (at(2019, 12, 1, 12), at(2026, 12, 1, 12)),
        (at(2025, 11, 20, 9), at(2027, 11, 20, 9)),  # an hour ago this year
        (at(2025, 11, 20, 12), at(2026, 11, 20, 12)),
        (at(2026, 11, 10, 12), at(2027, 11, 10, 12)),
        (at(2026, 12, 24, 12), at(2026, 12, 24, 12)),  # drawn early: its own day is still to come
        (at(2024, 2, 29, 12), at(2027, 2, 28, 12)),
        (at(2025, 7, 1, 18), at(2027, 7, 1, 18)),  # in summer as in winter at the same hour there
        (at(2025, 12, 31, 23, 30), at(2026, 12, 31, 23, 30)),
    ],
)
def test_the_draw_is_on_the_same_day_at_the_same_hour_as_soon_as_that_lies_ahead(
    was: datetime, then: datetime
) -> None:
    assert moved("Winter", was, None, BERLIN, NOW).draw_at == then


def test_an_hour_that_daylight_saving_leaves_out_is_the_one_after_it() -> None:
    in_spring = at(2025, 3, 28, 2, 30)

    there = moved("Spring", in_spring, None, BERLIN, NOW).draw_at

    assert there == at(2027, 3, 28, 3, 30)  # at two the clocks go to three that day


@pytest.mark.parametrize(
    ("was", "then"),
    [
        (date(2025, 12, 18), date(2026, 12, 18)),
        (date(2026, 1, 6), date(2027, 1, 6)),  # after the turn of the year, like before
        (None, None),
    ],
)
def test_the_exchange_day_moves_by_as_many_years(was: date | None, then: date | None) -> None:
    assert moved("Winter", at(2025, 12, 1, 12), was, BERLIN, NOW).exchange_on == then


def test_a_day_that_a_year_lacks_is_the_one_before_it() -> None:
    leap = moved("Spring", at(2024, 2, 20, 12), date(2024, 2, 29), BERLIN, NOW)

    assert leap.exchange_on == date(2027, 2, 28)
    assert leap.draw_at == at(2027, 2, 20, 12)


@pytest.mark.parametrize(("days", "is_it"), [(1, True), (75, True), (76, False), (300, False)])
def test_its_season_comes_before_its_day(days: int, is_it: bool) -> None:
    then = NOW + timedelta(days=days)
    was = then.replace(year=then.year - 1)

    assert is_season(moved("Winter", was, None, "UTC", NOW), NOW) == is_it


def test_what_is_still_to_come_has_no_season() -> None:
    soon = NOW + timedelta(days=3)

    assert not is_season(moved("Winter", soon, None, "UTC", NOW), NOW)
