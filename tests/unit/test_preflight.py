"""When an exchange is looked over before its draw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.domain.preflight import due_look, is_about, occasion

DRAW_AT = datetime(2026, 12, 8, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = DRAW_AT - 1000 * HOUR


@pytest.mark.parametrize(
    ("before", "name"),
    [(49, None), (48, "48h"), (2, "48h"), (1, "1h"), (0.1, "1h"), (0, None), (-1, None)],
)
def test_each_look_is_due_until_the_next_one_or_the_draw(before: float, name: str | None) -> None:
    due = due_look(DRAW_AT, LONG_AGO, DRAW_AT - before * HOUR)

    assert due == (occasion(name, DRAW_AT) if name else None)


@pytest.mark.parametrize(
    ("set_before", "before", "name"),
    [(48, 48, None), (48.1, 48, "48h"), (30, 20, None), (30, 1, "1h"), (0.5, 0.2, None)],
)
def test_what_lies_before_the_deadline_was_set_is_left_out(
    set_before: float, before: float, name: str | None
) -> None:
    due = due_look(DRAW_AT, DRAW_AT - set_before * HOUR, DRAW_AT - before * HOUR)

    assert due == (occasion(name, DRAW_AT) if name else None)


def test_an_occasion_knows_its_deadline() -> None:
    told = occasion("48h", DRAW_AT)

    assert len(told) <= 40
    assert is_about(told, DRAW_AT)
    assert not is_about(told, DRAW_AT + HOUR)
