"""What may happen to an exchange, and who may make it happen: the whole product of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from core.domain import errors, rules
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId
from tests.builders import ANA, CLEO, DAN, OLGA
from tests.clock import START
from tests.unit.rules.checking import S, an_exchange, refusal


def test_the_table_of_transitions_is_complete() -> None:
    assert set(rules.TRANSITIONS) == set(ExchangeStatus)
    assert all(targets <= set(ExchangeStatus) for targets in rules.TRANSITIONS.values())


POSSIBLE = {
    (S.OPEN, S.STALLED),
    (S.OPEN, S.DRAWN),
    (S.OPEN, S.CANCELLED),
    (S.STALLED, S.OPEN),
    (S.STALLED, S.DRAWN),
    (S.STALLED, S.CANCELLED),
    (S.DRAWN, S.COMPLETED),
    (S.DRAWN, S.CANCELLED),
}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_an_exchange_turns_only_into_what_follows(before: S, after: S) -> None:
    refused = refusal(lambda: rules.check_transition(an_exchange(before), after))

    assert refused == (None if (before, after) in POSSIBLE else errors.WrongStatus)


def test_a_refusal_says_how_the_exchange_stands() -> None:
    with pytest.raises(errors.WrongStatus) as refused:
        rules.check_transition(an_exchange(S.CANCELLED), S.DRAWN)

    assert refused.value.status == S.CANCELLED


ORGANIZERS_MAY = {
    "draw": (rules.check_can_draw, {S.OPEN, S.STALLED}),
    "cancel": (rules.check_can_cancel, {S.OPEN, S.STALLED, S.DRAWN}),
    "postpone": (rules.check_can_postpone, {S.OPEN, S.STALLED}),
    "relax": (rules.check_can_relax, {S.OPEN, S.STALLED}),
    "avoid_repeats": (partial(rules.check_can_avoid_repeats, last=2), {S.OPEN, S.STALLED}),
    "retry": (rules.check_can_retry, {S.DRAWN, S.COMPLETED}),
    "organizers": (rules.check_can_change_organizers, {S.OPEN, S.STALLED, S.DRAWN}),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("who", [OLGA, CLEO, ANA, DAN])
@pytest.mark.parametrize(("check", "when"), ORGANIZERS_MAY.values(), ids=ORGANIZERS_MAY.keys())
def test_only_organizers_and_only_in_time(
    status: S, who: UserId, check: Callable[[Exchange, UserId], None], when: set[S]
) -> None:
    refused = refusal(lambda: check(an_exchange(status), who))

    if who not in (OLGA, CLEO):
        assert refused is errors.NotOrganizer
    else:
        assert refused is (None if status in when else errors.WrongStatus)


@pytest.mark.parametrize("status", S)
def test_a_match_is_seen_once_drawn_and_afterwards(status: S) -> None:
    may = rules.allowed(rules.check_can_see_match, an_exchange(status))

    assert may is (status in (S.DRAWN, S.COMPLETED))


DRAWN_AT = datetime(2026, 10, 1, tzinfo=UTC)
COMPLETES = {
    "Asia/Kolkata": (date(2026, 12, 24), datetime(2026, 12, 24, 18, 30, tzinfo=UTC)),
    "Pacific/Auckland": (date(2026, 12, 24), datetime(2026, 12, 24, 11, 0, tzinfo=UTC)),
    "America/New_York": (date(2026, 12, 24), datetime(2026, 12, 25, 5, 0, tzinfo=UTC)),
    "America/New_York ": (date(2027, 3, 14), datetime(2027, 3, 15, 4, 0, tzinfo=UTC)),
    "Europe/Berlin": (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    "UTC": (date(2026, 12, 31), datetime(2027, 1, 1, tzinfo=UTC)),
}


@pytest.mark.parametrize(
    ("time_zone", "on", "ends_at"),
    [(zone.strip(), on, ends_at) for zone, (on, ends_at) in COMPLETES.items()],
)
def test_an_exchange_is_over_as_its_day_ends_there(
    time_zone: str, on: date, ends_at: datetime
) -> None:
    assert rules.completes_at(DRAWN_AT, time_zone, on) == ends_at


def test_after_a_late_draw_there_is_still_a_week() -> None:
    drawn_at = datetime(2026, 12, 24, 22, tzinfo=UTC)

    ends_at = rules.completes_at(drawn_at, "UTC", date(2026, 12, 24))

    assert ends_at == drawn_at + timedelta(days=7)


def test_an_exchange_without_a_day_is_over_a_month_after_its_draw() -> None:
    assert rules.completes_at(START, "UTC", None) == START + timedelta(days=30)
