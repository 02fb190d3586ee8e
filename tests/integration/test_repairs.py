"""People leave, are taken out or let in when names have been drawn."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors
from core.domain.snapshots import Dropout, Match
from core.domain.types import DeliveryKind, ExchangeStatus, MatchNews, UserId
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    an_exchange,
    by,
    deliver,
    group,
    one_way,
    person,
)
from tests.fakes import FakeMessenger
from tests.integration import looking
from tests.integration.repaired import assignments, check_all_holds, told

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
SIX = (OLGA, ANA, BEN, CLEO, DAN, EVE)
S = ExchangeStatus
ENVELOPES = pytest.mark.parametrize("has_envelopes", [False, True], ids=["open", "envelopes"])


def changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Who gives to somebody else than before, or gives now and did not."""
    return sorted(giver for giver in after if before.get(giver) != after[giver])


@ENVELOPES
def test_who_leaves_is_out_and_only_whose_match_changed_is_told(
    services: Services, messenger: FakeMessenger, has_envelopes: bool
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX, has_envelopes=has_envelopes)
    before = check_all_holds(services, made.exchange_id)
    assert told(messenger, services, made.exchange_id) == sorted(SIX)

    parting = services.repairs.drop_out(by(BEN), made.exchange_id)

    assert parting.is_out
    assert parting.exchange.joined_count == 5
    after = check_all_holds(services, made.exchange_id)
    changed = changes(before, after)
    assert BEN not in after
    assert len(changed) in (1, 2)
    news = looking.deliveries(services.repairs.database, DeliveryKind.MATCH)
    assert {row.addressee_id for row in news if row.occasion == MatchNews.CHANGED} == {*changed}
    assert told(messenger, services, made.exchange_id) == changed
    with pytest.raises(errors.NotParticipant):
        services.matches.show(by(BEN), made.exchange_id)


def test_leaving_again_and_the_same_request_again_change_nothing(services: Services) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    services.repairs.drop_out(by(BEN, request_id="once"), made.exchange_id)
    after = assignments(services, made.exchange_id)

    with pytest.raises(errors.AlreadyHandled):
        services.repairs.drop_out(by(BEN, request_id="once"), made.exchange_id)
    with pytest.raises(errors.NotParticipant):
        services.repairs.drop_out(by(BEN), made.exchange_id)

    assert check_all_holds(services, made.exchange_id) == after


