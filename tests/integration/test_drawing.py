"""The draw: at its deadline, or when an organizer says so; once, whole and sealed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core.crypto import SealBroken
from core.db import models
from core.db.session import Database
from core.db.vault import Vault
from core.domain import errors
from core.domain.draw import ENGINE
from core.domain.types import Caller, DeliveryKind, ExchangeStatus
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    DAN,
    EVERYBODY,
    OLGA,
    OTHER_TEAM,
    TEAM,
    WEEK,
    a_wish,
    an_exchange,
    by,
    deliver,
    group,
    joins,
    mutual,
    one_way,
    reach_deadline,
)
from tests.clock import START, FixedClock
from tests.fakes import FakeMessenger
from tests.integration import looking

S = ExchangeStatus
MINUTE = timedelta(minutes=1)


def matches(services: Services, exchange_id: str, team_id: str = TEAM) -> dict[str, str]:
    return {
        who: services.drawing.match(by(who, team_id), exchange_id).recipient_id for who in EVERYBODY
    }


def test_everybody_gives_and_receives_once(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[mutual(ANA, BEN), one_way(CLEO, OLGA)])

    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    drawn = matches(services, exchange.exchange_id)
    assert sorted(drawn.values()) == sorted(EVERYBODY)
    assert all(giver != recipient for giver, recipient in drawn.items())
    assert (drawn[ANA], drawn[BEN]) != (BEN, ANA)
    assert drawn[CLEO] != OLGA


def test_a_draw_is_written_down_with_what_follows(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    clock.advance(MINUTE)

    drawn = services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    row = looking.the_exchange(database, exchange.exchange_id)
    assert (drawn.status, drawn.drawn_at) == (S.DRAWN, clock.now())
    assert (row.engine, row.completes_at) == (ENGINE, clock.now() + timedelta(days=30))
    assert row.refresh_at == START
    assert looking.owed(database, DeliveryKind.MATCH) == sorted(EVERYBODY)
    assert looking.count(database, models.Assignment) == len(EVERYBODY)


def test_only_those_who_joined_are_drawn(services: Services, database: Database) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN, CLEO, DAN))
    services.participation.leave(by(DAN), exchange.exchange_id)

    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert looking.owed(database, DeliveryKind.MATCH) == sorted(EVERYBODY)
    with pytest.raises(errors.NotParticipant):
        services.drawing.match(by(DAN), exchange.exchange_id)


def test_the_deadline_draws_by_itself(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services)
    clock.advance(WEEK - timedelta(microseconds=1))

    too_soon = services.drawing.draw_due()
    clock.advance(timedelta(microseconds=1))
    at_the_deadline = services.drawing.draw_due()

    assert (too_soon, at_the_deadline, services.drawing.draw_due()) == (0, 1, 0)
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.DRAWN


DEADLINES = {
    "Asia/Kolkata": ((2026, 12, 24, 12), datetime(2026, 12, 24, 6, 30, tzinfo=UTC)),
    "America/New_York": ((2027, 3, 14, 12), datetime(2027, 3, 14, 16, tzinfo=UTC)),
    "Pacific/Auckland": ((2026, 12, 24, 12), datetime(2026, 12, 23, 23, tzinfo=UTC)),
}


@pytest.mark.parametrize(("zone", "moments"), DEADLINES.items(), ids=DEADLINES.keys())
def test_a_deadline_of_any_zone_is_drawn_at_the_right_instant(
    services: Services,
    clock: FixedClock,
    zone: str,
    moments: tuple[tuple[int, int, int, int], datetime],
) -> None:
    noon, instant = moments
    draw_at = datetime(*noon, tzinfo=ZoneInfo(zone))
    exchange = an_exchange(services, draw_at=draw_at, time_zone=zone)

    clock.advance(instant - timedelta(seconds=1) - clock.now())
    services.drawing.draw_due()
    before = services.exchanges.get(by(OLGA), exchange.exchange_id).status
    clock.advance(timedelta(seconds=1))
    services.drawing.draw_due()

    assert before == S.OPEN
    assert services.exchanges.get(by(OLGA), exchange.exchange_id).drawn_at == instant


def test_a_deadline_missed_while_down_is_drawn_later(services: Services, clock: FixedClock) -> None:
    exchange = an_exchange(services)
    clock.advance(WEEK + timedelta(days=3))

    services.drawing.draw_due()

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).drawn_at == clock.now()


def test_every_workspace_is_drawn(services: Services) -> None:
    here, there = an_exchange(services), an_exchange(services, team_id=OTHER_TEAM)

    reach_deadline(services, here)

    assert sorted(matches(services, here.exchange_id).values()) == sorted(EVERYBODY)
    assert len(matches(services, there.exchange_id, OTHER_TEAM)) == len(EVERYBODY)


def test_too_few_people_stall_it_and_the_organizers_are_told(
    services: Services, database: Database, messenger: FakeMessenger
) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA))
    deliver(services)

    reach_deadline(services, exchange)
    deliver(services)

    notice = messenger.arrived[-1]
    assert (notice.kind, notice.addressee_id) == (DeliveryKind.STALLED, OLGA)
    assert notice.content.exchange.status == S.STALLED  # type: ignore[union-attr]
    assert notice.content.drawability.is_too_few  # type: ignore[union-attr]
    assert looking.owed(database, DeliveryKind.STALLED) == [OLGA]
    assert looking.owed(database, DeliveryKind.MATCH) == []
    assert looking.the_exchange(database, exchange.exchange_id).refresh_at is not None


def test_an_impossible_draw_stalls_and_says_why(
    services: Services, messenger: FakeMessenger, database: Database
) -> None:
    exchange = an_exchange(services, status=S.STALLED, exclusions=[group(ANA, BEN, CLEO)])

    deliver(services)

    notice = messenger.arrived[-1].content
    assert notice.drawability.givers == (ANA, BEN)  # type: ignore[union-attr]
    assert notice.drawability.recipients == (OLGA,)  # type: ignore[union-attr]
    assert notice.drawability.confined == (ANA, BEN, CLEO)  # type: ignore[union-attr]
    assert looking.the_exchange(database, exchange.exchange_id).seed_encrypted is None
    assert looking.count(database, models.Assignment) == 0


def test_a_stall_is_told_once_per_missed_deadline(
    services: Services, database: Database, clock: FixedClock
) -> None:
    stalled = an_exchange(services, status=S.STALLED, people=(OLGA, ANA))
    services.drawing.draw_due()
    once = looking.owed(database, DeliveryKind.STALLED)

    services.exchanges.postpone(by(OLGA), stalled.exchange_id, clock.now() + MINUTE, None)
    clock.advance(MINUTE)
    services.drawing.draw_due()

    assert once == [OLGA]
    assert looking.owed(database, DeliveryKind.STALLED) == [OLGA, OLGA]


def test_a_stalled_exchange_is_not_drawn_by_itself(services: Services, clock: FixedClock) -> None:
    stalled = an_exchange(services, status=S.STALLED, exclusions=[group(ANA, BEN, CLEO)])
    (culprit,) = services.exclusions.board(by(OLGA), stalled.exchange_id).exclusions
    services.exclusions.remove(by(OLGA), stalled.exchange_id, culprit.exclusion_id)
    clock.advance(WEEK)

    assert services.drawing.draw_due() == 0
    assert services.exchanges.get(by(OLGA), stalled.exchange_id).status == S.STALLED


def test_the_preview_says_what_drawing_now_would_do(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])

    shown, drawability = services.drawing.preview(by(OLGA), exchange.exchange_id)

    assert shown == exchange
    assert (drawability.is_drawable, drawability.givers) == (False, (ANA, BEN))


def test_drawing_now_what_cannot_be_drawn_changes_nothing(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, exclusions=[group(ANA, BEN, CLEO)])

    with pytest.raises(errors.NotDrawable) as refused:
        services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    assert (refused.value.joined_count, refused.value.is_too_few) == (4, False)
    assert (refused.value.givers, refused.value.recipients) == ((ANA, BEN), (OLGA,))
    assert services.exchanges.get(by(OLGA), exchange.exchange_id) == exchange
    assert looking.owed(database, DeliveryKind.STALLED) == []


def test_drawing_now_needs_three_people(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA))

    with pytest.raises(errors.NotDrawable) as refused:
        services.drawing.draw_now(by(OLGA), exchange.exchange_id)
    joins(services, exchange, BEN)

    assert (refused.value.joined_count, refused.value.is_too_few) == (2, True)
    assert services.drawing.draw_now(by(OLGA), exchange.exchange_id).status == S.DRAWN


Ask = Callable[[Services, str, str], object]
ASKED: dict[str, Ask] = {
    "preview": lambda s, who, e: s.drawing.preview(by(who), e),
    "draw_now": lambda s, who, e: s.drawing.draw_now(by(who), e),
}
ask_either = pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())


@ask_either
@pytest.mark.parametrize("who", [ANA, DAN], ids=["participant", "stranger"])
def test_only_organizers_draw(services: Services, ask: Ask, who: str) -> None:
    exchange = an_exchange(services)

    with pytest.raises(errors.NotOrganizer):
        ask(services, who, exchange.exchange_id)

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.OPEN


@ask_either
@pytest.mark.parametrize("status", [S.DRAWN, S.COMPLETED, S.CANCELLED])
def test_nothing_is_drawn_twice(
    services: Services, database: Database, ask: Ask, status: S
) -> None:
    exchange = an_exchange(services, status=status)
    before = sealed(database)

    with pytest.raises(errors.WrongStatus) as refused:
        ask(services, OLGA, exchange.exchange_id)

    assert refused.value.status == status
    assert sealed(database) == before


def sealed(database: Database) -> dict[str, bytes]:
    with database.read() as session:
        rows = session.scalars(select(models.Assignment))
        return {row.giver_id: row.recipient_encrypted for row in rows}


def test_drawable_is_what_one_organizes_before_the_draw(services: Services) -> None:
    mine = an_exchange(services)
    beside = an_exchange(services, people=(), draw_at=START + 2 * WEEK)
    an_exchange(services, status=S.DRAWN)
    an_exchange(services, people=(ANA, OLGA, BEN))

    found = services.drawing.drawable(by(OLGA))

    assert {mine.exchange_id, beside.exchange_id} <= {one.exchange_id for one in found}
    assert all(OLGA in one.organizer_ids for one in found)
    assert services.drawing.drawable(by(ANA)) == []


def test_a_participant_may_not_draw_what_they_are_only_in(services: Services) -> None:
    an_exchange(services)

    assert services.drawing.drawable(by(BEN)) == []


def test_a_match_shows_the_recipient_and_their_newest_wishes(services: Services) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    recipient = services.drawing.match(by(ANA), exchange.exchange_id).recipient_id
    services.wishlists.add_item(by(recipient), exchange.exchange_id, a_wish("Tea"))

    match = services.drawing.match(by(ANA), exchange.exchange_id)

    assert match.exchange == exchange
    assert [wish.title for wish in match.wishlist.items] == ["Tea"]


def test_a_match_is_still_there_when_it_is_over(services: Services) -> None:
    exchange = an_exchange(services, status=S.COMPLETED)

    assert services.drawing.match(by(ANA), exchange.exchange_id).recipient_id in EVERYBODY


@pytest.mark.parametrize("status", [S.OPEN, S.CANCELLED])
def test_there_is_no_match_to_see(services: Services, status: S) -> None:
    exchange = an_exchange(services, status=status)

    with pytest.raises(errors.WrongStatus):
        services.drawing.match(by(ANA), exchange.exchange_id)


@pytest.mark.parametrize("who", [OLGA, DAN], ids=["organizer_beside_it", "stranger"])
def test_whoever_is_not_in_it_has_no_match(services: Services, who: str) -> None:
    exchange = an_exchange(services, people=())
    joins(services, exchange, ANA, BEN, CLEO)
    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    with pytest.raises(errors.NotParticipant):
        services.drawing.match(by(who), exchange.exchange_id)


BREAKING_POINTS = ("assignments", "deliveries")


@pytest.mark.parametrize("table", BREAKING_POINTS)
@pytest.mark.parametrize("at_the_deadline", [True, False], ids=["deadline", "now"])
def test_a_draw_that_breaks_in_the_middle_leaves_nothing(
    services: Services, database: Database, table: str, at_the_deadline: bool
) -> None:
    exchange = an_exchange(services)

    with refusing_rows(database, table):
        if at_the_deadline:
            reach_deadline(services, exchange)
        else:
            with pytest.raises(IntegrityError):
                services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    row = looking.the_exchange(database, exchange.exchange_id)
    assert (row.status, row.drawn_at, row.seed_encrypted) == (S.OPEN, None, None)
    assert looking.count(database, models.Assignment) == 0
    assert looking.owed(database, DeliveryKind.MATCH) == []


@contextmanager
def refusing_rows(database: Database, table: str) -> Iterator[None]:
    """The last person's row is refused by the database: the ones before it are written."""
    column = {"assignments": "giver_id", "deliveries": "addressee_id"}[table]
    if database.is_sqlite:
        begin = (
            f"CREATE TRIGGER refused BEFORE INSERT ON {table} WHEN NEW.{column} = '{OLGA}'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        end = "DROP TRIGGER refused"
    else:
        begin = f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK ({column} <> '{OLGA}')"
        end = f"ALTER TABLE {table} DROP CONSTRAINT refused"
    execute(database, begin)
    try:
        yield
    finally:
        execute(database, end)


def execute(database: Database, statement: str) -> None:
    with database.write() as session:
        session.execute(text(statement))


def test_a_draw_that_broke_is_done_the_next_time(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    with refusing_rows(database, "deliveries"):
        reach_deadline(services, exchange)

    services.drawing.draw_due()

    assert services.exchanges.get(by(OLGA), exchange.exchange_id).status == S.DRAWN


def test_one_exchange_that_breaks_does_not_keep_the_others_from_their_draw(
    services: Services, database: Database
) -> None:
    broken = an_exchange(services)
    sound = an_exchange(services, people=(ANA, BEN, CLEO), draw_at=START + WEEK + MINUTE)

    with refusing_rows(database, "assignments"):
        reach_deadline(services, sound)

    assert services.exchanges.get(by(ANA), broken.exchange_id).status == S.OPEN
    assert services.exchanges.get(by(ANA), sound.exchange_id).status == S.DRAWN


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """What each of them raised, begun at the same moment."""
    together, raised = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        together.wait()
        try:
            works[place]()
        except Exception as error:
            raised[place] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised  # type: ignore[return-value]


def test_two_organizers_and_the_deadline_make_one_draw(
    services: Services, other_worker: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    services.exchanges.clock.sleep(WEEK.total_seconds())

    def draw_now() -> None:
        other_worker.drawing.draw_now(by(OLGA), exchange.exchange_id)

    raised = at_once(draw_now, draw_now, services.drawing.draw_due, other_worker.drawing.draw_due)

    assert all(isinstance(error, errors.WrongStatus) for error in raised if error)
    assert looking.owed(database, DeliveryKind.MATCH) == sorted(EVERYBODY)
    assert looking.count(database, models.Assignment) == len(EVERYBODY)
    assert sorted(matches(services, exchange.exchange_id).values()) == sorted(EVERYBODY)


def test_of_two_who_draw_at_once_one_wins(
    services: Services, other_worker: Services, database: Database
) -> None:
    exchange = an_exchange(services)

    def draw(caller: Caller, of: Services) -> Callable[[], object]:
        return lambda: of.drawing.draw_now(caller, exchange.exchange_id)

    raised = at_once(draw(by(OLGA), services), draw(by(OLGA), other_worker))

    assert [type(error) for error in raised if error] == [errors.WrongStatus]
    assert looking.count(database, models.Assignment) == len(EVERYBODY)


def test_somebody_who_joins_at_the_moment_of_the_draw_is_in_or_told(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)

    raised = at_once(
        lambda: services.drawing.draw_now(by(OLGA), exchange.exchange_id),
        lambda: joins(services, exchange, DAN),
    )

    assert raised[0] is None
    is_in = raised[1] is None
    assert is_in or isinstance(raised[1], errors.WrongStatus)
    drawn = looking.owed(database, DeliveryKind.MATCH)
    assert (DAN in drawn) is is_in


def test_recipients_and_seeds_are_unreadable_in_the_rows(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    recipients = matches(services, exchange.exchange_id)

    with database.read() as session:
        rows = session.scalars(select(models.Assignment)).all()
        seed = session.get_one(models.Exchange, exchange.exchange_id).seed_encrypted

    assert seed is not None
    assert len({len(row.recipient_encrypted) for row in rows}) == 1
    assert len({row.recipient_key for row in rows}) == len(EVERYBODY)
    for row in rows:
        for hidden in (row.recipient_encrypted, row.recipient_key, seed):
            assert recipients[row.giver_id].encode() not in hidden


def test_a_recipient_opens_only_for_their_own_giver(services: Services, database: Database) -> None:
    exchange = an_exchange(services, status=S.DRAWN)
    with database.write() as session:
        ana, ben = (
            session.get_one(models.Assignment, (exchange.exchange_id, who)) for who in (ANA, BEN)
        )
        ana.recipient_encrypted, ben.recipient_encrypted = (
            ben.recipient_encrypted,
            ana.recipient_encrypted,
        )

    with pytest.raises(SealBroken):
        services.drawing.match(by(ANA), exchange.exchange_id)


def test_marks_of_recipients_differ_from_draw_to_draw(
    services: Services, database: Database
) -> None:
    an_exchange(services, status=S.DRAWN)
    an_exchange(services, status=S.DRAWN)

    with database.read() as session:
        keys = session.scalars(select(models.Assignment.recipient_key)).all()
    assert len(set(keys)) == 2 * len(EVERYBODY)


def test_the_order_of_rows_tells_nothing(sqlite_database: Database, vault: Vault) -> None:
    clock = FixedClock()
    services = Services.build(sqlite_database, vault, clock, FakeMessenger())
    orders = set()
    for _ in range(8):
        exchange = an_exchange(services, status=S.DRAWN)
        with sqlite_database.read() as session:
            written = session.execute(
                text("SELECT giver_id FROM assignments WHERE exchange_id = :id ORDER BY rowid"),
                {"id": exchange.exchange_id},
            )
            orders.add(tuple(written.scalars()))

    assert len(orders) > 1


def test_a_draw_says_nothing_in_the_log(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    exchange = an_exchange(services, status=S.DRAWN)

    drawn = f"exchange {exchange.exchange_id} drawn for 4 people ("
    assert drawn in caplog.text
    assert ", exact)" in caplog.text.partition(drawn)[2].partition("\n")[0]
    assert not any(who in caplog.text for who in EVERYBODY)
    assert CHANNEL not in caplog.text
