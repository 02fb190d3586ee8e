"""An exchange is held once more: what comes along, what stays behind, and that nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.retention import KEPT_FOR
from core.domain.snapshots import Exchange
from core.domain.types import (
    Budget,
    DeliveryKind,
    ExchangeStatus,
    ExclusionKind,
    NewExclusion,
    Origin,
    OriginKind,
    ParticipantStatus,
    Plan,
    UserId,
)
from core.services.copying import GIVES_UP, PAUSE
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    OTHER_TEAM,
    WEEK,
    a_plan,
    an_exchange,
    by,
    group,
    joins,
    mutual,
    one_way,
    person,
)
from tests.clock import FixedClock
from tests.directory import FakeDirectory
from tests.integration import looking

S = ExchangeStatus
EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
PEOPLE = (OLGA, ANA, BEN, CLEO, DAN, EVE)


@pytest.fixture
def old(services: Services, clock: FixedClock) -> Exchange:
    """Olga's of last year: six took part, one had left, one had declined; it is over."""
    made = an_exchange(
        services,
        people=PEOPLE,
        name="Secret Santa 2026",
        exchange_on=date(2026, 12, 18),
        budget=Budget(Decimal(20), "EUR"),
        message="No socks.",
        has_envelopes=True,
    )
    joins(services, made, FAY)
    services.participation.leave(by(FAY), made.exchange_id)
    services.invitations.invite(by(OLGA), made.exchange_id, [person(UserId("U0GUS"))])
    services.invitations.decline(by(UserId("U0GUS")), made.exchange_id)
    services.organizers.change(by(OLGA), made.exchange_id, [person(ANA)], [])
    ours = [group(ANA, BEN, FAY), mutual(CLEO, DAN), one_way(DAN, ANA), mutual(BEN, FAY)]
    services.exclusions.add(by(OLGA), made.exchange_id, ours)
    services.exclusions.add(by(ANA), made.exchange_id, [one_way(OLGA, EVE), mutual(DAN, CLEO)])
    services.exclusions.add(by(OLGA), made.exchange_id, [one_way(OLGA, BEN)])  # her own, private
    services.exclusions.add(by(EVE), made.exchange_id, [one_way(EVE, CLEO)])  # private
    services.exclusions.avoid_repeats(by(OLGA), made.exchange_id, 3)
    services.drawing.draw_now(by(OLGA), made.exchange_id)
    clock.advance(timedelta(days=330))
    services.exchanges.complete_due()
    return services.exchanges.get(by(OLGA), made.exchange_id)


def copied(services: Services, old: Exchange, **changes: object) -> Exchange:
    return services.exchanges.create(by(OLGA), person(OLGA), a_copy(services, old, **changes))