def test_organizers_hear_who_left_and_not_whose_match_changed(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    told(messenger, services, made.exchange_id)

    services.repairs.drop_out(by(BEN), made.exchange_id)

    deliver(services)
    heard = {one.addressee_id: one.content for one in messenger.arrived if one.kind == "parted"}
    (notice,) = heard.values()
    assert isinstance(notice, Dropout)
    assert (*heard, notice.user_id, notice.takes_part) == (OLGA, BEN, False)
    assert notice.drawability is None


def test_with_three_people_nobody_can_leave_and_organizers_hear_of_it_once(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=(OLGA, ANA, BEN))
    before = assignments(services, made.exchange_id)
    told(messenger, services, made.exchange_id)

    for _ in range(2):
        assert not services.repairs.drop_out(by(BEN), made.exchange_id).is_out

    assert check_all_holds(services, made.exchange_id) == before
    deliver(services)
    (order,) = messenger.arrived
    assert (order.kind, order.addressee_id) == (DeliveryKind.WANTS_OUT, OLGA)
    assert isinstance(order.content, Dropout)
    assert order.content.takes_part
    assert order.content.drawability is not None
    assert order.content.drawability.is_too_few
    with pytest.raises(errors.NotRepairable) as refused:
        services.repairs.change(by(OLGA), made.exchange_id, left=BEN)
    assert refused.value.is_too_few


def test_where_exclusions_leave_no_way_it_says_which_and_goes_on_without_them(
    services: Services, messenger: FakeMessenger
) -> None:
    """Ben may not draw Ana or Cleo, nor they him; without Dan, he is left alone."""
    alone = [group(ANA, BEN), group(BEN, CLEO)]
    people = (ANA, BEN, CLEO, DAN)
    made = an_exchange(services, status=S.DRAWN, people=people, exclusions=alone)
    before = assignments(services, made.exchange_id)
    with pytest.raises(errors.NotRepairable):
        services.repairs.change(by(ANA), made.exchange_id, left=DAN)

    outlook = services.repairs.outlook(by(ANA), made.exchange_id, DAN, None)

    assert check_all_holds(services, made.exchange_id) == before
    state = outlook.drawability
    assert not state.is_drawable
    assert state.relax is not None
    relaxed = [one.exclusion_id for one in state.relax.exclusions]
    done = services.repairs.change(by(ANA), made.exchange_id, left=DAN, relaxed=relaxed)
    assert done.left == DAN
    assert {*check_all_holds(services, made.exchange_id)} == {ANA, BEN, CLEO}
    stated = looking.everything(services.repairs.database, models.Exclusion)
    assert {one.exclusion_id for one in stated}.isdisjoint(relaxed)
    assert len(stated) == 2 - len(relaxed)


def test_a_private_exclusion_is_kept_whatever_an_organizer_lists(services: Services) -> None:
    made = an_exchange(services, people=SIX)
    services.exclusions.add(by(BEN), made.exchange_id, [one_way(BEN, CLEO)])
    services.drawing.draw_now(by(OLGA), made.exchange_id)
    (private,) = looking.everything(services.repairs.database, models.Exclusion)

    services.repairs.change(by(OLGA), made.exchange_id, left=DAN, relaxed=[private.exclusion_id])

    assert looking.count(services.repairs.database, models.Exclusion) == 1
    assert check_all_holds(services, made.exchange_id)[BEN] != CLEO


def test_who_is_taken_out_hears_it(services: Services, messenger: FakeMessenger) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    told(messenger, services, made.exchange_id)

    done = services.repairs.change(by(OLGA), made.exchange_id, left=BEN)

    check_all_holds(services, made.exchange_id)
    assert done.changed_count is None  # five are left
    deliver(services)
    kinds = {(one.addressee_id, one.kind) for one in messenger.arrived if one.kind != "match"}
    assert kinds == {(BEN, DeliveryKind.TAKEN_OUT)}


@ENVELOPES
def test_who_is_let_in_late_gives_and_receives(
    services: Services, messenger: FakeMessenger, has_envelopes: bool
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX, has_envelopes=has_envelopes)
    before = check_all_holds(services, made.exchange_id)
    told(messenger, services, made.exchange_id)

    done = services.repairs.change(by(OLGA), made.exchange_id, joined=person(FAY))

    after = check_all_holds(services, made.exchange_id)
    assert (done.joined, done.changed_count, done.exchange.joined_count) == (FAY, 1, 7)
    changed = changes(before, after)
    assert len(changed) == 2
    assert FAY in changed
    assert told(messenger, services, made.exchange_id) == changed
    match = services.matches.show(by(FAY), made.exchange_id)
    assert match.recipient_id == after[FAY]


def test_one_takes_the_place_of_another_in_a_single_step(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    before = assignments(services, made.exchange_id)
    told(messenger, services, made.exchange_id)

    done = services.repairs.change(by(OLGA), made.exchange_id, left=BEN, joined=person(FAY))

    after = check_all_holds(services, made.exchange_id)
    assert done.changed_count == 1
    (giver,) = {giver for giver, recipient in before.items() if recipient == BEN}
    assert giver in changes(before, after)
    assert told(messenger, services, made.exchange_id) == sorted([giver, FAY])


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"left": FAY}, errors.NoMatchFor),
        ({"joined": person(BEN)}, errors.TakesPartAlready),
        ({}, errors.NobodyToRepairFor),
        ({"joined": person(FAY, is_bot=True)}, errors.PersonRefused),
        ({"joined": person(FAY, is_guest=True)}, errors.PersonRefused),
    ],
    ids=["not in it", "in it already", "nobody", "a bot", "a guest"],
)
def test_what_cannot_be_is_refused(
    services: Services, asked: dict[str, UserId], refusal: type[Exception]
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    before = assignments(services, made.exchange_id)

    with pytest.raises(refusal):
        services.repairs.change(by(OLGA), made.exchange_id, **asked)  # type: ignore[arg-type]

    assert check_all_holds(services, made.exchange_id) == before


@pytest.mark.parametrize("status", [S.OPEN, S.STALLED, S.COMPLETED, S.CANCELLED])
def test_only_a_drawn_exchange_is_repaired(services: Services, status: S) -> None:
    people = (OLGA,) if status == S.STALLED else SIX
    made = an_exchange(services, status=status, people=people)

    for ask in (
        lambda: services.repairs.drop_out(by(OLGA), made.exchange_id),
        lambda: services.repairs.change(by(OLGA), made.exchange_id, left=OLGA),
        lambda: services.repairs.redraw(by(OLGA), made.exchange_id),
        lambda: services.repairs.outlook(by(OLGA), made.exchange_id, OLGA, None),
        lambda: services.repairs.repairable(by(OLGA), made.exchange_id),
    ):
        with pytest.raises(errors.WrongStatus):
            ask()


def test_only_organizers_change_who_is_in_it(services: Services) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)

    for ask in (
        lambda: services.repairs.change(by(BEN), made.exchange_id, left=CLEO),
        lambda: services.repairs.redraw(by(BEN), made.exchange_id),
        lambda: services.repairs.outlook(by(BEN), made.exchange_id, CLEO, None),
        lambda: services.repairs.repairable(by(BEN), made.exchange_id),
    ):
        with pytest.raises(errors.NotOrganizer):
            ask()


@ENVELOPES
def test_all_names_are_drawn_again_and_everybody_is_told(
    services: Services, messenger: FakeMessenger, database: Database, has_envelopes: bool
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX, has_envelopes=has_envelopes)
    told(messenger, services, made.exchange_id)
    services.matches.show(by(BEN), made.exchange_id)
    seed = looking.the_exchange(database, made.exchange_id).seed_encrypted

    services.repairs.redraw(by(OLGA), made.exchange_id)

    check_all_holds(services, made.exchange_id)
    assert looking.the_exchange(database, made.exchange_id).seed_encrypted != seed
    assert looking.count(database, models.Look) == 0
    assert told(messenger, services, made.exchange_id) == sorted(SIX)


def test_a_message_that_tells_a_changed_match_says_so(
    services: Services, messenger: FakeMessenger
) -> None:
    made = an_exchange(services, status=S.DRAWN, people=SIX)
    told(messenger, services, made.exchange_id)

    services.repairs.change(by(OLGA), made.exchange_id, joined=person(FAY))

    deliver(services)
    contents = {one.addressee_id: one.content for one in messenger.arrived if one.kind == "match"}
    news = {who: content.news for who, content in contents.items() if isinstance(content, Match)}
    assert news.pop(FAY) == MatchNews.LATE
    assert [*news.values()] == [MatchNews.CHANGED]
