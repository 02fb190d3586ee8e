"""Nobody gives again to whom they gave to lately, as far as that works out; and how many do."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors, rules
from core.domain.snapshots import Exchange
from core.domain.types import DeliveryKind, ExchangeStatus, NewExclusion, TeamId, UserId
from core.services.drawing import Drawing
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    TEAM,
    an_exchange,
    by,
    group,
    joins,
    one_way,
    the_clock,
)
from tests.clock import FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.delivering import deliver_until_settled, reports_of
from tests.integration.drawn import SlowVault
from tests.unit.draw.brute import Case, row_of

S = ExchangeStatus
YEAR = timedelta(days=365)
THREE = (OLGA, ANA, BEN)
teams = itertools.count(1)


def drawn(
    services: Services,
    people: Sequence[UserId] = EVERYBODY,
    exclusions: Sequence[NewExclusion] = (),
    last: int = rules.NO_REPEATS,
    team_id: TeamId = TEAM,
) -> tuple[Exchange, dict[str, str]]:
    """An exchange a year after the one before, and who gives to whom in it."""
    the_clock(services).advance(YEAR)
    exchange = an_exchange(services, people=people, exclusions=exclusions, team_id=team_id)
    organizer = exchange.organizer_ids[0]
    services.exclusions.avoid_repeats(by(organizer, team_id), exchange.exchange_id, last)
    services.drawing.draw_now(by(organizer, team_id), exchange.exchange_id)
    return exchange, matches(services, exchange, people)


def matches(services: Services, exchange: Exchange, people: Sequence[UserId]) -> dict[str, str]:
    asked = ((who, by(who, exchange.team_id)) for who in people)
    return {who: services.matches.show(c, exchange.exchange_id).recipient_id for who, c in asked}


def repeat_count(services: Services, exchange: Exchange) -> int | None:
    return looking.the_exchange(services.outbox.database, exchange.exchange_id).repeat_count


def shared(one: dict[str, str], other: dict[str, str]) -> int:
    return len(one.items() & other.items())


def test_three_people_alternate(services: Services) -> None:
    (_, first), (_, second), (exchange, third) = (drawn(services, THREE) for _ in range(3))

    assert shared(first, second) == shared(second, third) == 0
    assert third == first
    assert repeat_count(services, exchange) == 0


def test_what_is_longest_ago_is_given_up_first(services: Services) -> None:
    (_, first), (_, second) = (drawn(services, THREE) for _ in range(2))

    exchange, third = drawn(services, THREE, last=2)

    assert third == first != second
    assert repeat_count(services, exchange) == 3


def test_all_of_them_are_avoided_while_there_is_a_way(services: Services) -> None:
    years = [drawn(services, last=3)[1] for _ in range(3)]

    assert [shared(*pair) for pair in itertools.combinations(years, 2)] == [0, 0, 0]


def test_only_as_many_repeat_as_have_to(services: Services) -> None:
    _, first = drawn(services, (*EVERYBODY, DAN))
    stuck, stays = ANA, first[ANA]
    others = [one for one in (*EVERYBODY, DAN) if one not in (stuck, stays)]
    exclusions = [one_way(stuck, one) for one in others]

    exchange, second = drawn(services, (*EVERYBODY, DAN), exclusions)

    assert first.items() & second.items() == {(stuck, stays)}
    assert repeat_count(services, exchange) == 1


def test_repeats_may_be_fine(services: Services) -> None:
    years = [drawn(services, THREE, last=0)[1] for _ in range(21)]

    # By chance alone none of them would be like the one before once in a million times.
    repeats = [shared(*pair) for pair in itertools.pairwise(years)]
    assert set(repeats) <= {0, 3}
    assert 3 in repeats


def test_a_break_does_not_wear_off(services: Services) -> None:
    """Their last exchange is the last in which they themselves gave."""
    _, first = drawn(services, THREE)
    drawn(services, (OLGA, CLEO, DAN))

    _, third = drawn(services, THREE)

    assert shared(first, third) == 0


def test_each_exchange_of_the_same_time_is_one_of_the_last(services: Services) -> None:
    """Of two that are drawn, neither of them over, the later one is the last."""
    _, first = drawn(services, THREE)
    second = an_exchange(services, people=THREE, exclusions=())
    the_clock(services).advance(timedelta(hours=1))
    services.drawing.draw_now(by(OLGA), second.exchange_id)

    _, third = drawn(services, THREE)

    assert third == first


def test_what_was_cancelled_never_was(services: Services) -> None:
    _, first = drawn(services, THREE)
    cancelled, second = drawn(services, THREE)
    services.exchanges.cancel(by(OLGA), cancelled.exchange_id)

    _, third = drawn(services, THREE)

    assert third == second != first


def test_another_workspace_is_another_past(services: Services) -> None:
    """In a workspace of its own each exchange is the first: chance alone decides."""
    here = [drawn(services, THREE)[1] for _ in range(2)]
    there = {
        frozenset(drawn(services, THREE, last=2, team_id=TeamId(f"T{number}"))[1].items())
        for number in range(20)
    }

    assert there == {frozenset(one.items()) for one in here}


def test_who_was_not_there_before_keeps_nobody_else_from_it(services: Services) -> None:
    _, first = drawn(services, (OLGA, ANA, BEN))

    exchange, second = drawn(services, (OLGA, ANA, CLEO))

    assert shared(first, second) == 0
    assert repeat_count(services, exchange) == 0


def test_exclusions_are_kept_rather(services: Services) -> None:
    _, first = drawn(services, THREE)
    other_way = {to: giver for giver, to in first.items()}

    exchange, second = drawn(services, THREE, [one_way(ANA, UserId(other_way[ANA]))])

    assert second == first
    assert repeat_count(services, exchange) == 3


def test_what_the_exclusions_rule_out_stays_impossible(services: Services) -> None:
    drawn(services)
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])

    with pytest.raises(errors.NotDrawable) as refused:
        services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert (refused.value.givers, refused.value.recipients) == ((ANA, BEN), (OLGA,))


def test_at_the_deadline_it_is_the_same(services: Services) -> None:
    _, first = drawn(services, THREE)
    exchange = an_exchange(services, people=THREE)
    the_clock(services).advance(exchange.draw_at - the_clock(services).now())

    services.drawing.draw_due()

    assert shared(first, matches(services, exchange, THREE)) == 0


def test_what_cannot_be_read_any_more_is_left_out(
    services: Services,
    database: Database,
    vault: Vault,
    clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    drawn(services)
    with database.write() as session:
        session.execute(delete(models.DataKey))
    restarted = Services.build(database, Vault(vault._keys), clock, FakeMessenger())

    exchange, second = drawn(restarted)

    assert sorted(second.values()) == sorted(EVERYBODY)
    assert repeat_count(restarted, exchange) == 0
    assert f"4 earlier assignments cannot be read; exchange {exchange.exchange_id}" in caplog.text
    assert not any(who in caplog.text for who in EVERYBODY)


def test_one_that_cannot_be_read_leaves_the_others(services: Services, database: Database) -> None:
    _, first = drawn(services)
    broken = update(models.Assignment).where(models.Assignment.giver_id == ANA)
    with database.write() as session:
        session.execute(broken.values(recipient_encrypted=b"broken"))

    _, second = drawn(services)

    del first[ANA]
    assert shared(first, second) == 0


def test_nothing_of_the_past_is_shown_before_the_draw(services: Services) -> None:
    drawn(services, THREE)
    exchange = an_exchange(services, people=THREE)
    unlike = an_exchange(services, people=THREE, team_id=OTHER_TEAM)

    _, here = services.drawing.preview(by(OLGA), exchange.exchange_id)
    _, there = services.drawing.preview(by(OLGA, OTHER_TEAM), unlike.exchange_id)

    assert here == there


def test_the_organizers_are_told_how_many(services: Services, messenger: FakeMessenger) -> None:
    people = (*EVERYBODY, DAN)
    _, first = drawn(services, people)
    deliver_until_settled(services)
    kept_from = [one for one in people if one not in (ANA, first[ANA])]

    drawn(services, people, [one_way(ANA, one) for one in kept_from])
    deliver_until_settled(services)

    assert [report.repeat_count for report in reports_of(messenger)] == [0, 1]
    assert looking.owed(services.outbox.database, DeliveryKind.REPORT) == [OLGA, OLGA]


def test_only_organizers_say_how_far_back_it_goes(services: Services) -> None:
    exchange = an_exchange(services)
    ask = services.exclusions.avoid_repeats

    board = ask(by(OLGA), exchange.exchange_id, 3)
    for who in (ANA, DAN):
        with pytest.raises(errors.NotOrganizer):
            ask(by(who), exchange.exchange_id, 0)

    assert board.exchange.no_repeats == 3
    assert services.exchanges.get(by(ANA), exchange.exchange_id).no_repeats == 3


@pytest.mark.parametrize("last", [-1, rules.MAX_NO_REPEATS + 1])
def test_only_what_is_offered_can_be_chosen(services: Services, last: int) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.NotAChoice):
        services.exclusions.avoid_repeats(by(OLGA), exchange.exchange_id, last)

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).no_repeats == 1


@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_after_the_draw_it_is_too_late(services: Services, status: S) -> None:
    exchange = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus):
        services.exclusions.avoid_repeats(by(OLGA), exchange.exchange_id, 2)


def test_a_stalled_exchange_may_still_be_changed(services: Services) -> None:
    exchange = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))

    board = services.exclusions.avoid_repeats(by(OLGA), exchange.exchange_id, 0)

    assert board.exchange.no_repeats == 0


def test_a_request_that_comes_twice_counts_once(services: Services) -> None:
    exchange = an_exchange(services)
    services.exclusions.avoid_repeats(by(OLGA, request_id="again"), exchange.exchange_id, 2)
    services.exclusions.avoid_repeats(by(OLGA), exchange.exchange_id, 4)

    with pytest.raises(errors.AlreadyHandled):
        services.exclusions.avoid_repeats(by(OLGA, request_id="again"), exchange.exchange_id, 2)

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).no_repeats == 4


def test_there_is_a_past_once_names_were_drawn_in_another_exchange(services: Services) -> None:
    an_exchange(services, status=S.DRAWN, team_id=OTHER_TEAM)
    an_exchange(services, status=S.CANCELLED)
    exchange = an_exchange(services)
    before = services.exclusions.board(by(OLGA), exchange.exchange_id)

    an_exchange(services, status=S.DRAWN)

    assert not before.has_past
    assert services.exclusions.board(by(OLGA), exchange.exchange_id).has_past
    assert not services.exclusions.board(by(ANA), exchange.exchange_id).has_past


CROWD = tuple(UserId(f"U{number}") for number in range(6))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[list[UserId]], list[UserId], list[NewExclusion], int]:
    """Who takes part in up to three years, and in the year after those, with what exclusions."""
    subsets = st.lists(st.sampled_from(CROWD), min_size=3, unique=True)
    years = draw(st.lists(subsets, min_size=1, max_size=3))
    people = draw(st.one_of(st.sampled_from(years), subsets))
    pairs = list(itertools.permutations(people, 2))
    excluded = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * len(people)))
    return years, people, [one_way(*pair) for pair in excluded], draw(st.integers(0, 3))


@given(histories())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_there_are_just_the_repeats_that_there_have_to_be(
    services: Services,
    history: tuple[list[list[UserId]], list[UserId], list[NewExclusion], int],
) -> None:
    years, people, exclusions, last = history
    team_id = TeamId(f"T{next(teams)}")
    past = [drawn(services, year, last=0, team_id=team_id)[1] for year in years]
    case = Case(people, [one.people for one in exclusions], past=counted(past, last))

    try:
        exchange, found = drawn(services, people, exclusions, last, team_id)
    except errors.NotDrawable:
        assert case.draws == []
        return

    assert row_of(found) in case.draws
    again = {pair for before in case.past for pair in before.items()} & found.items()
    assert repeat_count(services, exchange) == len(again)
    if case.avoiding_the_past().draws:
        assert not again


def counted(past: Sequence[dict[str, str]], last: int) -> list[dict[str, str]]:
    """Of what was drawn year by year all that counts, the newest first, each pair once."""
    years, pairs = Counter[str](), set[tuple[str, str]]()
    kept = []
    for year in reversed(past):
        theirs = {giver: to for giver, to in year.items() if years[giver] < last}
        years.update(year.keys())
        kept.append({giver: to for giver, to in theirs.items() if (giver, to) not in pairs})
        pairs |= theirs.items()
    return kept


def test_who_joins_while_it_is_drawn_has_a_past_too(
    services: Services, database: Database, vault: Vault, clock: FixedClock
) -> None:
    _, first = drawn(services, (*THREE, CLEO))
    exchange = an_exchange(services, people=THREE)
    slow = SlowVault(vault)
    slow.meanwhile = [lambda: joins(services, exchange, CLEO)]

    Drawing(database, slow, clock).draw_now(by(OLGA), exchange.exchange_id)

    assert shared(first, matches(services, exchange, (*THREE, CLEO))) == 0
