"""Gifts on their way: what may be said of them when, and who may step in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain import gifts
from core.domain.errors import RescueProblem, RescueRefused
from core.domain.rules import allowed
from core.domain.snapshots import Exchange, GiftSeen
from core.domain.types import ExchangeStatus, GiftAnswer, GiftMark, UserId
from tests.unit.views.worlds import ORGANIZER, an_exchange, people

S = ExchangeStatus
NOW = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)
DRAWN = an_exchange(status=S.DRAWN, drawn_at=NOW)
FRESH, GIVEN = GiftSeen(), GiftSeen(GiftMark.GIVEN)
CAME, MISSING = GiftSeen(answer=GiftAnswer.CAME), GiftSeen(answer=GiftAnswer.MISSING)


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize(
    ("check", "gift"),
    [
        (gifts.check_can_mark, FRESH),
        (gifts.check_can_take_back, GIVEN),
        (gifts.check_can_thank, FRESH),
        (gifts.check_can_miss, GIVEN),
    ],
)
def test_things_are_said_of_gifts_once_names_are_drawn(
    check: Callable[[Exchange, GiftSeen, datetime], None], gift: GiftSeen, status: S
) -> None:
    exchange = an_exchange(status=status, drawn_at=NOW)

    assert allowed(check, exchange, gift, NOW) is (status in (S.DRAWN, S.COMPLETED))


@pytest.mark.parametrize("gift", [FRESH, GIVEN, MISSING])
def test_a_giver_says_it_anew_until_it_has_come(gift: GiftSeen) -> None:
    assert allowed(gifts.check_can_mark, DRAWN, gift, NOW)
    assert not allowed(gifts.check_can_mark, DRAWN, CAME, NOW)


def test_what_was_never_said_or_answered_is_not_taken_back() -> None:
    assert allowed(gifts.check_can_take_back, DRAWN, GIVEN, NOW)
    for gift in (FRESH, CAME, GiftSeen(GiftMark.GIVEN, GiftAnswer.MISSING)):
        assert not allowed(gifts.check_can_take_back, DRAWN, gift, NOW)


@pytest.mark.parametrize(
    ("zone", "opens"),
    [
        ("Pacific/Auckland", datetime(2026, 12, 23, 11, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 12, 24, 5, tzinfo=UTC)),
    ],
)
def test_a_gift_is_missed_as_the_exchange_day_begins_there(zone: str, opens: datetime) -> None:
    exchange = an_exchange(status=S.DRAWN, exchange_on=date(2026, 12, 24), time_zone=zone)

    assert not allowed(gifts.check_can_miss, exchange, FRESH, opens - timedelta(seconds=1))
    assert allowed(gifts.check_can_miss, exchange, FRESH, opens)


def test_whoever_steps_in_has_two_days_before_they_are_missed() -> None:
    asked = GiftSeen(is_rescued=True, rescued_at=NOW)
    soon, later = NOW + gifts.GIVER_HAS - timedelta(seconds=1), NOW + gifts.GIVER_HAS

    assert not allowed(gifts.check_can_miss, DRAWN, asked, soon)
    assert allowed(gifts.check_can_miss, DRAWN, asked, later)
    assert allowed(gifts.check_can_miss, DRAWN, replace(asked, mark=GiftMark.GIVEN), soon)
    assert allowed(gifts.check_can_miss, DRAWN, replace(asked, rescuer_is_gone=True), soon)
    assert allowed(gifts.check_can_miss, DRAWN, GiftSeen(is_rescued=True), NOW)  # kept as before


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        (people(2), RescueProblem.TOO_FEW),
        ((*people(2), people(1)[0]), RescueProblem.TOO_FEW),
        (people(21), RescueProblem.TOO_MANY),
        ((*people(3), ORGANIZER), RescueProblem.ORGANIZER),
    ],
)
def test_so_many_may_be_named(named: tuple[UserId, ...], problem: RescueProblem) -> None:
    gifts.check_named(DRAWN, people(3))
    gifts.check_named(DRAWN, people(20))

    with pytest.raises(RescueRefused) as refused:
        gifts.check_named(DRAWN, named)
    assert refused.value.problem == problem


def test_of_three_there_is_always_one_who_fits() -> None:
    one, two, three = people(3)

    assert gifts.who_fits([one, two, three], one, [two]) == [three]
    assert gifts.who_fits([one, two, three], one, [two, three]) == [two, three]
    assert gifts.who_fits([one, two, three], UserId("U0ELSE"), []) == [one, two, three]
