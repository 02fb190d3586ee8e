"""What a file of people comes to, kept until it is saved, and saved as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from core.db import models
from core.db.session import Database
from core.domain import errors, rules
from core.domain.snapshots import Exchange, RosterSaved
from core.domain.types import DeliveryKind, ExchangeStatus, Person, UserId
from core.rosters.resolving import Resolution, resolve
from core.rosters.review import Review, Standing
from core.rosters.understanding import roster_of
from core.services.registry import Services
from core.services.rosters import KEPT_FOR
from tests.builders import (
    ANA,
    BEN,
    CLEO,
    DAN,
    OLGA,
    OTHER_TEAM,
    TEAM,
    an_exchange,
    by,
    group,
    joins,
    one_way,
    person,
)
from tests.clock import FixedClock
from tests.integration import looking
from tests.unit.rosters.test_headings import table

EVE, FAY = UserId("U0EVE"), UserId("U0FAY")
PEOPLE: Mapping[str, Person] = {
    f"{user_id[2:].lower()}@example.com": person(user_id)
    for user_id in (OLGA, ANA, BEN, CLEO, DAN, EVE, FAY)
}


def a_file(*rows: str, heading: str = "E-mail | Team | Exclude") -> Resolution:
    """Each row: who by name, team, exclusions by name."""
    lines = []
    for row in rows:
        who, team, excludes = (*(part.strip() for part in row.split("|")), "", "")[:3]
        others = ", ".join(f"{one}@example.com" for one in excludes.split())
        lines.append(f"{who}@example.com | {team} | {others}")
    return resolve(roster_of(table("\n".join([heading, *lines]))), PEOPLE, {}, TEAM)


def kept(services: Services, exchange: Exchange, *rows: str) -> Review:
    return services.rosters.keep(by(OLGA), exchange.exchange_id, a_file(*rows))


def saved(
    services: Services, exchange: Exchange, *rows: str, apart: bool = True, who: UserId = OLGA
) -> RosterSaved:
    review = services.rosters.keep(by(who), exchange.exchange_id, a_file(*rows))
    return services.rosters.save(by(who), review.roster_id, teams_apart=apart)


def teams(services: Services, exchange: Exchange) -> dict[str, set[str]]:
    board = services.exclusions.board(by(OLGA), exchange.exchange_id)
    return {one.origin.name: set(one.people) for one in board.exclusions if one.origin}


def invited(database: Database) -> set[str]:
    owed = looking.everything(database, models.Delivery)
    return {row.addressee_id for row in owed if row.kind == DeliveryKind.INVITATION}


def test_a_review_tells_how_everybody_stands(services: Services) -> None:
    exchange = an_exchange(services, people=(ANA, BEN))
    services.invitations.invite(by(ANA), exchange.exchange_id, [person(CLEO), person(DAN)])
    services.invitations.decline(by(DAN), exchange.exchange_id)

    resolution = a_file("ana", "ben", "cleo", "dan", "eve", "nobody")
    review = services.rosters.keep(by(ANA), exchange.exchange_id, resolution)

    assert review.standings == {
        ANA: Standing.JOINED,
        BEN: Standing.JOINED,
        CLEO: Standing.ASKED,
        DAN: Standing.ASKED,
        EVE: Standing.NEW,
    }
    assert [row.row.line for row in review.rows] == [7, 2, 3, 4, 5, 6]
    assert review.wrong_count == 1


def test_an_organizer_who_takes_no_part_needs_no_invitation(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(DAN)], [])

    review = services.rosters.keep(by(DAN), exchange.exchange_id, a_file("dan", "eve"))
    result = services.rosters.save(by(DAN), review.roster_id, teams_apart=True)

    assert review.standings == {DAN: Standing.SELF, EVE: Standing.NEW}
    assert (result.invited.invited, result.invited.names_caller) == ((EVE,), True)
    assert invited(database) == {EVE}


def test_an_organizer_whom_the_file_names_is_told_to_be_in_already(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)

    review = services.rosters.keep(by(OLGA), exchange.exchange_id, a_file("olga", "eve"))
    result = services.rosters.save(by(OLGA), review.roster_id, teams_apart=False).invited

    assert (result.invited, result.joined, result.names_caller) == ((EVE,), (OLGA,), False)
    assert invited(database) == {EVE}


def test_saving_invites_and_excludes_in_one_go_and_once(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    review = kept(services, exchange, "dan | Red | eve", "eve | Red | dan", "fay | | olga", "ana")

    asked = by(OLGA)
    result = services.rosters.save(asked, review.roster_id, teams_apart=True)

    assert set(result.invited.invited) == {DAN, EVE, FAY}
    assert result.invited.joined == (ANA,)
    assert (result.team_count, result.exclusion_count) == (1, 2)
    assert invited(database) == {DAN, EVE, FAY}
    places = looking.everything(database, models.Participant)
    assert {row.invited_by for row in places if row.user_id in (DAN, EVE, FAY)} == {OLGA}
    assert teams(services, exchange) == {"Red": {DAN, EVE}}
    with pytest.raises(errors.AlreadyHandled):
        services.rosters.save(asked, review.roster_id, teams_apart=True)
    with pytest.raises(errors.RosterGone):
        services.rosters.save(by(OLGA), review.roster_id, teams_apart=False)
    assert looking.count(database, models.KeptRoster) == 0


def test_the_same_file_once_more_changes_nothing(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    rows = ("dan | Red | eve", "eve | Red")
    saved(services, exchange, *rows)

    again = saved(services, exchange, *rows)

    assert again.invited.invited == ()
    assert set(again.invited.asked) == {DAN, EVE}
    assert again.exclusion_count == 0
    assert looking.count(database, models.Exclusion) == 2
    assert looking.count(database, models.Participant) == 6


def test_without_the_tick_no_team_is_kept_apart(services: Services) -> None:
    exchange = an_exchange(services)

    result = saved(services, exchange, "dan | Red", "eve | Red", apart=False)

    assert result.team_count is None
    assert teams(services, exchange) == {}


def test_a_newer_file_moves_people_between_teams_and_makes_no_second_ones(
    services: Services,
) -> None:
    exchange = an_exchange(services)
    saved(services, exchange, "ana | Red", "ben | Red", "cleo | Red", "dan | Blue", "eve | Blue")

    saved(services, exchange, "ana | RED", "ben | Blue", "dan |", "fay | Green")

    # Cleo and Eve are not in the newer file: they stay where they were.
    assert teams(services, exchange) == {"RED": {ANA, CLEO}, "Blue": {BEN, EVE}}
    saved(services, exchange, "fay | Blue", "ben | Green", "eve | Green", "cleo | Green")
    assert teams(services, exchange) == {"Green": {BEN, EVE, CLEO}}


def test_a_file_without_teams_leaves_them_as_they_are(services: Services) -> None:
    exchange = an_exchange(services)
    saved(services, exchange, "dan | Red", "eve | Red")

    without = a_file("dan", "eve", "fay", heading="E-mail | Note | Exclude")
    review = services.rosters.keep(by(OLGA), exchange.exchange_id, without)
    result = services.rosters.save(by(OLGA), review.roster_id, teams_apart=True)

    assert result.team_count is None
    assert teams(services, exchange) == {"Red": {DAN, EVE}}


def test_another_organizers_file_changes_the_same_team(services: Services) -> None:
    exchange = an_exchange(services)
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(ANA)], [])
    saved(services, exchange, "dan | Red", "eve | Red")

    saved(services, exchange, "fay | Red", who=ANA)

    assert teams(services, exchange) == {"Red": {DAN, EVE, FAY}}


def test_a_team_holds_in_the_draw(services: Services) -> None:
    exchange = an_exchange(services, people=(OLGA, ANA, BEN, CLEO))
    saved(services, exchange, "olga | Red", "ana | Red", "ben | Blue", "cleo | Blue")

    services.drawing.draw_now(by(OLGA), exchange.exchange_id)

    for giver, own in ((OLGA, ANA), (ANA, OLGA), (BEN, CLEO), (CLEO, BEN)):
        match = services.matches.show(by(giver), exchange.exchange_id)
        assert match.recipient_id != own


def test_teams_and_what_was_set_by_hand_stand_beside_each_other(services: Services) -> None:
    exchange = an_exchange(services, exclusions=[group(DAN, EVE), one_way(DAN, FAY)])

    result = saved(services, exchange, "dan | Red | fay", "eve | Red")

    assert result.exclusion_count == 0
    board = services.exclusions.board(by(OLGA), exchange.exchange_id)
    assert len(board.exclusions) == 3


def test_more_than_there_is_room_for_is_refused_before_anything_is_kept(
    services: Services, database: Database
) -> None:
    exchange = an_exchange(services)
    rows = tuple(f"dan{number} | Team {number // 2}" for number in range(2 * 1001))
    people = {f"dan{number}@example.com": person(f"U0D{number}") for number in range(2 * 1001)}
    text = "\n".join(["E-mail | Team", *(row.replace(" |", "@example.com |") for row in rows)])
    many = resolve(roster_of(table(text)), people, {}, TEAM)

    with pytest.raises(errors.ExclusionRefused):
        services.rosters.keep(by(OLGA), exchange.exchange_id, many)

    assert looking.count(database, models.KeptRoster) == 0


def test_where_the_room_is_gone_meanwhile_nothing_at_all_is_saved(
    services: Services, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = an_exchange(services)
    review = kept(services, exchange, "dan | | eve", "eve | | ana")
    services.exclusions.add(by(OLGA), exchange.exchange_id, [one_way(ANA, BEN)])
    monkeypatch.setattr(rules, "MAX_EXCLUSIONS", 2)

    with pytest.raises(errors.ExclusionRefused):
        services.rosters.save(by(OLGA), review.roster_id, teams_apart=True)

    assert invited(database) == set()
    assert looking.count(database, models.KeptRoster) == 1


def test_only_whoever_sent_the_file_sees_and_saves_it(services: Services) -> None:
    exchange = an_exchange(services)
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(ANA)], [])
    review = kept(services, exchange, "dan")

    for stranger in (by(ANA), by(BEN), by(OLGA, OTHER_TEAM)):
        with pytest.raises(errors.RosterGone):
            services.rosters.review(stranger, review.roster_id)
        with pytest.raises(errors.RosterGone):
            services.rosters.save(stranger, review.roster_id, teams_apart=True)
    assert services.rosters.review(by(OLGA), review.roster_id) == review


def test_who_no_longer_organizes_and_who_comes_too_late_is_refused(services: Services) -> None:
    exchange = an_exchange(services)
    with pytest.raises(errors.NotOrganizer):
        services.rosters.keep(by(ANA), exchange.exchange_id, a_file("dan"))
    review = kept(services, exchange, "dan")
    services.organizers.change(by(OLGA), exchange.exchange_id, [person(ANA)], [])
    services.organizers.change(by(ANA), exchange.exchange_id, [], [OLGA])
    with pytest.raises(errors.NotOrganizer):
        services.rosters.save(by(OLGA), review.roster_id, teams_apart=True)

    drawn = an_exchange(services)
    review = kept(services, drawn, "dan")
    services.drawing.draw_now(by(OLGA), drawn.exchange_id)

    with pytest.raises(errors.WrongStatus) as refused:
        services.rosters.save(by(OLGA), review.roster_id, teams_apart=True)
    assert refused.value.status == ExchangeStatus.DRAWN


def test_after_an_hour_it_is_forgotten(
    services: Services, database: Database, clock: FixedClock
) -> None:
    exchange = an_exchange(services)
    review = kept(services, exchange, "dan")
    clock.advance(KEPT_FOR)
    services.rosters.forget_old()
    assert services.rosters.review(by(OLGA), review.roster_id) == review

    clock.advance(timedelta(seconds=1))

    with pytest.raises(errors.RosterGone):
        services.rosters.review(by(OLGA), review.roster_id)
    services.rosters.forget_old()
    assert looking.count(database, models.KeptRoster) == 0


def test_a_second_file_takes_the_place_of_the_first(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    first = kept(services, exchange, "dan")
    sent = by(OLGA)

    second = services.rosters.keep(sent, exchange.exchange_id, a_file("eve"))
    again = services.rosters.keep(sent, exchange.exchange_id, a_file("eve"))

    assert again == second
    assert looking.count(database, models.KeptRoster) == 1
    with pytest.raises(errors.RosterGone):
        services.rosters.save(by(OLGA), first.roster_id, teams_apart=True)


def test_nobody_reads_an_address_in_the_database(services: Services, database: Database) -> None:
    exchange = an_exchange(services)
    kept(services, exchange, "dan | Red", "nobody")

    (row,) = looking.everything(database, models.KeptRoster)

    assert b"example.com" not in row.content_encrypted
    assert not any("example.com" in str(value) for value in vars(row).values())


def test_who_joins_meanwhile_is_in(services: Services) -> None:
    exchange = an_exchange(services)
    review = kept(services, exchange, "dan | Red", "eve | Red")
    joins(services, exchange, DAN)

    result = services.rosters.save(by(OLGA), review.roster_id, teams_apart=True)

    assert (result.invited.invited, result.invited.joined) == ((EVE,), (DAN,))
    assert teams(services, exchange) == {"Red": {DAN, EVE}}
