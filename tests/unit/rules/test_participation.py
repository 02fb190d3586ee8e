"""When people may join and leave."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.domain import errors, rules
from tests.clock import START
from tests.unit.rules.checking import DRAW_AT, SECOND, S, an_exchange, refusal


@pytest.mark.parametrize("status", S)
def test_joining_needs_an_open_exchange_before_its_deadline(status: S) -> None:
    refused = refusal(lambda: rules.check_can_join(an_exchange(status), START))

    expected = {S.OPEN: None, S.STALLED: errors.JoiningClosed}
    assert refused is expected.get(status, errors.WrongStatus)


@pytest.mark.parametrize(
    ("now", "may"),
    [(DRAW_AT - SECOND, True), (DRAW_AT, False), (DRAW_AT + SECOND, False)],
    ids=["before", "at", "after"],
)
def test_joining_ends_at_the_deadline(now: datetime, may: bool) -> None:
    assert rules.allowed(rules.check_can_join, an_exchange(), now) is may


@pytest.mark.parametrize("status", S)
def test_leaving_ends_with_the_draw(status: S) -> None:
    may = rules.allowed(rules.check_can_leave, an_exchange(status))

    assert may is (status in (S.OPEN, S.STALLED))
