"""The exchange day: its morning, where each person is, and the reveal that may end it. Pure, like
the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.domain.errors import PlanField, PlanProblem, PlanRefused, WrongStatus
from core.domain.rules import check_organizer, reveal_problems
from core.domain.snapshots import Exchange
from core.domain.types import ExchangeStatus, UserId

MORNING = time(9)
#: When everybody learns who gave to them, unless an organizer chooses another moment.
AFTERNOON = time(17)
#: How far the time of places differs from UTC, behind it and ahead of it.
BEHIND, AHEAD = timedelta(hours=12), timedelta(hours=14)


def days_somewhere(now: datetime) -> frozenset[date]:
    """Every day that it is at this moment in some place."""
    return frozenset(at.date() for at in (now - BEHIND, now, now + AHEAD))


def is_its_day(on: date, time_zone: str, now: datetime) -> bool:
    """Whether that day's morning has come there, and the day is not over. Who is told later than in
    the morning has it in time all the same."""
    there = now.astimezone(ZoneInfo(time_zone))
    return there.date() == on and there.time() >= MORNING


def afternoon_of(on: date, time_zone: str) -> datetime:
    return datetime.combine(on, AFTERNOON, ZoneInfo(time_zone)).astimezone(UTC)


def moved(
    reveal_at: datetime | None, exchange: Exchange, draw_at: datetime, exchange_on: date | None
) -> datetime | None:
    """When it is after the draw or the exchange day was moved: as many days later as the day is, at
    the same time of day there; without such a day, as much later as the draw. Once names are drawn
    never sooner: people have given and wished believing what they were told."""
    if reveal_at is None or exchange.revealed_at:
        return reveal_at
    if exchange.exchange_on and exchange_on:
        there = reveal_at.astimezone(ZoneInfo(exchange.time_zone))
        then = (there + (exchange_on - exchange.exchange_on)).astimezone(UTC)
        if exchange.drawn_at:
            return max(reveal_at, then)
        if then > draw_at:
            return then
    return max(reveal_at, reveal_at + (draw_at - exchange.draw_at))


def chains_of(circles: Sequence[Sequence[UserId]], first: int, most: int) -> list[list[UserId]]:
    """Of all who give in these circles so many from `first` on, each followed by whom they gave
    to."""
    pairs = [pair for circle in circles for pair in pairwise(circle)]
    chains = list[list[UserId]]()
    for giver, recipient in pairs[first : first + most]:
        if chains and chains[-1][-1] == giver:
            chains[-1].append(recipient)
        else:
            chains.append([giver, recipient])
    return chains


def circles_of(recipients: Mapping[str, str], start: str) -> list[list[UserId]]:
    """Everybody who gives, followed by whom they give to: first the circle that `start` is in, and
    then the others. Each ends with the person whom it begins with, unless somebody is missing in
    it: then it begins with whom nobody gives to."""
    left, circles = dict(recipients), list[list[UserId]]()
    givers = {recipient: giver for giver, recipient in recipients.items()}
    at = start
    while left:
        circle = [_first(at, givers)]
        while circle[-1] in left:
            circle.append(left.pop(circle[-1]))
        circles.append([UserId(one) for one in circle])
        at = next(iter(left), "")
    return circles


def _first(at: str, givers: Mapping[str, str]) -> str:
    """Where a circle that this person is in begins: with them, if it is whole."""
    first = at
    while (giver := givers.get(first)) is not None:
        if giver == at:
            return at
        first = giver
    return first


def check_can_look_at_reveal(exchange: Exchange, user_id: UserId) -> None:
    """Whether an organizer may still change anything about it."""
    check_organizer(exchange, user_id)
    is_over = exchange.status in (ExchangeStatus.COMPLETED, ExchangeStatus.CANCELLED)
    if is_over or exchange.revealed_at or (exchange.drawn_at and not exchange.reveal_at):
        raise WrongStatus(exchange.status)


def check_can_set_reveal(
    exchange: Exchange,
    user_id: UserId,
    reveal_at: datetime | None,
    posts_circle: bool,
    now: datetime,
) -> None:
    """Until names are drawn as they like; afterwards only to put it off, or to keep more of a
    secret: people have given and wished believing what they were told. Raises `PlanRefused`."""
    check_can_look_at_reveal(exchange, user_id)
    problems = reveal_problems(
        reveal_at,
        posts_circle,
        after=exchange.drawn_at or exchange.draw_at,
        has_envelopes=exchange.has_envelopes,
    )
    was_at = exchange.reveal_at if exchange.drawn_at else None
    if reveal_at and reveal_at <= now:
        problems[PlanField.REVEAL_AT] = PlanProblem.TOO_SOON
    elif reveal_at and was_at and reveal_at < was_at:
        problems[PlanField.REVEAL_AT] = PlanProblem.PROMISED_LATER
    if posts_circle and was_at and not exchange.posts_circle:
        problems[PlanField.REVEAL] = PlanProblem.PROMISED_SECRET
    if problems:
        raise PlanRefused(problems)
