"""The exchange day and its reveal: what time it is where, and who follows whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import exchange_day
from core.domain.types import ExchangeStatus, UserId
from tests.unit.views.worlds import DRAW_AT, an_exchange

ON = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("Pacific/Kiritimati", "2026-12-23T19:00Z", "2026-12-24T10:00Z"),
        ("Europe/Berlin", "2026-12-24T08:00Z", "2026-12-24T23:00Z"),
        ("Etc/GMT+12", "2026-12-24T21:00Z", "2026-12-25T12:00Z"),
    ],
)
def test_a_day_is_from_nine_to_midnight_there(zone: str, begins: str, ends: str) -> None:
    first, over = datetime.fromisoformat(begins), datetime.fromisoformat(ends)
    second = timedelta(seconds=1)

    moments = (first - second, first, over - second, over)

    assert [exchange_day.is_its_day(ON, zone, at) for at in moments] == [False, True, True, False]
    assert all(ON in exchange_day.days_somewhere(at) for at in moments[1:3])


def test_the_afternoon_is_at_five_there() -> None:
    there = exchange_day.afternoon_of(ON, "America/New_York")

    assert there == datetime(2026, 12, 24, 22, tzinfo=UTC)


@given(st.permutations([f"U{number}" for number in range(9)]), st.integers(0, 8))
def test_circles_hold_everybody_after_their_giver(order: list[str], start: int) -> None:
    recipients = dict(zip(sorted(order), order, strict=True))

    circles = exchange_day.circles_of(recipients, f"U{start}")

    assert circles[0][0] == f"U{start}"
    assert dict(pairwise(circles[0])).items() <= recipients.items()
    assert sorted(pair for circle in circles for pair in pairwise(circle)) == sorted(
        recipients.items()
    )
    assert all(circle[0] == circle[-1] for circle in circles)


@pytest.mark.parametrize("start", list("ABCXY"))
def test_a_broken_circle_says_nothing_but_who_gives_to_whom(start: str) -> None:
    """D's row is gone: nobody knows to whom they give."""
    recipients = {"B": "C", "A": "B", "X": "Y", "C": "D", "Y": "X"}

    circles = exchange_day.circles_of(recipients, start)

    whole = ["Y", "X", "Y"] if start == "Y" else ["X", "Y", "X"]
    broken = ["A", "B", "C", "D"]
    assert circles == ([broken, whole] if start in "ABC" else [whole, broken])
    assert exchange_day.chains_of(circles, 0, 9) == circles


@given(st.integers(1, 7))
def test_chains_in_parts_say_the_same_as_the_circles(most: int) -> None:
    circles = [[UserId(name) for name in names] for names in ("ABCDEA", "FGF", "HIJH")]
    recipients = dict(zip("ABCDEFGHIJ", "BCDEAGFIJH", strict=True))

    parts = [exchange_day.chains_of(circles, first, most) for first in range(0, 10, most)]

    pairs = [
        (chain[place], chain[place + 1])
        for part in parts
        for chain in part
        for place in range(len(chain) - 1)
    ]
    assert pairs == list(recipients.items())
    if most == 7:
        assert parts[0] == [list("ABCDEA"), list("FGF")]


def test_a_reveal_moves_with_its_day_at_the_same_time_of_day() -> None:
    """Also where clocks change in between."""
    exchange = an_exchange(
        draw_at=datetime(2026, 10, 1, tzinfo=UTC), exchange_on=date(2026, 10, 20)
    )
    at = datetime(2026, 10, 20, 15, tzinfo=UTC)  # 17:00 in Berlin

    moved = exchange_day.moved(at, exchange, datetime(2026, 10, 8, tzinfo=UTC), date(2026, 10, 27))

    assert moved == datetime(2026, 10, 27, 16, tzinfo=UTC)


def test_once_names_are_drawn_a_reveal_moves_later_with_its_day_and_never_sooner() -> None:
    drawn = an_exchange(status=ExchangeStatus.DRAWN, exchange_on=ON, drawn_at=DRAW_AT)
    at, later, sooner = DRAW_AT + timedelta(weeks=4), timedelta(days=3), timedelta(days=-3)

    assert exchange_day.moved(at, drawn, drawn.draw_at, ON + later) == at + later
    assert exchange_day.moved(at, drawn, drawn.draw_at, ON + sooner) == at
    assert exchange_day.moved(at, drawn, drawn.draw_at, None) == at
    revealed = replace(drawn, reveal_at=at, revealed_at=at)
    assert exchange_day.moved(at, revealed, drawn.draw_at, ON + later) == at


def test_without_a_day_it_moves_with_the_draw_and_never_comes_before_it() -> None:
    exchange, at = an_exchange(), DRAW_AT + timedelta(days=2)
    week = timedelta(days=7)

    assert exchange_day.moved(None, exchange, DRAW_AT + week, None) is None
    assert exchange_day.moved(at, exchange, DRAW_AT + week, None) == at + week
    assert exchange_day.moved(at, exchange, DRAW_AT - timedelta(days=1), None) == at
    with_day = an_exchange(exchange_on=ON)
    assert exchange_day.moved(at, with_day, DRAW_AT + week, date(2026, 12, 15)) == at + week