def a_copy(services: Services, old: Exchange, **changes: object) -> Plan:
    moved = services.copying.template(by(OLGA), old.exchange_id).moved
    plan = a_plan(
        name=moved.name,
        draw_at=moved.draw_at,
        exchange_on=moved.exchange_on,
        copy_of=old.exchange_id,
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def stated(services: Services, exchange: Exchange) -> set[tuple[str, tuple[str, ...]]]:
    found = services.exclusions.board(by(OLGA), exchange.exchange_id).exclusions
    return {
        (one.kind, one.people if one.kind == ExclusionKind.ONE_WAY else tuple(sorted(one.people)))
        for one in found
    }


def places(database: Database, exchange: Exchange) -> dict[str, ParticipantStatus]:
    rows = looking.everything(database, models.Participant)
    return {row.user_id: row.status for row in rows if row.exchange_id == exchange.exchange_id}


def invited(database: Database, exchange: Exchange) -> set[str]:
    found = places(database, exchange)
    return {who for who, status in found.items() if status == ParticipantStatus.INVITED}


def test_a_template_says_what_comes_along(services: Services, old: Exchange) -> None:
    template = services.copying.template(by(OLGA), old.exchange_id)

    assert template.moved.name == "Secret Santa 2027"
    assert template.moved.draw_at == old.draw_at.replace(year=2027)
    assert template.moved.exchange_on == date(2027, 12, 18)
    assert (template.people_count, template.exclusion_count) == (5, 4)
    assert template.took_part
    plan = services.copying.filled(by(OLGA), a_copy(services, old))
    assert (plan.budget, plan.message, plan.has_envelopes) == (old.budget, "No socks.", True)


def test_exclusions_come_along_with_the_exchange_itself(
    services: Services, old: Exchange, database: Database
) -> None:
    new = copied(services, old)

    assert stated(services, new) == {
        (ExclusionKind.GROUP, (ANA, BEN)),  # Fay had left
        (ExclusionKind.MUTUAL, (CLEO, DAN)),  # once, though two had set it
        (ExclusionKind.ONE_WAY, (DAN, ANA)),
        (ExclusionKind.ONE_WAY, (OLGA, EVE)),
    }
    board = services.exclusions.board(by(OLGA), new.exchange_id)
    assert board.private_count == 0
    assert new.no_repeats == 3
    assert set(new.organizer_ids) == {OLGA}
    assert places(database, new) == {OLGA: ParticipantStatus.JOINED}


def test_those_who_took_part_and_still_can_are_invited_once(
    services: Services,
    other_worker: Services,
    old: Exchange,
    directory: FakeDirectory,
    database: Database,
) -> None:
    directory.traits = {BEN: {"is_deactivated": True}, DAN: {"is_guest": True}}
    new = copied(services, old)
    joins(services, new, CLEO)  # by the announcement, before she is invited

    assert services.copying.invite_due() == 1
    assert services.copying.invite_due() == 0

    assert invited(database, new) == {ANA, EVE}
    assert places(database, new)[CLEO] == ParticipantStatus.JOINED
    rows = looking.deliveries(database, DeliveryKind.INVITATION)
    asked = [row.addressee_id for row in rows if row.exchange_id == new.exchange_id]
    assert sorted(asked) == [ANA, EVE]
    assert stated(services, new) == {(ExclusionKind.ONE_WAY, (OLGA, EVE))}
    assert looking.everything(database, models.Copy) == []
    (row,) = [
        one
        for one in looking.everything(database, models.Participant)
        if one.exchange_id == new.exchange_id and one.user_id == ANA
    ]
    assert row.invited_by == OLGA


def test_whoever_was_forgotten_does_not_come_along(
    services: Services, old: Exchange, directory: FakeDirectory
) -> None:
    services.forgetting.forget(by(BEN))
    services.forgetting.forget_due()

    template = services.copying.template(by(OLGA), old.exchange_id)
    copied(services, old)
    assert services.copying.invite_due() == 1

    assert template.people_count == 4
    assert directory.asked == [[ANA, CLEO, DAN, EVE]]


def test_what_organizers_have_set_since_stays(
    services: Services, old: Exchange, directory: FakeDirectory, clock: FixedClock
) -> None:
    directory.traits = {BEN: {"is_deactivated": True}}
    new = copied(services, old)
    clock.advance(timedelta(seconds=1))
    services.exclusions.add(by(OLGA), new.exchange_id, [mutual(BEN, EVE)])

    services.copying.invite_due()

    assert (ExclusionKind.MUTUAL, (BEN, EVE)) in stated(services, new)
    assert (ExclusionKind.GROUP, (ANA, BEN)) not in stated(services, new)


def test_a_group_that_an_organizer_has_renewed_since_stays_as_they_set_it(
    services: Services, clock: FixedClock, directory: FakeDirectory, database: Database
) -> None:
    sales = Origin(OriginKind.USERGROUP, "S0SALES", "Sales")
    last = NewExclusion(ExclusionKind.GROUP, (ANA, BEN), sales)
    made = an_exchange(services, people=PEOPLE, exclusions=[last])
    services.drawing.draw_now(by(OLGA), made.exchange_id)
    clock.advance(timedelta(days=330))
    services.exchanges.complete_due()
    directory.traits = {BEN: {"is_guest": True}}  # until they are made a member
    new = copied(services, made)
    services.organizers.change(by(OLGA), new.exchange_id, [person(ANA)], [])
    clock.advance(timedelta(seconds=1))
    renewed = replace(last, people=(ANA, BEN, CLEO))
    services.exclusions.add(by(ANA), new.exchange_id, [renewed])

    services.copying.invite_due()

    assert stated(services, new) == {(ExclusionKind.GROUP, (ANA, BEN, CLEO))}
    rows = looking.everything(database, models.Exclusion)
    (row,) = (one for one in rows if one.exchange_id == new.exchange_id)
    assert (row.set_by, row.created_at) == (ANA, clock.now())


def test_of_a_group_those_are_kept_apart_who_are_left(
    services: Services, clock: FixedClock, directory: FakeDirectory
) -> None:
    made = an_exchange(services, people=PEOPLE, exclusions=[group(ANA, BEN, CLEO)])
    services.drawing.draw_now(by(OLGA), made.exchange_id)
    clock.advance(timedelta(days=330))
    services.exchanges.complete_due()
    directory.traits = {BEN: {"is_deactivated": True}}

    new = copied(services, made)
    services.copying.invite_due()

    assert stated(services, new) == {(ExclusionKind.GROUP, (ANA, CLEO))}


def test_while_slack_does_not_tell_of_everybody_it_is_asked_again(
    services: Services,
    old: Exchange,
    directory: FakeDirectory,
    database: Database,
    clock: FixedClock,
) -> None:
    directory.untold = {DAN}
    new = copied(services, old)
    assert services.copying.invite_due() == 0
    assert invited(database, new) == {ANA, BEN, CLEO, EVE}
    assert services.copying.invite_due() == 0
    assert len(directory.asked) == 1  # not before its time

    directory.untold = set()
    clock.advance(PAUSE)
    assert services.copying.invite_due() == 1

    assert directory.asked[-1] == [DAN]
    assert DAN in invited(database, new)


def test_it_is_not_asked_for_ever(
    services: Services,
    old: Exchange,
    directory: FakeDirectory,
    database: Database,
    clock: FixedClock,
) -> None:
    directory.is_silent = True
    copied(services, old)
    services.copying.invite_due()

    clock.advance(GIVES_UP)

    assert services.copying.invite_due() == 1
    assert looking.everything(database, models.Copy) == []


@pytest.mark.parametrize("end", ["cancelled", "drawn", "over"])
def test_what_is_over_before_invites_nobody(
    services: Services, old: Exchange, database: Database, clock: FixedClock, end: str
) -> None:
    new = copied(services, old)
    if end == "cancelled":
        services.exchanges.cancel(by(OLGA), new.exchange_id)
    elif end == "drawn":
        joins(services, new, ANA, BEN, CLEO)
        services.drawing.draw_now(by(OLGA), new.exchange_id)
    else:
        clock.advance(new.draw_at - clock.now())

    services.copying.invite_due()

    assert invited(database, new) == set()
    assert looking.everything(database, models.Copy) == []


def test_a_form_sent_again_copies_once(
    services: Services, old: Exchange, database: Database
) -> None:
    plan = a_copy(services, old)
    new = services.exchanges.create(by(OLGA), person(OLGA), plan)
    again = services.exchanges.create(by(OLGA), person(OLGA), replace(plan, name="Once more"))

    assert again.exchange_id == new.exchange_id
    assert len(stated(services, new)) == 4
    assert len(looking.everything(database, models.Copy)) == 1


def test_only_what_one_has_organized_and_is_over_can_be_copied(
    services: Services, old: Exchange
) -> None:
    running = an_exchange(services, status=S.DRAWN)
    plan = a_copy(services, old)

    for caller, exchange, refusal in (
        (by(BEN), old, errors.NotOrganizer),
        (by(OLGA), running, errors.NotOverYet),
        (by(OLGA, OTHER_TEAM), old, errors.ExchangeNotFound),
    ):
        with pytest.raises(refusal):
            services.copying.template(caller, exchange.exchange_id)
        copy = replace(plan, key=f"form of {caller.user_id}", copy_of=exchange.exchange_id)
        with pytest.raises(refusal):
            services.exchanges.create(caller, person(caller.user_id, caller.team_id), copy)
    assert [one.exchange_id for one in services.copying.over(by(OLGA), 9)] == [old.exchange_id]
    assert [one.exchange_id for one in services.copying.over(by(ANA), 9)] == [old.exchange_id]
    assert services.copying.over(by(BEN), 9) == []


def test_what_is_long_over_cannot_be_copied_any_more(
    services: Services, old: Exchange, clock: FixedClock, database: Database
) -> None:
    plan = a_copy(services, old)
    waiting = copied(services, old)
    clock.advance(KEPT_FOR)
    assert services.retention.purge_due() == 1

    with pytest.raises(errors.TooLongAgo):
        services.copying.template(by(OLGA), old.exchange_id)
    late = replace(plan, draw_at=clock.now() + WEEK, exchange_on=None)
    with pytest.raises(errors.TooLongAgo):
        services.exchanges.create(by(OLGA), person(OLGA), late)
    assert services.copying.over(by(OLGA), 9) == []
    assert services.copying.in_season(by(OLGA)) is None
    assert services.copying.invite_due() == 1  # nothing is known of them, so nobody is invited
    assert invited(database, waiting) == set()


def test_it_is_offered_when_its_time_of_the_year_is_coming(
    services: Services, old: Exchange, clock: FixedClock
) -> None:
    here = services.copying.in_season(by(OLGA))
    assert here is not None
    assert here.exchange_id == old.exchange_id
    assert services.copying.in_season(by(BEN)) is None

    copied(services, old)
    assert services.copying.in_season(by(OLGA)) is None  # she has begun
    assert services.copying.in_season(by(ANA)) is not None
    clock.advance(10 * WEEK)
    assert services.copying.in_season(by(ANA)) is None


def test_an_organizer_who_takes_no_part_is_not_invited(
    services: Services, old: Exchange, database: Database
) -> None:
    new = copied(services, old, organizer_takes_part=False)

    services.copying.invite_due()

    assert OLGA not in places(database, new)
    assert invited(database, new) == {ANA, BEN, CLEO, DAN, EVE}
