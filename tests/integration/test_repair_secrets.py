"""After a repair no table says whose match is new."""

from __future__ import annotations

import pytest

from core.db import models
from core.db.session import Database
from core.domain.types import ExchangeStatus, GiftMark, UserId
from core.services.registry import Services
from tests.builders import ANA, BEN, CLEO, DAN, OLGA, an_exchange, by, person
from tests.integration import looking
from tests.integration.repaired import assignments, lookers

EVE = UserId("U0EVE")
FIVE = (OLGA, ANA, BEN, CLEO, DAN)


@pytest.mark.parametrize("has_envelopes", [False, True], ids=["open", "envelopes"])
def test_who_has_looked_does_not_tell_who_gives_to_somebody_late(
    services: Services, database: Database, has_envelopes: bool
) -> None:
    """A look names nobody; and still it counts for whoever has another match since no more."""
    made = an_exchange(
        services, people=FIVE, status=ExchangeStatus.DRAWN, has_envelopes=has_envelopes
    )
    for who in FIVE:
        services.matches.show(by(who), made.exchange_id)
    assert lookers(services, made.exchange_id) == {*FIVE}

    services.repairs.change(by(OLGA), made.exchange_id, joined=person(EVE))

    gives = assignments(services, made.exchange_id)
    (giver,) = (one for one in gives if gives[one] == EVE)
    assert lookers(services, made.exchange_id) == {*FIVE} - {giver}
    dumped = [looking.columns(row) for row in looking.everything(database, models.Look)]
    assert {*dumped[0]} == {"exchange_id", "team_id", "look_key"}
    assert not any(one in repr(dumped) for one in [*FIVE, EVE])
    rows = looking.everything(database, models.Assignment)
    assert {frozenset(looking.columns(row)) for row in rows} == {
        frozenset(["exchange_id", "team_id", "giver_id", "recipient_encrypted", "recipient_key"])
    }
    for who in (giver, EVE):
        services.matches.show(by(who), made.exchange_id)
    assert lookers(services, made.exchange_id) == {*FIVE, EVE}


def test_what_is_kept_of_gifts_does_not_tell_who_gives_to_somebody_else_now(
    services: Services, database: Database
) -> None:
    made = an_exchange(services, people=FIVE, status=ExchangeStatus.DRAWN)
    for who in FIVE[:2]:
        services.gifts.mark(by(who), made.exchange_id, GiftMark.READY)

    services.repairs.change(by(OLGA), made.exchange_id, joined=person(EVE))
    assert kept_of(database) == sorted([*FIVE, EVE])

    services.repairs.drop_out(by(DAN), made.exchange_id)
    assert kept_of(database) == sorted([OLGA, ANA, BEN, CLEO, EVE])
    for who, gift in ready(services, made.exchange_id).items():
        assert gift in (None, GiftMark.READY), who


def kept_of(database: Database) -> list[str]:
    return sorted(row.giver_id for row in looking.everything(database, models.Gift))


def ready(services: Services, exchange_id: str) -> dict[str, GiftMark | None]:
    givers = map(UserId, assignments(services, exchange_id))
    matches = {who: services.matches.show(by(who), exchange_id) for who in givers}
    return {who: match.gift.mark if match.gift else None for who, match in matches.items()}


def test_where_nobody_has_said_anything_of_gifts_nothing_is_written(
    services: Services, database: Database
) -> None:
    made = an_exchange(services, people=FIVE, status=ExchangeStatus.DRAWN)

    services.repairs.change(by(OLGA), made.exchange_id, joined=person(EVE))

    assert kept_of(database) == []
