"""What may be read of a draw in the database and in the log: nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from core.crypto import SealBroken
from core.db import models
from core.db.session import Database
from core.domain.types import ExchangeStatus
from core.services.registry import Services
from tests.builders import (
    ANA,
    BEN,
    CHANNEL,
    EVERYBODY,
    an_exchange,
    by,
)
from tests.emptying import leave_no_holes
from tests.integration.drawn import matches

S = ExchangeStatus


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
        services.matches.show(by(ANA), exchange.exchange_id)


def test_marks_of_recipients_differ_from_draw_to_draw(
    services: Services, database: Database
) -> None:
    an_exchange(services, status=S.DRAWN)
    an_exchange(services, status=S.DRAWN)

    with database.read() as session:
        keys = session.scalars(select(models.Assignment.recipient_key)).all()
    assert len(set(keys)) == 2 * len(EVERYBODY)


def test_the_order_of_rows_tells_nothing(services: Services, database: Database) -> None:
    leave_no_holes(database)
    place = "rowid" if database.is_sqlite else "ctid"
    orders = set()
    for _ in range(8):
        exchange = an_exchange(services, status=S.DRAWN)
        givers, keys = written(database, exchange.exchange_id, ASSIGNMENTS.format(place))
        _, marks = written(database, exchange.exchange_id, MATCHES.format(place))
        orders.add(givers)
        # Both columns may be read anyway, and both are random.
        assert list(keys) == sorted(keys)
        assert list(marks) == sorted(marks)

    assert len(orders) > 1


ASSIGNMENTS = """
SELECT giver_id, recipient_key FROM assignments WHERE exchange_id = :exchange ORDER BY {}
"""
MATCHES = """
SELECT addressee_id, delivery_id FROM deliveries
WHERE exchange_id = :exchange AND kind = 'match' ORDER BY {}
"""


def written(
    database: Database, exchange_id: str, question: str
) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """Two columns of the rows of one exchange."""
    with database.read() as session:
        people, others = zip(
            *session.execute(text(question), {"exchange": exchange_id}), strict=True
        )
    return people, others


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
