"""Anonymous messages: until when, how long, and how many."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain import talk
from core.domain.errors import TalkProblem, TalkRefused, TooManyMessages, WrongStatus
from core.domain.rules import allowed, completes_at
from core.domain.types import ExchangeStatus, Side
from tests.unit.views.worlds import an_exchange

S = ExchangeStatus
NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DRAWN_AT = NOW


def test_each_side_has_its_other() -> None:
    assert {side: side.other for side in Side} == {
        Side.GIVER: Side.RECIPIENT,
        Side.RECIPIENT: Side.GIVER,
    }


@pytest.mark.parametrize("status", S)
def test_people_talk_once_names_are_drawn(status: S) -> None:
    exchange = an_exchange(status=status, drawn_at=DRAWN_AT)

    assert allowed(talk.check_can_talk, exchange, NOW) is (status in (S.DRAWN, S.COMPLETED))


@pytest.mark.parametrize("exchange_on", [None, date(2026, 12, 24)])
def test_they_may_thank_for_two_weeks_afterwards(exchange_on: date | None) -> None:
    over = an_exchange(status=S.COMPLETED, drawn_at=DRAWN_AT, exchange_on=exchange_on)
    end = completes_at(DRAWN_AT, over.time_zone, exchange_on) + timedelta(days=14)

    talk.check_can_talk(over, end - SECOND)
    with pytest.raises(WrongStatus) as refused:
        talk.check_can_talk(over, end)
    assert refused.value.status == S.COMPLETED


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", TalkProblem.EMPTY),
        (" \n", TalkProblem.EMPTY),
        ("x" * 1001, TalkProblem.TOO_LONG),
        ("🎅" * 1001, TalkProblem.TOO_LONG),
    ],
)
def test_a_text_is_neither_empty_nor_endless(text: str, problem: TalkProblem) -> None:
    with pytest.raises(TalkRefused) as refused:
        talk.check_text(text)

    assert refused.value.problem == problem


@pytest.mark.parametrize("text", ["?", "x" * 1000, "🎅" * 1000])
def test_up_to_a_thousand_characters_are_taken(text: str) -> None:
    talk.check_text(text)


def test_ten_an_hour_and_then_one_waits_for_the_oldest() -> None:
    lately = [NOW - timedelta(minutes=59 - minute) for minute in range(10)]

    talk.check_pace(lately[1:], NOW)
    with pytest.raises(TooManyMessages) as refused:
        talk.check_pace(lately, NOW)
    assert refused.value.wait == timedelta(minutes=1)
    talk.check_pace(lately, NOW + timedelta(minutes=1))


def test_who_has_written_more_than_ten_waits_until_fewer_are_left() -> None:
    lately = [NOW - timedelta(minutes=minute) for minute in range(12)]

    with pytest.raises(TooManyMessages) as refused:
        talk.check_pace(lately, NOW)

    assert refused.value.wait == timedelta(minutes=51)
    talk.check_pace(lately, NOW + timedelta(minutes=51))


def test_fifty_are_all_however_long_ago() -> None:
    long_ago = [NOW - timedelta(days=number + 1) for number in range(50)]

    talk.check_pace(long_ago[1:], NOW)
    with pytest.raises(TooManyMessages) as refused:
        talk.check_pace(long_ago, NOW)
    assert refused.value.wait is None
